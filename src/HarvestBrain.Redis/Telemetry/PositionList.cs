using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>The open positions as they were at one instant. Immutable.</summary>
/// <param name="AtUnixMs">When, Unix milliseconds of this machine; 0 = they are not known.</param>
/// <param name="Total">How many are open, also when not all are here.</param>
/// <param name="Positions">The open positions, at most <see cref="PositionsView.Capacity"/>.</param>
public sealed record PositionList(long AtUnixMs, int Total, IReadOnlyList<PositionView> Positions)
{
    /// <summary>Before the state is loaded for the first time, and of a standby.</summary>
    public static PositionList Unknown { get; } = new(0, 0, []);

    /// <summary>They are known.</summary>
    public bool IsKnown => AtUnixMs != 0;
}
