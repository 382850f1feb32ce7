using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Status;

/// <summary>One open position as it was saved last.</summary>
/// <param name="Symbol">Symbol, as the producer wrote it.</param>
/// <param name="PositionSide">BOTH in one-way mode, LONG or SHORT in hedge mode.</param>
/// <param name="Direction">Long or short.</param>
/// <param name="Quantity">What is open.</param>
/// <param name="EntryPrice">Average entry.</param>
/// <param name="StopPrice">The stop in force; <see langword="null"/> = none known.</param>
/// <param name="StopKind"><c>initial</c>, <c>outside</c>, or the rule that moved it; <see langword="null"/> = none known.</param>
/// <param name="MarkPrice">The last price; 0 before the first.</param>
/// <param name="MarkAgeMs">How old that price is, in milliseconds.</param>
/// <param name="RLevel">Where the mark is in multiples of the initial risk; <see langword="null"/> without initial risk.</param>
/// <param name="UnrealizedPnl">Profit of what is open at the mark price, before fees.</param>
/// <param name="IsDust">What is open is less than an order can close: nothing is asked for.</param>
/// <param name="FeesIncomplete">Fees of the epoch were paid that are not counted: net figures are incomplete.</param>
/// <param name="Suspect">Something about it may have been missed: nothing is asked for.</param>
/// <param name="Epoch">The id of its epoch.</param>
/// <param name="Rungs">The ladder, lowest rung first; rungs that were merged into others are left out.</param>
public sealed record StoredPosition(
    string Symbol, PositionSide PositionSide, Direction Direction, decimal Quantity, decimal EntryPrice,
    decimal? StopPrice, string? StopKind, decimal MarkPrice, long MarkAgeMs, decimal? RLevel, decimal UnrealizedPnl,
    bool IsDust, bool FeesIncomplete, bool Suspect, string Epoch, IReadOnlyList<StoredRung> Rungs)
{
    /// <summary>How much is known of the stop; <see langword="null"/> without one.</summary>
    public StopState? StopState { get; init; }

    /// <summary>How often the stop was asked for; 0 = it was not.</summary>
    public int StopAttempt { get; init; }

    private const int Digits = 12; // of what may repeat without end

    internal static StoredPosition Of(Position position, HarvestPolicy policy, long nowUnixMs) => new(
        position.Key.Symbol, position.Key.Side, position.Direction, PlainDecimal.Trim(position.Quantity), Short(position.AverageEntry),
        position.CurrentStop is { } stop ? PlainDecimal.Trim(stop) : null, Words.OfStop(position), PlainDecimal.Trim(position.MarkPrice),
        Math.Max(0, nowUnixMs - position.MarkTimeUnixMs), position.RLevel is { } r ? PlainDecimal.Trim(Math.Round(r, 4)) : null,
        Short(position.UnrealizedPnl), position.IsDust, position.FeesIncomplete, position.Suspect, position.Epoch.ToString(),
        [
            .. position.Rungs.Where(rung => rung.Quantity > 0 || rung.State != RungState.Armed)
                .Select(rung => StoredRung.Of(rung, position, policy)),
        ])
    {
        StopState = position.StopStateAt(nowUnixMs, policy.StopCrossedSeconds),
        StopAttempt = position.StopRequest.Attempt,
    };

    private static decimal Short(decimal value) => PlainDecimal.Trim(PlainDecimal.RoundToSignificant(value, Digits));
}

/// <summary>One rung of a position's ladder.</summary>
/// <param name="TriggerR">R at which it fires; of the time stop the R that was not reached.</param>
/// <param name="State">Armed, requested or filled.</param>
/// <param name="Quantity">What it closes.</param>
/// <param name="IsDue">Armed, and its R is reached: it was held, or the mark is older than what would ask for it.</param>
/// <param name="IsRejected">The executor refused what was asked for.</param>
/// <param name="IsTimeStop">No rung of the ladder but the close that the time stop asked for.</param>
public sealed record StoredRung(decimal TriggerR, RungState State, decimal Quantity, bool IsDue, bool IsRejected, bool IsTimeStop)
{
    /// <summary>How often it was asked for.</summary>
    public int Attempt { get; init; }

    internal static StoredRung Of(Rung rung, Position position, HarvestPolicy policy) => new(
        PlainDecimal.Trim(rung.TriggerR), rung.State, PlainDecimal.Trim(rung.Quantity),
        rung.State == RungState.Armed && !rung.IsTimeStop && position.RLevel >= Math.Max(rung.TriggerR, policy.MinR), rung.Rejected,
        rung.IsTimeStop)
    {
        Attempt = rung.Attempt,
    };
}
