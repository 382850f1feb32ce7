using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Redis.Loop;

/// <summary>
/// Finds, by counting, what the stream of executions has lost behind the cursor: every open position may have missed something, so all
/// become suspect, and it is told.
/// </summary>
internal sealed class DataLoss(Reporter reporter)
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

    /// <summary>What was saved in Redis is gone.</summary>
    public void State(OwnedPartition partition, string what) => reporter.StateLost(what, partition.MarkAllSuspect());

    /// <summary>All that the stream still has is applied: if more was ever added, the difference was removed before we read it.</summary>
    private long CountAtEnd(OwnedPartition partition, ReadResult read)
    {
        if (partition.Memory.AppliedCount is >= 0 and var applied)
        {
            Compare(partition, applied, read.CutBefore, read.LastId < partition.Cursors.Executions
                ? "the stream was made anew, and their ids lie before what is applied"
                : "they were removed from the stream before they were read");
        }
        return read.CutBefore;
    }

    private void Compare(OwnedPartition partition, long applied, long added, string reason)
    {
        if (added > applied) reporter.EntriesLost(added - applied, areCounted: true, reason, partition.MarkAllSuspect());
        // How many of a removed stream's entries nobody saw is not known, so none are counted.
        else if (added < applied) reporter.EntriesLost(applied - added, areCounted: false, "the stream was removed", partition.MarkAllSuspect());
    }
}
