using System.Diagnostics;

namespace HarvestBrain.Host.Tests.Documentation;

/// <summary>What a program printed and how it ended.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static Task<ProgramRun> HarvestBrain(params IEnumerable<string> arguments) => Start(TestProgram.Command, arguments);

    public static Task<ProgramRun> PureLadder() => Start([TestProgram.DotNet, Path.Combine(AppContext.BaseDirectory, "PureLadder.dll")], []);

    // The programs are referenced by this project, so they stand beside it. None of the machine's settings reach them.
    private static async Task<ProgramRun> Start(string[] command, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (Core.Settings.Setting setting in HostSettings.All) start.Environment.Remove(setting.Name);
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ProgramRun(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
