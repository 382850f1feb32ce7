using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Paper.Venue;

namespace HarvestBrain.Paper.Store;

/// <summary>What is written as a whole or not at all.</summary>
/// <param name="Revision">The checkpoint's revision that it started from; empty = there is none.</param>
/// <param name="Next">The revision after it.</param>
/// <param name="Executions">Up to where the executions are folded.</param>
/// <param name="Intents">Up to where the intents are taken.</param>
/// <param name="Venue">What was folded and taken.</param>
/// <param name="Step">What was decided.</param>
/// <param name="Snapshots">Open orders that are others than they were.</param>
/// <param name="NowUnixMs">The time, Unix milliseconds.</param>
internal sealed record PaperBatch(
    string Revision, string Next, EntryId Executions, EntryId Intents, PaperVenue Venue, PaperStep Step,
    IReadOnlyList<(PositionKey Key, string Orders, string Payload)> Snapshots, long NowUnixMs);

/// <summary>How a commit ended.</summary>
internal enum PaperCommit
{
    /// <summary>Everything was written.</summary>
    Done,

    /// <summary>Nothing was written: somebody else moved the checkpoint. Load everything anew.</summary>
    Stale,

    /// <summary>Nothing was written: more than prices came meanwhile. Read it and decide anew.</summary>
    Behind,
}
