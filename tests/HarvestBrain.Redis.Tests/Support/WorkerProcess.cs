using System.Diagnostics;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>A real <c>harvestbrain</c> process with an environment of its own.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly string[] OurPrefixes = ["HARVEST_", "REDIS_", "STREAM_", "LOG_", "TELEGRAM_", "OTEL_", "NOTIFY_", "WATCHDOG_"];

    private readonly Process _process;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly List<string> _lines = [];
    private readonly List<string> _errors = [];

    private WorkerProcess(string[] command, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] ours = [.. start.Environment.Keys.Where(name => OurPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))];
        foreach (string name in ours) start.Environment.Remove(name);
        start.Environment["DOTNET_TieredPGO"] = "0"; // many short lives: start quickly
        start.Environment["DOTNET_gcServer"] = "0";
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Keep(_lines, e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(_errors, e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Pid => _process.Id;

    /// <summary>How long it took to start, to its first line; zero before.</summary>
    public TimeSpan Startup { get; private set; }

    public bool Ended => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string[] Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public string Errors
    {
        get
        {
            lock (_errors) return string.Join('\n', _errors);
        }
    }

    public string Output => string.Join('\n', Lines) + "\n" + Errors;

    /// <summary>Starts the service against a server.</summary>
    public static WorkerProcess Run(RedisServer redis, params (string Name, string Value)[] settings) => Run(redis.Port, settings);

    public static WorkerProcess Run(int port, params (string Name, string Value)[] settings) => Start(["run"], port, settings);

    /// <summary>Starts the service as it was built with these tests, whatever else they start.</summary>
    public static WorkerProcess RunManaged(RedisServer redis, params (string Name, string Value)[] settings) =>
        Start(TestProgram.Managed, ["run"], redis.Port, settings);

    /// <summary>Starts any command of the program.</summary>
    public static WorkerProcess Start(string[] arguments, int port, params (string Name, string Value)[] settings) =>
        Start(TestProgram.Command, arguments, port, settings);

    private static WorkerProcess Start(string[] command, string[] arguments, int port, (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["REDIS_PORT"] = $"{port}" };
        foreach ((string name, string value) in settings) environment[name] = value;
        return new WorkerProcess(command, arguments, environment);
    }

    /// <summary>How often an event of the log (its stable id) was said.</summary>
    public int Count(int eventId, string containing = "") => Lines.Count(line => IsEvent(line, eventId) && line.Contains(containing, StringComparison.Ordinal));

    public bool Said(int eventId, string containing = "") => Count(eventId, containing) > 0;

    public void WaitFor(int eventId, string containing = "", int times = 1) =>
        Eventually.True(
            () => Count(eventId, containing) >= times || Ended, $"event {eventId} '{containing}' is logged {times} times", () => Output);

    /// <summary>An event is logged so often, and no more often by the time that it was.</summary>
    public void SaysTimes(int times, int eventId, string containing = "")
    {
        WaitFor(eventId, containing, times);
        Assert.Equal(times, Count(eventId, containing));
    }

    public int WaitForExit(TimeSpan? limit = null)
    {
        Eventually.True(() => _process.HasExited, "the process ends", () => Output, limit);
        _process.WaitForExit(); // and its last lines are read
        return _process.ExitCode;
    }

    public void Kill()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
    }

    public void Terminate() => Signal.Terminate(Pid);

    public void Freeze() => Signal.Stop(Pid);

    public void Thaw() => Signal.Continue(Pid);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Signal.Continue(Pid);
            Kill();
        }
        _process.Dispose();
    }

    private static bool IsEvent(string line, int eventId)
    {
        // 2026-01-18T00:00:00.000Z INFO    3 Lease taken ...
        string[] words = line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 4 && int.TryParse(words[2], out int id) && id == eventId;
    }

    private void Keep(List<string> lines, string? line)
    {
        if (line is null) return;
        if (Startup == TimeSpan.Zero) Startup = Stopwatch.GetElapsedTime(_startedAt);
        lock (lines) lines.Add(line);
    }
}
