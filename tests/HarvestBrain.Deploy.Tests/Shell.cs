using System.Diagnostics;

namespace HarvestBrain.Deploy.Tests;

/// <summary>What a command printed, on standard output and standard error together, and how it ended.</summary>
internal sealed record ShellResult(int ExitCode, string Text)
{
    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public ShellResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}:\n{Text}");
        return this;
    }
}

/// <summary>Runs commands as an operator does, in the repository, with no setting in the environment but those given.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20); // the native compiler, on a machine that is busy

    public static string Root { get; } = FindRoot();

    public static ShellResult Run(string command, params (string Name, string Value)[] environment)
    {
        using Process process = Start($"{command} 2>&1", environment);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"still runs after {Patience}: {command}");
        }
        return new ShellResult(process.ExitCode, output.GetAwaiter().GetResult());
    }

    public static Process Start(string command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", command])
        {
            WorkingDirectory = Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (string name in start.Environment.Keys.Where(IsSetting).ToArray()) start.Environment.Remove(name);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("HARVEST_", StringComparison.Ordinal) || name.StartsWith("STREAM_", StringComparison.Ordinal)
        || name.StartsWith("REDIS", StringComparison.Ordinal) || name.StartsWith("LOG_", StringComparison.Ordinal);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HarvestBrain.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
