using System.CommandLine;
using HarvestBrain.Core.Events;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Tape;

namespace HarvestBrain.Host.Commands;

/// <summary>Records what the service reads, in the order in which it decides, for a replay and for <c>verify</c>.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The tape; without it standard output. It is there when it is whole; with --follow it is recorded on.",
            HelpName = "FILE",
        };
        Option<EntryId?> since = SinceOption("The first entry that matters: the tape begins as late as it can before it.");
        var follow = new Option<bool>("--follow") { Description = "Go on with what comes, until Ctrl-C." };
        const string What = "Record what the service reads from Redis, and the settings in force: a tape for replay and verify.";
        Option<int?> partition = PartitionOption.Create();
        var command = new Command("record", What) { output, since, follow, partition };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(output), parsed.GetValue(since), parsed.GetValue(follow), parsed.GetValue(partition), stop));
        return command;
    }

    /// <summary>An entry id.</summary>
    public static Option<EntryId?> SinceOption(string description) => new("--since")
    {
        Description = description,
        HelpName = "ID",
        CustomParser = result =>
        {
            if (EntryId.TryParse(result.Tokens[0].Value, out EntryId id)) return id;
            result.AddError($"--since {result.Tokens[0].Value}: expected an entry id, such as 1768694400000-0");
            return null;
        },
    };

    private static async Task<int> RunAsync(string? file, EntryId? since, bool follow, int? partition, CancellationToken stop)
    {
        if (HostSettings.Options() is not { } all) return ExitCode.BadConfiguration;
        if (PartitionOption.Of(all, partition) is not { } options) return ExitCode.Usage;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var signals = new StopSignals(stopping);
        try
        {
            RecordResult result = follow
                ? await FollowAsync(options, file, since, stopping.Token).ConfigureAwait(false)
                : await RecordAsync(options, file, since, stopping.Token).ConfigureAwait(false);
            return Say(result, follow);
        }
        catch (StoreException e)
        {
            Console.Error.WriteLine($"harvestbrain: Redis: {e.Message}");
            return ExitCode.Unavailable;
        }
        catch (FormatException e)
        {
            Console.Error.WriteLine($"harvestbrain: {(file is null ? "" : $"{file}: ")}{e.Message}");
            return ExitCode.BadInput;
        }
        catch (Exception e) when (file is not null && WriteError.Is(e))
        {
            return WriteError.Say(file, e);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
    }

    private static async Task<RecordResult> RecordAsync(HarvestBrainOptions options, string? file, EntryId? since, CancellationToken stop)
    {
        if (file is null)
        {
            await using Stream output = StandardOutput.Open();
            return await HarvestTape.RecordAsync(options, output, since, stop).ConfigureAwait(false);
        }
        using var target = new WholeFile(file);
        RecordResult result = await HarvestTape.RecordAsync(options, target.Stream, since, stop).ConfigureAwait(false);
        target.Complete();
        return result;
    }

    private static async Task<RecordResult> FollowAsync(HarvestBrainOptions options, string? file, EntryId? since, CancellationToken stop)
    {
        await using Stream target = file is null
            ? StandardOutput.Open()
            : new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        return await HarvestTape.FollowAsync(options, target, since, text => Console.Error.WriteLine($"harvestbrain: {text}"), stop)
            .ConfigureAwait(false);
    }

    private static int Say(RecordResult result, bool wasTold)
    {
        foreach (TapeGap gap in wasTold ? [] : result.Gaps) Console.Error.WriteLine($"harvestbrain: {gap}");
        string journal = result.HasJournal ? $"{result.Commits} commits" : "no journal: the tape can be replayed, not verified";
        Console.Error.WriteLine($"harvestbrain: {result.Entries} entries, {journal}");
        return result.Gaps.Count == 0 ? ExitCode.Ok : ExitCode.BadInput;
    }
}
