using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Planning;

/// <summary>
/// A trade that has gone nowhere for long enough is closed. Measured in event time, so that a replay says the same.
/// </summary>
internal static class TimeStop
{
    /// <summary>Computes from when on, and below which price, the rest is to be closed.</summary>
    public static void Plan(Position position, HarvestPolicy policy)
    {
        position.Plan.TimeStopAtUnixMs = long.MaxValue;
        if (policy.TimeStopMinutes is not { } minutes || position.InitialRisk is not { } risk) return;
        if (position.TimeStop is { State: not RungState.Armed }) return; // once
        position.Plan.TimeStopAtUnixMs = position.OpenedAtUnixMs + (minutes * 60_000L);
        position.Plan.TimeStopPrice = RMultiple.TriggerPrice(position, policy.TimeStopBelowR, risk);
    }

    /// <summary>The time is over, and the mark has not got where it should be.</summary>
    public static bool IsDue(Position position) => position.MarkTimeUnixMs >= position.Plan.TimeStopAtUnixMs
        && !position.Reaches(position.MarkPrice, position.Plan.TimeStopPrice);
}
