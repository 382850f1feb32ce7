using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Loop;

/// <summary>
/// The positions and how far they are applied. It is all that outlives the loss of the connection: when Redis has lost what was saved,
/// it is written again from here.
/// </summary>
/// <param name="engine">The positions.</param>
/// <param name="cursors">How far they are applied.</param>
internal sealed class RememberedState(HarvestEngine engine, InputCursors cursors)
{
    public HarvestEngine Engine { get; } = engine;

    public InputCursors Cursors { get; } = cursors;

    /// <summary>How many executions of the stream, ever, lie up to the last applied one; -1 = not known.</summary>
    public long AppliedCount { get; set; } = -1;

    /// <summary>What was applied to the engine and is not known to be written.</summary>
    public CommitBatch? Uncommitted { get; set; }

    /// <summary>Positions whose saved state is out of date.</summary>
    public HashSet<Position> Dirty { get; } = [];

    /// <summary>Something was loaded or applied, so that there is something to lose.</summary>
    public bool IsAny => Cursors.Executions != default || Engine.Positions.Any();

    /// <summary>What Redis still has is what this state was written from, or to.</summary>
    public bool Fits(Checkpoint checkpoint) =>
        IsAny && (!checkpoint.Exists || Cursors.AreSaved(checkpoint) || (Uncommitted is { } batch && IsWritten(checkpoint, batch)));

    /// <summary>
    /// Redis has lost what we still know: everything is to be written again. What was applied last stays applied, since nobody can give it
    /// to us again unharmed; what was asked for and perhaps never published may be asked for again after its dedup time.
    /// </summary>
    public void Recover(Checkpoint checkpoint)
    {
        if (Uncommitted is { } batch)
        {
            bool written = IsWritten(checkpoint, batch);
            EntryId last = batch.Cursors[0].To;
            foreach (CommitIntent intent in batch.Intents)
            {
                if (!written)
                    Engine.Apply(HarvestEvent.Outcome(last, intent.TimeUnixMs, intent.Symbol, intent.IntentId), intent.TimeUnixMs);
            }
            if (Cursors.Executions != last) AppliedCount = -1;
            Cursors.Advance(batch);
        }
        Cursors.Saved(checkpoint);
        foreach (Position position in Engine.Positions) Dirty.Add(position);
    }

    private static bool IsWritten(Checkpoint checkpoint, CommitBatch batch) =>
        batch.Cursors.All(move => checkpoint.Applied(move.Stream) == move.To);
}
