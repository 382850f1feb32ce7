using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// Sees what a fill or an outcome does to the rungs and the stop of a symbol, by comparing before and after. Only those two kinds of
/// event can; a price costs nothing.
/// </summary>
internal sealed class RungWatch
{
    private readonly (Position Position, IReadOnlyList<Rung> Rungs, EntryId Epoch, int Filled, int Rejected, StopRequest Stop)[] _before =
        new (Position, IReadOnlyList<Rung>, EntryId, int, int, StopRequest)[3];
    private int _count;

    public void Before(HarvestEngine engine, in HarvestEvent e)
    {
        _count = 0;
        if (e.Kind is not (EventKind.Fill or EventKind.Outcome)) return;
        for (PositionSide side = PositionSide.Both; side <= PositionSide.Short; side++)
        {
            if (engine.Find(e.Symbol, side) is not { Quantity: > 0 } position) continue;
            (int filled, int rejected) = Count(position.Rungs);
            _before[_count++] = (position, position.Rungs, position.Epoch, filled, rejected, position.StopRequest);
        }
    }

    /// <returns>Something that was asked for was refused.</returns>
    public bool After(BatchTally tally)
    {
        bool refused = false;
        for (int i = 0; i < _count; i++)
        {
            (Position position, IReadOnlyList<Rung> rungs, EntryId epoch, int filledBefore, int rejectedBefore, StopRequest stop) =
                _before[i];
            // The rungs that were there before: one that was filled by the fill that closed the epoch is not on the position any more.
            (int filled, int rejected) = Count(rungs);
            tally.Rungs[(int)RungEvent.Filled] += Math.Max(0, filled - filledBefore);
            tally.Rungs[(int)RungEvent.Rejected] += Math.Max(0, rejected - rejectedBefore);
            refused |= rejected > rejectedBefore;
            bool isStop = stop.Requested is not null && position.StopRequest.IsRejected && position.StopRequest.Requested != stop.Requested;
            if (!isStop || position.Quantity == 0 || position.Epoch != epoch) continue;
            tally.StopsRejected[(int)stop.Requested!.Value.Kind]++;
            refused = true;
        }
        _count = 0;
        return refused;
    }

    private static (int Filled, int Rejected) Count(IReadOnlyList<Rung> rungs)
    {
        int filled = 0, rejected = 0;
        for (int i = 0; i < rungs.Count; i++)
        {
            if (rungs[i].State == RungState.Filled) filled++;
            else if (rungs[i].Rejected) rejected++;
        }
        return (filled, rejected);
    }
}
