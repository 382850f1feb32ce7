using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace HarvestBrain.Host.Tests;

/// <summary>How a run of the program ended.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard output, each of which must be ended.</summary>
    public string[] OutputLines => Lines(Output);

    /// <summary>The lines of standard error.</summary>
    public string[] ErrorLines => Lines(Error);

    private static string[] Lines(string text)
    {
        if (text.Length == 0) return [];
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1].Split('\n');
    }
}

/// <summary>The built program as a process of its own, with an environment that holds no setting but those given.</summary>
internal sealed class Cli : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _error;

    private Cli(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>Runs the program to its end.</summary>
    public static CliResult Run(params string[] arguments) => RunWith([], "", arguments);

    /// <summary>Runs the program to its end with a standard input.</summary>
    public static CliResult RunOn(string input, params string[] arguments) => RunWith([], input, arguments);

    /// <summary>Runs the program to its end with settings in its environment and a standard input.</summary>
    public static CliResult RunWith((string Name, string Value)[] environment, string input, params string[] arguments)
    {
        using Cli cli = Start(environment, arguments);
        Task<string> output = cli.Output.ReadToEndAsync();
        try
        {
            cli.Send(input);
        }
        catch (IOException)
        {
            // A program that refuses its settings may end before it has read anything; its exit code and its errors say what it did.
        }
        cli.Input.Close();
        return cli.End(output);
    }

    public static Cli Start((string Name, string Value)[] environment, params string[] arguments) =>
        StartProcess(TestProgram.Command[0], environment, [.. TestProgram.Command[1..], .. arguments]);

    /// <summary>Runs a line of the shell, where <c>harvestbrain</c> is the program.</summary>
    public static CliResult Shell(string line)
    {
        using Cli cli = StartProcess("/bin/sh", [], ["-c", $"harvestbrain() {{ {TestProgram.Words} \"$@\"; }}\n{line}"]);
        cli.Input.Close();
        return cli.End(cli.Output.ReadToEndAsync());
    }

    public void Send(string text)
    {
        Input.Write(Encoding.UTF8.GetBytes(text));
        Input.Flush();
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public CliResult End() => End(Output.ReadToEndAsync());

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private CliResult End(Task<string> output)
    {
        if (!_process.WaitForExit(Patience)) throw new TimeoutException($"the program still runs after {Patience}");
        return new CliResult(_process.ExitCode, output.GetAwaiter().GetResult(), _error.GetAwaiter().GetResult());
    }

    private static Cli StartProcess(string file, (string Name, string Value)[] environment, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardErrorEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (string name in start.Environment.Keys.ToArray())
        {
            if (name.StartsWith("HARVEST_", StringComparison.Ordinal) || name.StartsWith("REDIS_", StringComparison.Ordinal)
                || name.StartsWith("STREAM_", StringComparison.Ordinal) || name.StartsWith("LOG_", StringComparison.Ordinal)
                || name.StartsWith("TELEGRAM_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal)) start.Environment.Remove(name);
        }
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return new Cli(Process.Start(start)!);
    }
}
