using System.Diagnostics;
using System.Globalization;
using HarvestBrain.SessionGeneration;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>
/// What builds of the program cost as processes, by turns: file, start, idle, under load, replay. Read processor time rather than the clock
/// where the machine has other work.
/// </summary>
internal static class ProgramBenchmark
{
    private const int Starts = 15;
    private const int Rounds = 3;
    private const int Entries = 300_000;
    private const int ReplayedLines = 600_000;
    private const string Idle = "program:idle", Loaded = "program:loaded";

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(RedisServer server)
    {
        await using Connection connection = await server.ConnectAsync();
        Measured[] all = [.. ServiceProcess.Programs.Select(program => new Measured(program))];
        for (int i = 0; i < Starts; i++)
        {
            foreach (Measured one in all) await ReadyAsync(server, connection, one, $"program:ready:{i}:{one.Number}");
        }
        await Task.WhenAll(all.Select(one => IdleAsync(server, connection, one)));
        await connection.AddAsync(Loaded, new Feed(symbols: 50).Take(Entries));
        for (int i = 0; i < Rounds; i++)
        {
            foreach (Measured one in all) await LoadAsync(server, connection, one, $"program:loaded:{i}:{one.Number}");
        }
        Replay(all);
        Print(all);
    }

    /// <summary>From start to the consumer group, which is made when it works.</summary>
    private static async Task ReadyAsync(RedisServer server, Connection connection, Measured one, string prefix)
    {
        long startedAt = Stopwatch.GetTimestamp();
        await using ServiceProcess service = ServiceProcess.Start(one.Program, server, prefix, prefix);
        while ((long)await connection.ExecuteAsync("EXISTS", prefix) == 0) await Task.Yield();
        one.Ready.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
    }

    private static async Task IdleAsync(RedisServer server, Connection connection, Measured one)
    {
        await using ServiceProcess service = ServiceProcess.Start(one.Program, server, $"{Idle}:{one.Number}", Idle);
        await Task.Delay(Settle);
        one.Resident = ServiceProcess.Megabytes(service.ProcessId, "smaps_rollup", "Rss:");
        one.Anonymous = ServiceProcess.Megabytes(service.ProcessId, "smaps_rollup", "Anonymous:");
        one.Threads = Directory.EnumerateDirectories($"/proc/{service.ProcessId}/task").Count();
        long startedAt = Stopwatch.GetTimestamp();
        double before = ProcessorTime.Seconds(service.ProcessId);
        await Task.Delay(Span);
        one.IdlePercent = 100 * (ProcessorTime.Seconds(service.ProcessId) - before) / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        if ((await connection.ExecuteAsync("HGET", $"{Idle}:{one.Number}:harvest:checkpoint", "owner")).IsNull)
            throw new InvalidOperationException($"{one.Program} did not get to work");
    }

    /// <summary>Entries that are there already, start included.</summary>
    private static async Task LoadAsync(RedisServer server, Connection connection, Measured one, string prefix)
    {
        long startedAt = Stopwatch.GetTimestamp();
        await using ServiceProcess service = ServiceProcess.Start(one.Program, server, prefix, Loaded);
        while ((await connection.ExecuteAsync("HGET", $"{prefix}:harvest:checkpoint", "applied")).IsNull) await Task.Delay(5);
        await connection.AppliedAsync(prefix, Entries);
        one.EntriesPerSecond.Add(Entries / Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
        one.LoadedSeconds.Add(ProcessorTime.Seconds(service.ProcessId));
        one.Peak.Add(ServiceProcess.Megabytes(service.ProcessId, "status", "VmHWM:"));
        await connection.ExecuteAsync("XGROUP", "DESTROY", Loaded, prefix);
    }

    private static void Replay(Measured[] all)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, SessionGenerator.Lines(new SessionOptions { Seed = 1, Entries = ReplayedLines, Symbols = 6 }));
            for (int i = 0; i < Rounds; i++)
            {
                foreach (Measured one in all) one.ReplaySeconds.Add(ReplayOnce(one.Program, file));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double ReplayOnce(string program, string file)
    {
        double before = ProcessorTime.OfChildren();
        ProcessStartInfo start = ServiceProcess.Command(program, "replay", file);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process replay = Process.Start(start) ?? throw new InvalidOperationException("harvestbrain did not start");
        Task errors = replay.StandardError.BaseStream.CopyToAsync(Stream.Null); // the session repeats executions now and then, and that is said
        replay.StandardOutput.BaseStream.CopyTo(Stream.Null);
        errors.GetAwaiter().GetResult();
        replay.WaitForExit();
        if (replay.ExitCode != 0) throw new InvalidOperationException($"{program} replay: exit code {replay.ExitCode}");
        return ProcessorTime.OfChildren() - before;
    }

    private static void Print(Measured[] all)
    {
        Console.WriteLine(
            $"ready: best and median of {Starts} starts; idle: after {Settle.TotalSeconds} s, over {Span.TotalSeconds} s; "
            + $"loaded: {Entries} entries of 50 symbols, replay: {ReplayedLines} lines, medians of {Rounds}");
        Console.WriteLine();
        var table = new Table(
            "program", "file MB", "ready ms", "idle MB", "anonymous MB", "threads", "idle % of a core", "peak MB", "entries/s", "their CPU s", "replay CPU s");
        foreach (Measured one in all)
        {
            table.Add(
                Path.GetRelativePath(Environment.CurrentDirectory, one.Program), Text(new FileInfo(one.Program).Length / 1e6, 1),
                $"{Text(one.Ready.Min, 0)}, {Text(one.Ready.Median, 0)}", Text(one.Resident, 1), Text(one.Anonymous, 1), $"{one.Threads}",
                Text(one.IdlePercent, 2), Text(one.Peak.Median, 1), one.EntriesPerSecond.Median.ToString("n0", CultureInfo.InvariantCulture),
                Text(one.LoadedSeconds.Median, 2), Text(one.ReplaySeconds.Median, 2));
        }
        table.Print();

        static string Text(double value, int digits) => value.ToString($"f{digits}", CultureInfo.InvariantCulture);
    }

    private sealed class Measured(string program)
    {
        private static int _last;

        public int Number { get; } = ++_last;

        public string Program => program;

        public Figures Ready { get; } = new();

        public double Resident { get; set; }

        public double Anonymous { get; set; }

        public int Threads { get; set; }

        public double IdlePercent { get; set; }

        public Figures EntriesPerSecond { get; } = new();

        public Figures LoadedSeconds { get; } = new();

        public Figures Peak { get; } = new();

        public Figures ReplaySeconds { get; } = new();
    }
}
