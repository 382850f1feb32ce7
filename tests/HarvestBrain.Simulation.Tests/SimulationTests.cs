using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using HarvestBrain.Simulation.Tests.Scheduler;

namespace HarvestBrain.Simulation.Tests;

/// <summary>
/// The loop under thousands of seeded schedules. <c>HARVEST_SIM_SCHEDULES</c> runs more, <c>HARVEST_SIM_FIRST</c> begins at another
/// seed, <c>HARVEST_SIM_SEED</c> repeats one and prints all its steps.
/// </summary>
[Collection("one after the other: each wants all cores, and the one with a server has timeouts")]
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int DefaultSchedules = 3000;
    private const int TraceLines = 250;
    private const int MaxToCatch = 6000;

    [Fact]
    public void Schedules_AllProperties_Hold()
    {
        if (Setting("HARVEST_SIM_SEED") is { } only)
        {
            var trace = new List<string>();
            IReadOnlyList<string> violations = Schedule.Run(only, trace: trace);
            foreach (string line in trace) output.WriteLine(line);
            Assert.True(violations.Count == 0, string.Join('\n', violations));
            return;
        }

        int first = Setting("HARVEST_SIM_FIRST") ?? 0, schedules = Setting("HARVEST_SIM_SCHEDULES") ?? DefaultSchedules;
        var failures = new ConcurrentDictionary<int, IReadOnlyList<string>>();
        var watch = Stopwatch.StartNew();
        Parallel.For(first, first + schedules, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, state) =>
        {
            IReadOnlyList<string> violations = Schedule.Run(seed);
            if (violations.Count > 0 && failures.Count < 50) failures[seed] = violations;
        });
        output.WriteLine($"{schedules} schedules from seed {first} in {watch.Elapsed.TotalSeconds:0.0} s, {failures.Count} failed");
        if (failures.IsEmpty) return;
        int seed = failures.Keys.Min();
        var steps = new List<string>();
        Schedule.Run(seed, trace: steps);
        string all = string.Join('\n', failures.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {Faults.Of(pair.Key).Kind}: {pair.Value[0].Split('\n')[0]}"));
        Assert.Fail($"HARVEST_SIM_SEED={seed}: {string.Join('\n', failures[seed])}\n{all}\nlast steps of {seed}:\n{string.Join('\n', steps.TakeLast(TraceLines))}");
    }

    public static TheoryData<string> Broken => [.. BrokenStores.All.Keys];

    [Theory]
    [MemberData(nameof(Broken))]
    public void Schedules_BrokenStore_IsCaught(string name)
    {
        for (int seed = 0; seed < MaxToCatch; seed++)
        {
            IReadOnlyList<string> violations = Schedule.Run(seed, BrokenStores.All[name]);
            if (violations.Count == 0) continue;
            output.WriteLine($"{name}: caught by schedule {seed}: {violations[0]}");
            return;
        }
        Assert.Fail($"{MaxToCatch} schedules found nothing wrong with {name}");
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
