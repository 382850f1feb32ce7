using HarvestBrain.Host;
using HarvestBrain.Host.Commands;
using HarvestBrain.Import;

try
{
    // The service does without the command line's parser, which it would keep in memory for as long as it runs.
    return args is [] or ["run"] ? await RunCommand.RunAsync(CancellationToken.None) : await CommandLine.InvokeAsync(args);
}
catch (IOException e) when (BrokenPipe.Is(e))
{
    return ExitCode.Ok; // whoever read our output had enough
}
catch (TemporaryFileException e)
{
    Console.Error.WriteLine($"harvestbrain: {e.Message}");
    return ExitCode.CannotWrite;
}
catch (IOException e) when (FullDisk.Is(e))
{
    Console.Error.WriteLine($"harvestbrain: {FullDisk.Say(e)}");
    return ExitCode.Internal;
}
#pragma warning disable CA1031 // the last line of defence: say what happened, with the code for it
catch (Exception e)
#pragma warning restore CA1031
{
    Console.Error.WriteLine($"harvestbrain: internal error: {e}");
    return ExitCode.Internal;
}
