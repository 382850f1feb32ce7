using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Generators;

/// <summary>What happens in one step of a history.</summary>
public enum StepKind
{
    /// <summary>A price of the symbol.</summary>
    Price,

    /// <summary>A fill from outside.</summary>
    Fill,

    /// <summary>A fill of an intent that the run published, whole or in part, with its echo.</summary>
    Echo,

    /// <summary>A rejection of an intent that the run published.</summary>
    Outcome,

    /// <summary>The executor took an intent that the run published: its order stands.</summary>
    Accepted,

    /// <summary>Funding: a cost without an execution.</summary>
    Cost,

    /// <summary>An earlier fill, delivered again under a new entry id.</summary>
    Repeat,

    /// <summary>A position snapshot: what the engine has, or something else.</summary>
    Snapshot,
}

/// <summary>One step. Steps name intents and fills by number, so that a history can be mirrored, scaled and shrunk.</summary>
public sealed record Step
{
    public required StepKind Kind { get; init; }
    public required string Symbol { get; init; }
    public PositionSide Side { get; init; }
    public OrderSide Order { get; init; }
    public decimal Quantity { get; init; }
    public decimal Price { get; init; }
    public decimal Stop { get; init; }

    /// <summary>Average entry of a snapshot that does not agree.</summary>
    public decimal Entry { get; init; }

    /// <summary>The snapshot says what the engine has at that moment.</summary>
    public bool Agrees { get; init; }

    /// <summary>The snapshot has a mark price.</summary>
    public bool HasMark { get; init; }

    public decimal Fee { get; init; }

    /// <summary>What the fee is paid in; <see langword="null"/> = not told, the quote currency.</summary>
    public string? FeeAsset { get; init; }

    /// <summary>The fee is paid in what is traded.</summary>
    public bool IsFeeInBase => FeeAsset is { } asset && Symbol == asset + HistoryGen.Quote;

    public decimal Atr { get; init; }
    public bool ReduceOnly { get; init; }
    public ulong Key { get; init; }

    /// <summary>The order that a fill belongs to; 0 = none is named.</summary>
    public ulong OrderNo { get; init; }

    /// <summary>Quantity and fee are what the order has come to so far, and the price is the average of it.</summary>
    public bool IsTotal { get; init; }

    /// <summary>The order has ended, perhaps before it was full: no more of it comes.</summary>
    public bool Ends { get; init; }

    /// <summary>Which intent of this position, or which earlier fill: counted back from the newest.</summary>
    public int Back { get; init; }

    /// <summary>How much of an intent is filled.</summary>
    public decimal Part { get; init; } = 1;

    /// <summary>Time since the step before.</summary>
    public long DelayMs { get; init; }

    /// <summary>The event's own time is told in whole seconds.</summary>
    public bool WholeSeconds { get; init; }

    /// <summary>How far the event's own time lies behind its arrival; negative = ahead of it.</summary>
    public long LagMs { get; init; }

    public override string ToString()
    {
        string extra = (Stop != 0 ? $" stop {Stop}" : "") + (Fee != 0 ? $" fee {Fee} {FeeAsset}" : "") + (Atr != 0 ? $" ATR {Atr}" : "") + (ReduceOnly ? " reduce-only" : "")
            + (OrderNo != 0 ? $" order {OrderNo}{(IsTotal ? " so far" : "")}" : "") + (Ends ? ", ends" : "") + (Key != 0 ? $" key {Key}" : "") + (LagMs != 0 ? $" lag {LagMs}ms" : "") + (WholeSeconds ? " in seconds" : "");
        string what = Kind switch
        {
            StepKind.Price => $"price {Price}",
            StepKind.Fill => $"{Order} {Quantity} @ {Price}",
            StepKind.Echo => $"fills {Part:0.##} of intent -{Back} @ {Price}",
            StepKind.Cost => "costs",
            StepKind.Snapshot => (Agrees ? "snapshot agrees" : $"snapshot {Order} {Quantity} @ {Entry}") + (HasMark ? $" mark {Price}" : ""),
            StepKind.Accepted => $"accepts intent -{Back}",
            StepKind.Outcome => $"rejects intent -{Back}",
            _ => $"repeats fill -{Back}",
        };
        return $"+{DelayMs}ms {Symbol}:{Side} {what}{extra}";
    }
}

/// <summary>A policy and a history; printed in full when a property fails.</summary>
public sealed record Scenario(HarvestPolicy Policy, HarvestMode Mode, int MaxActionsPerMinute, IReadOnlyList<Step> Steps)
{
    public int MaxStopsPerMinute { get; init; } = 1000;

    public override string ToString()
    {
        var text = new StringBuilder().Append(
            $"\n{Mode}, {MaxActionsPerMinute} a minute, {MaxStopsPerMinute} stops, valid for {Policy.IntentTtlSeconds}s, ladder {Policy.Ladder}, min R {Policy.MinR}, break-even {Policy.BreakEvenAtR?.ToString() ?? "never"}, "
            + $"step {Policy.QuantityStep}, min notional {Policy.MinNotionalQuote}, tick {Policy.PriceTick}, "
            + $"fallback {Policy.FallbackStopFraction?.ToString() ?? "none"}, rearm {Policy.Rearm} after {Policy.DedupTtlSeconds}s, max age {Policy.MaxPriceAgeSeconds}s\n"
            + $"lock {Policy.Lock}, trail {Policy.TrailSource} x {Policy.TrailAtrMultiple} from {Policy.TrailAtR}R (bars {Policy.AtrBarSeconds}s x {Policy.AtrPeriod}), "
            + $"step {Policy.StopMinStepR}R, {Policy.RBasis}, break-even + {(Policy.BreakEvenCoversFees ? "fees" : $"{Policy.BreakEvenOffsetBps} bps")}, "
            + $"volatility {Policy.VolatilityScale}, time stop {Policy.TimeStopMinutes} min below {Policy.TimeStopBelowR}R\n");
        foreach (Step step in Steps) text.Append("  ").Append(step).Append('\n');
        return text.ToString();
    }
}
