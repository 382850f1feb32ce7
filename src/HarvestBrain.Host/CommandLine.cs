using System.CommandLine;
using HarvestBrain.Host.Commands;

namespace HarvestBrain.Host;

/// <summary>All commands with their arguments and help.</summary>
internal static class CommandLine
{
    public static Task<int> InvokeAsync(string[] arguments)
    {
        var root = new RootCommand("Takes profits on open trading positions by R-multiples.")
        {
            RunCommand.Create(),
            ReplayCommand.Create(),
            RecordCommand.Create(),
            VerifyCommand.Create(),
            ImportCommand.Create(),
            ReportCommand.Create(),
            SweepCommand.Create(),
            CompareCommand.Create(),
            InstrumentsCommand.Create(),
            StatusCommand.Create(),
            KillCommand.Create(),
            ReleaseCommand.Create(),
            PaperCommand.Create(),
            ExecutorCheckCommand.Create(),
            DemoCommand.Create(),
            CheckConfigCommand.Create(),
        };
        root.SetAction((_, stop) => RunCommand.RunAsync(stop));

        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine($"harvestbrain: {error.Message}");
            Console.Error.WriteLine("Try 'harvestbrain --help'.");
            return Task.FromResult(ExitCode.Usage);
        }
        return parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // each command handles signals itself
        });
    }
}
