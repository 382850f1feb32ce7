using System.CommandLine;
using HarvestBrain.Core.Events;
using HarvestBrain.Host.Replay;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Tape;

namespace HarvestBrain.Host.Commands;

/// <summary>Decides a tape again, and holds it against what was published.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var tape = new Argument<string?>("TAPE")
        {
            Description = "What record wrote; - is standard input. Without it, what Redis has.", Arity = ArgumentArity.ZeroOrOne,
        };
        Option<EntryId?> since = RecordCommand.SinceOption("What was decided before this entry is not compared.");
        const string What = "Decide again what the service decided, and hold it against what it published: 0 equal, 1 different.";
        Option<int?> partition = PartitionOption.Create();
        var command = new Command("verify", What) { tape, since, partition };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(tape), parsed.GetValue(since), parsed.GetValue(partition), stop));
        return command;
    }

    private static async Task<int> RunAsync(string? file, EntryId? since, int? partition, CancellationToken stop)
    {
        if (HostSettings.Options() is not { } all) return ExitCode.BadConfiguration;
        if (PartitionOption.Of(all, partition) is not { } options) return ExitCode.Usage;
        if (file is not null && RecordedFiles.Problem(file) is { } problem)
        {
            Console.Error.WriteLine($"harvestbrain: {problem}");
            return ExitCode.NoInput;
        }
        try
        {
            await using Stream? tape = file is null ? null : RecordedFiles.Open(file);
            VerifyResult result = await HarvestTape.VerifyAsync(options, tape, since, stop).ConfigureAwait(false);
            if (since is { } first && result is { IsEqual: true, Entries: 0 })
            {
                Console.Error.WriteLine($"harvestbrain: nothing was decided from {first} on: there is nothing to compare");
                return ExitCode.BadInput;
            }
            return Say(result);
        }
        catch (StoreException e)
        {
            Console.Error.WriteLine($"harvestbrain: Redis: {e.Message}");
            return ExitCode.Unavailable;
        }
        catch (FormatException e)
        {
            Console.Error.WriteLine($"harvestbrain: {file ?? "Redis"}: {e.Message}");
            return ExitCode.BadInput;
        }
    }

    private static int Say(VerifyResult result)
    {
        foreach (TapeDifference difference in result.Differences) Console.Out.WriteLine(difference.ToJson());
        string word = result.IsEqual ? "equal" : $"different: {result.Differences.Count} differences";
        Console.Error.WriteLine($"harvestbrain: {word}; {result.Intents} intents of {result.Entries} entries");
        if (result.Claimed > 0)
            Console.Error.WriteLine($"harvestbrain: {result.Claimed} more were not published, because their ids were claimed");
        if (result.Undecided > 0)
            Console.Error.WriteLine($"harvestbrain: {result.Undecided} entries at the end stand behind the last commit of this tape");
        return result.IsEqual ? ExitCode.Ok : ExitCode.CheckFailed;
    }
}
