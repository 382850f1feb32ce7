using HarvestBrain.Core.Positions;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Loop;

/// <summary>What the stream or Redis has lost: every position may have missed something, flat ones too, so all become suspect, and it is told.</summary>
internal sealed class Losses(Ledger ledger, HarvestObservers observers, HarvestMetrics metrics, ILogger logger)
{
    public const string CutWhilePending = "they were cut from the stream while pending";

    /// <summary>Entries that were there and that nobody will ever see.</summary>
    public void Entries(long lost, string reason)
    {
        metrics.Lost((int)Math.Min(lost, int.MaxValue));
        Tell(lost, reason);
    }

    /// <summary>A stream that was removed: how many of its entries nobody saw is not known, so none are counted.</summary>
    /// <param name="missing">So many fewer entries than before were ever added to it.</param>
    public void Stream(long missing) => Tell(missing, "the stream was removed");

    /// <summary>What was saved in Redis.</summary>
    public void State(string what)
    {
        Log.StateGone(logger, what, MarkAllSuspect());
        observers.Note(new StateLost(what));
    }

    private void Tell(long lost, string reason)
    {
        Log.EntriesLost(logger, lost, reason, MarkAllSuspect());
        observers.Note(new EntriesLost(lost, reason));
    }

    private int MarkAllSuspect()
    {
        IReadOnlyList<Position> marked = ledger.Engine.MarkAllSuspect();
        ledger.Dirty.UnionWith(marked);
        return marked.Count;
    }
}
