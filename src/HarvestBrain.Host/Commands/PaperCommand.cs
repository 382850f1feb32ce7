using System.CommandLine;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Wire;
using HarvestBrain.Host.Rehearsal;
using HarvestBrain.Paper;
using HarvestBrain.Paper.Store;
using HarvestBrain.Paper.Venue;
using HarvestBrain.Redis;

namespace HarvestBrain.Host.Commands;

/// <summary>An executor for rehearsals: fills what the service asks for in live mode, at the mark price, with nobody's money.</summary>
internal static class PaperCommand
{
    private const int LineLength = 1000;

    public static Command Create()
    {
        var rules = new PaperOptions();
        var beside = new Option<bool>("--beside") { Description = "Answer although another executor answers on this prefix too." };
        var command = new Command("paper", "Answer intents as an executor would, with nobody's money: for rehearsals.") { beside };
        rules.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(rules.Read(parsed), parsed.GetValue(beside), stop));
        return command;
    }

    private static async Task<int> RunAsync(PaperRules rules, bool beside, CancellationToken stop)
    {
        UnknownVariables.Report();
        SettingReader reader = HostSettings.Reader();
        HostSettings settings = HostSettings.Read(reader);
        PartitionOption.Refuse(reader, settings.Redis);
        if (SettingProblems.Report(reader)) return ExitCode.BadConfiguration;
        var keys = new PaperKeys(settings.Redis, settings.Engine.Instance);
        var executor = new PaperExecutor(keys, settings.Redis, rules, settings.Engine.Policy, beside, Say, TimeProvider.System);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var signals = new StopSignals(stopping);
        try
        {
            await executor.RunAsync(stopping.Token).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (OtherExecutorException e)
        {
            Console.Error.WriteLine($"harvestbrain: {e.Message}");
            return ExitCode.BadConfiguration;
        }
        catch (RedisUnreachableException e)
        {
            Console.Error.WriteLine($"harvestbrain: Redis cannot be reached: {e.Message}");
            return ExitCode.Unavailable;
        }
        catch (StateException e)
        {
            Console.Error.WriteLine($"harvestbrain: {e.Message}");
            return ExitCode.Internal;
        }
    }

    // What a producer wrote must not do anything to a terminal.
    private static void Say(string line) => Console.Out.WriteLine(OneLine.Of(line, LineLength));
}
