using HarvestBrain.Core.Positions;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Redis.Loop;

/// <summary>What the stream or Redis has lost: every open position may have missed something, so all become suspect, and it is told.</summary>
internal sealed class DataLoss(Ledger ledger, Reporter reporter)
{
    public const string CutWhilePending = "they were cut from the stream while pending";

    /// <summary>Entries that were there and that nobody will ever see.</summary>
    public void Entries(long lost, string reason) => reporter.EntriesLost(lost, areCounted: true, reason, MarkAllSuspect());

    /// <summary>A stream that was removed: how many of its entries nobody saw is not known, so none are counted.</summary>
    /// <param name="missing">So many fewer entries than before were ever added to it.</param>
    public void Stream(long missing) => reporter.EntriesLost(missing, areCounted: false, "the stream was removed", MarkAllSuspect());

    /// <summary>What was saved in Redis.</summary>
    public void State(string what) => reporter.StateLost(what, MarkAllSuspect());

    private int MarkAllSuspect()
    {
        IReadOnlyList<Position> marked = ledger.Engine.MarkAllSuspect();
        ledger.Dirty.UnionWith(marked);
        return marked.Count;
    }
}
