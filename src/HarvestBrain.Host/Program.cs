using System.CommandLine;
using HarvestBrain.Host;
using HarvestBrain.Host.Commands;

var root = new RootCommand("Takes profits on open trading positions by R-multiples.")
{
    RunCommand.Create(),
    ReplayCommand.Create(),
    ReleaseCommand.Create(),
    CheckConfigCommand.Create(),
};

root.SetAction((_, stop) => RunCommand.RunAsync(stop));
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine($"harvestbrain: {error.Message}");
    Console.Error.WriteLine("Try 'harvestbrain --help'.");
    return ExitCode.Usage;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null, // each command handles signals itself
    });
}
catch (IOException e) when (BrokenPipe.Is(e))
{
    return ExitCode.Ok; // whoever read our output had enough
}
#pragma warning disable CA1031 // the last line of defence: say what happened, with the code for it
catch (Exception e)
#pragma warning restore CA1031
{
    Console.Error.WriteLine($"harvestbrain: internal error: {e}");
    return ExitCode.Internal;
}
