using System.Diagnostics;
using System.Globalization;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Packages.Tests;

/// <summary>
/// A program that runs. Its output goes to a file: a build leaves servers behind that would hold a pipe open. No setting of the machine's
/// reaches it but those given.
/// </summary>
internal sealed class Running : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // a restore and a build, on a machine that is busy

    private readonly string _log = Path.GetTempFileName();
    private readonly Process _process;

    public Running(string folder, string command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"exec {command} >{_log} 2>&1"]) { WorkingDirectory = folder };
        foreach (string name in start.Environment.Keys.Where(IsSetting).ToArray()) start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // nothing stays behind
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
    }

    /// <summary>The program that builds and runs everything here.</summary>
    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public string Output => File.ReadAllText(_log);

    /// <summary>Runs a program to its end, which has to be a good one.</summary>
    public static string ToEnd(string folder, string command, params (string Name, string Value)[] environment)
    {
        using var running = new Running(folder, command, environment);
        if (!running._process.WaitForExit(Patience)) throw new TimeoutException($"still runs after {Patience}: {command}\n{running.Output}");
        Assert.True(running._process.ExitCode == 0, $"{command}\nexit code {running._process.ExitCode}\n{running.Output}");
        return running.Output;
    }

    /// <summary>Ends the program as an operator does.</summary>
    /// <returns>The exit code.</returns>
    public int Terminate()
    {
        using Process kill = Process.Start("kill", ["-s", "TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        if (!_process.WaitForExit(Eventually.Limit)) throw new TimeoutException($"does not end\n{Output}");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_log);
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("HARVEST_", StringComparison.Ordinal) || name.StartsWith("STREAM_", StringComparison.Ordinal)
        || name.StartsWith("REDIS", StringComparison.Ordinal) || name.StartsWith("LOG_", StringComparison.Ordinal);
}
