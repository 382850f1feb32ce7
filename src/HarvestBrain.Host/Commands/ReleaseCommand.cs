using System.CommandLine;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.State;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Host.Commands;

/// <summary>Clears the suspect mark of a symbol's positions.</summary>
internal static class ReleaseCommand
{
    public static Command Create()
    {
        var symbol = new Argument<string>("SYMBOL") { Description = "The symbol whose positions are right." };
        var command = new Command("release", "Clear the suspect mark of a symbol's positions.") { symbol };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(symbol)!.Trim(), stop));
        return command;
    }

    private static async Task<int> RunAsync(string symbol, CancellationToken stop)
    {
        UnknownVariables.Report();
        SettingReader reader = HostSettings.Reader();
        HostSettings settings = HostSettings.Read(reader);
        if (SettingProblems.Report(reader)) return ExitCode.BadConfiguration;
        var options = new HarvestBrainOptions();
        settings.Apply(options);
        try
        {
            IReadOnlyList<PositionKey> released = await HarvestOperations.ReleaseAsync(options, symbol, stop).ConfigureAwait(false);
            foreach (PositionKey key in released) Console.Out.WriteLine($"released {key}");
            if (released.Count == 0) Console.Out.WriteLine($"{symbol} has no suspect position");
            return ExitCode.Ok;
        }
        catch (StoreException e)
        {
            Console.Error.WriteLine($"harvestbrain: Redis: {e.Message}");
            return ExitCode.Unavailable;
        }
        catch (StateException e)
        {
            Console.Error.WriteLine($"harvestbrain: {e.Message}");
            return ExitCode.Internal;
        }
    }
}
