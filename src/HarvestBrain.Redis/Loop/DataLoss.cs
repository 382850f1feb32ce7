using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Redis.Loop;

/// <summary>
/// Finds, by counting, what the stream of executions has lost behind the cursor, and streams that are others by now: every open position
/// may have missed something, so all become suspect, and it is told.
/// </summary>
internal sealed class DataLoss(DataLossReporter reporter)
{
    /// <summary>Counts on over what was read, and finds a gap before the first entry.</summary>
    /// <returns>How many executions, ever, lie up to the last one that is applied with it; -1 = not known.</returns>
    public long CountOn(OwnedPartition partition, ReadResult read)
    {
        long applied = partition.Memory.AppliedCount;
        if (read.Executions.Count == 0) return CountAtEnd(partition, read);
        if (read.CutBefore < 0) return applied < 0 ? -1 : applied + read.Executions.Count;
        if (applied >= 0) Compare(partition, applied, read.CutBefore, "they were cut from the stream before they were read");
        return read.CutBefore + read.Executions.Count;
    }

    /// <summary>
    /// Finds streams that were made anew with ids before what is applied, after a removal and with a clock that went back: they would not
    /// be read until their ids have caught up. They are read from their beginning.
    /// </summary>
    /// <returns>There are some; the cursors stand at their beginning.</returns>
    public bool MadeAnew(OwnedPartition partition, ReadResult read)
    {
        bool any = false;
        for (int i = 0; i < read.LastIds.Count; i++)
        {
            EntryId last = read.LastIds[i], applied = partition.Cursors.Applied[i];
            if (last == default || last >= applied) continue;
            bool isKnown = partition.Cursors.IsReached(i) || (i == 0 && partition.Memory.AppliedCount >= 0);
            if (!isKnown) continue;
            partition.Cursors.Rewind(i);
            if (i == 0) partition.Memory.AppliedCount = 0;
            // A snapshot that is missed is none: the next one says more.
            reporter.StreamMadeAnew(i, last, applied, i == 0 ? partition.MarkAllSuspect() : 0);
            any = true;
        }
        return any;
    }

    /// <summary>What was saved in Redis is gone.</summary>
    public void State(OwnedPartition partition, string what) => reporter.StateLost(what, partition.MarkAllSuspect());

    /// <summary>All that the stream still has is applied: if more was ever added, the difference was removed before we read it.</summary>
    private long CountAtEnd(OwnedPartition partition, ReadResult read)
    {
        long applied = partition.Memory.AppliedCount;
        // It begins at an id that the stream has not reached yet, or it is not known where it was: nothing to count from.
        if (applied < 0 && read.LastIds[0] < partition.Cursors.Executions) return -1;
        if (applied >= 0) Compare(partition, applied, read.CutBefore, "they were removed from the stream before they were read");
        return read.CutBefore;
    }

    private void Compare(OwnedPartition partition, long applied, long added, string reason)
    {
        if (added > applied) reporter.EntriesLost(added - applied, areCounted: true, reason, partition.MarkAllSuspect());
        // How many of a removed stream's entries nobody saw is not known, so none are counted.
        else if (added < applied)
            reporter.EntriesLost(applied - added, areCounted: false, "the stream was removed", partition.MarkAllSuspect());
    }
}
