using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Wire;

/// <summary>One open position as it was at one instant. Members mean what those of <see cref="Position"/> mean.</summary>
public sealed record PositionView
{
    /// <summary>Symbol and position side.</summary>
    public required PositionKey Key { get; init; }

    /// <summary>Long or short.</summary>
    public required Direction Direction { get; init; }

    /// <summary>What is open.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Average entry.</summary>
    public required decimal EntryPrice { get; init; }

    /// <summary>The stop known when it was opened, or the first one learned later; <see langword="null"/> = none.</summary>
    public decimal? InitialStop { get; init; }

    /// <summary>The stop in force; <see langword="null"/> = none known.</summary>
    public decimal? Stop { get; init; }

    /// <summary>Where the stop comes from (<see cref="Words.OfStop"/>); <see langword="null"/> without one.</summary>
    public string? StopKind { get; init; }

    /// <summary>How much is known of the stop; <see langword="null"/> without one.</summary>
    public StopState? StopState { get; init; }

    /// <summary>The stop that is known to be there; <see langword="null"/> = none.</summary>
    public decimal? ConfirmedStop { get; init; }

    /// <summary>How often the stop was asked for; 0 = it was not.</summary>
    public int StopAttempt { get; init; }

    /// <summary>In what the orders at the venue differ from what should stand there; empty when they do not, or nobody tells.</summary>
    public IReadOnlyList<ProtectionProblem> Protection { get; init; } = [];

    /// <summary>1R per unit; <see langword="null"/> = undefined.</summary>
    public decimal? InitialRisk { get; init; }

    /// <summary>1R of the whole epoch in money; <see langword="null"/> = undefined.</summary>
    public decimal? InitialRiskQuote { get; init; }

    /// <summary>
    /// What of all that is open would be made or lost at the stop in force, before fees; <see langword="null"/> without one.
    /// </summary>
    public decimal? PnlAtStop { get; init; }

    /// <summary>R of the mark price; <see langword="null"/> without initial risk.</summary>
    public decimal? RLevel { get; init; }

    /// <summary>The last price.</summary>
    public decimal MarkPrice { get; init; }

    /// <summary>Event time of the last price, Unix milliseconds.</summary>
    public long MarkTimeUnixMs { get; init; }

    /// <summary>The best mark price of the epoch.</summary>
    public decimal PeakPrice { get; init; }

    /// <summary>Profit of what is open, before fees.</summary>
    public decimal UnrealizedPnl { get; init; }

    /// <summary>Profit of the epoch's reductions, before fees.</summary>
    public decimal RealizedPnl { get; init; }

    /// <summary>Fees of the epoch.</summary>
    public decimal Fees { get; init; }

    /// <summary>Fees were paid that <see cref="Fees"/> does not hold: every net figure is incomplete.</summary>
    public bool FeesIncomplete { get; init; }

    /// <summary>What is open is less than an order can close: nothing is asked for.</summary>
    public bool IsDust { get; init; }

    /// <summary>Something about it may have been missed: nothing is asked for.</summary>
    public bool Suspect { get; init; }

    /// <summary>The epoch.</summary>
    public EntryId Epoch { get; init; }

    /// <summary>Event time of the fill that opened it, Unix milliseconds.</summary>
    public long OpenedAtUnixMs { get; init; }

    /// <summary>The ladder, and behind it the close that the time stop asked for, if it did.</summary>
    public IReadOnlyList<RungView> Rungs { get; init; } = [];

    /// <summary>A position as it is now.</summary>
    /// <param name="position">The position.</param>
    /// <param name="nowUnixMs">The time, Unix milliseconds.</param>
    /// <param name="crossedSeconds">How long the mark may be through the stop, in seconds.</param>
    public static PositionView Of(Position position, long nowUnixMs, int crossedSeconds)
    {
        ArgumentNullException.ThrowIfNull(position);
        var rungs = new RungView[position.Rungs.Count];
        for (int i = 0; i < rungs.Length; i++)
        {
            Rung rung = position.Rungs[i];
            rungs[i] = new RungView(
                rung.TriggerR, rung.TriggerPrice, rung.Quantity, rung.FilledQuantity, rung.State, rung.Rejected, rung.IsTimeStop,
                rung.Attempt);
        }
        return new PositionView
        {
            Key = position.Key,
            Direction = position.Direction,
            Quantity = position.Quantity,
            EntryPrice = position.AverageEntry,
            InitialStop = position.InitialStop,
            Stop = position.CurrentStop,
            StopKind = Words.OfStop(position),
            StopState = position.StopStateAt(nowUnixMs, crossedSeconds),
            ConfirmedStop = position.ConfirmedStop,
            StopAttempt = position.StopRequest.Attempt,
            Protection = position.ProtectionProblemsAt(nowUnixMs),
            InitialRisk = position.InitialRisk,
            InitialRiskQuote = position.InitialRiskQuote,
            PnlAtStop = position.CurrentStop is { } stop ? RMultiple.Money(position, stop, position.Quantity) : null,
            RLevel = position.RLevel,
            MarkPrice = position.MarkPrice,
            MarkTimeUnixMs = position.MarkTimeUnixMs,
            PeakPrice = position.PeakPrice,
            UnrealizedPnl = position.UnrealizedPnl,
            RealizedPnl = position.RealizedPnl,
            Fees = position.FeesQuote,
            FeesIncomplete = position.FeesIncomplete,
            IsDust = position.IsDust,
            Suspect = position.Suspect,
            Epoch = position.Epoch,
            OpenedAtUnixMs = position.OpenedAtUnixMs,
            Rungs = rungs,
        };
    }
}

/// <summary>One rung as it was at one instant.</summary>
/// <param name="TriggerR">R at which it fires.</param>
/// <param name="TriggerPrice">Price at which it fires; 0 without initial risk.</param>
/// <param name="Quantity">What it closes; 0 = merged into another one.</param>
/// <param name="FilledQuantity">What was filled because of it.</param>
/// <param name="State">Armed, requested or filled.</param>
/// <param name="Rejected">The last request came back rejected, cancelled or expired.</param>
/// <param name="IsTimeStop">No rung of the ladder but the close that the time stop asked for.</param>
/// <param name="Attempt">How often it was asked for.</param>
public readonly record struct RungView(
    decimal TriggerR, decimal TriggerPrice, decimal Quantity, decimal FilledQuantity, RungState State, bool Rejected, bool IsTimeStop,
    int Attempt = 0);
