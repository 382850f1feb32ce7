using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Replay;

/// <summary>Where a replay's results go, in the order in which they come about. Arguments are valid during the call only.</summary>
public interface IReplayOutput
{
    /// <summary>An intent that the service would have published.</summary>
    void OnIntent(in Intent intent);

    /// <summary>An entry changed a position.</summary>
    /// <param name="position">The position as it is now.</param>
    /// <param name="id">The entry.</param>
    /// <param name="simulated">The change comes from a simulated fill, not from the recording.</param>
    void OnPosition(Position position, EntryId id, bool simulated);

    /// <summary>A trade is over.</summary>
    /// <param name="trade">What it came to.</param>
    /// <param name="id">The entry.</param>
    void OnTrade(ClosedEpoch trade, EntryId id)
    {
    }

    /// <summary>The fold refused an entry or a part of it.</summary>
    void OnRejection(in FoldRejection rejection, EntryId id);

    /// <summary>A snapshot differed from the recording's fills, and won.</summary>
    void OnDrift(in PositionDrift drift, EntryId id);
}
