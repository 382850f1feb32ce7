using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Paper.Store;
using HarvestBrain.Paper.Venue;

namespace HarvestBrain.Paper;

/// <summary>
/// Finds whether a real executor answers here. A fill that opens a position is no answer, whoever tells it: answers echo an intent, or say
/// that a harvest asked for them. And whoever reads the intents by a consumer group means to answer.
/// </summary>
internal sealed class OtherExecutors(IPaperStore store, PaperKeys keys)
{
    /// <summary>So far back an answer counts as one of an executor that is at work.</summary>
    public const long LookBackMs = 24 * 60 * 60 * 1000;

    private const int Page = 1000;
    private const int Pages = 100;

    /// <exception cref="OtherExecutorException">There is one.</exception>
    public async Task RefuseAsync(long nowUnixMs, CancellationToken stop)
    {
        string[] groups = await store.GroupsAsync(keys.Intents, stop).ConfigureAwait(false);
        if (groups.Length > 0) throw new OtherExecutorException($"consumer group {groups[0]} reads {keys.Intents}");
        var decoder = new EntryDecoder();
        EntryId? before = null;
        for (int page = 0; page < Pages; page++)
        {
            PaperEntry[] entries = await store.ReadBackAsync(keys.Executions, before, Page, stop).ConfigureAwait(false);
            foreach (PaperEntry entry in entries)
            {
                if (nowUnixMs - entry.Id.UnixMilliseconds > LookBackMs) return;
                if (decoder.TryDecode(entry.Id, entry.Fields, out HarvestEvent e, out _)) Refuse(entry, e, keys.Executions);
            }
            if (entries.Length < Page) return;
            before = entries[^1].Id;
        }
    }

    /// <exception cref="OtherExecutorException">The entry is another executor's answer.</exception>
    public static void Refuse(PaperEntry entry, in HarvestEvent e, string stream)
    {
        if (e.Kind is not (EventKind.Fill or EventKind.Outcome or EventKind.Accepted)) return;
        if (e.IntentEcho is null && e.OrderRole != OrderRole.Harvest) return;
        if (entry["source"u8].Span.SequenceEqual(Ours)) return;
        string what = e.IntentEcho ?? "a harvest";
        throw new OtherExecutorException($"entry {entry.Id} of {stream} answers {what}, and is not from a paper venue");
    }

    private static readonly byte[] Ours = System.Text.Encoding.UTF8.GetBytes(PaperAnswer.Source);
}
