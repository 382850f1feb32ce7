using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Policy;

/// <summary>What an intent asks for.</summary>
public enum IntentKind
{
    /// <summary>A reduce-only close of a part of the position.</summary>
    PartialClose,

    /// <summary>A tighter stop.</summary>
    MoveStop,

    /// <summary>What was asked for and is unanswered must not be done any more.</summary>
    Cancel,

    /// <summary>How much the stop in force protects, once what is open has changed.</summary>
    Protect,
}

/// <summary>Why something is taken back.</summary>
public enum CancelReason
{
    /// <summary>Nothing is open any more.</summary>
    Flat,

    /// <summary>The position is open on the other side.</summary>
    Flipped,

    /// <summary>The stop fills: what it leaves is its.</summary>
    StopFilled,

    /// <summary>The kill switch came on.</summary>
    KillSwitch,

    /// <summary>A split: it was asked for in units that are not in force any more.</summary>
    Rescaled,
}

/// <summary>
/// What is published: a reduce-only partial close, a stop move, how much the stop protects, or that something is taken back. Holds all
/// that the payload says, as of the event that caused it. Prices and money in quote currency, quantities in base units.
/// </summary>
public readonly record struct Intent
{
    /// <summary>Partial close, stop move, taking back, or how much the stop protects.</summary>
    public required IntentKind Kind { get; init; }

    /// <summary>The position.</summary>
    public required PositionKey Key { get; init; }

    /// <summary>The epoch of the position.</summary>
    public required EntryId Epoch { get; init; }

    /// <summary>
    /// The side that closes the position. Of a stop move only beside <see cref="ProtectQuantity"/>; means nothing for taking back.
    /// </summary>
    public OrderSide Side { get; init; }

    /// <summary>What to close; 0 for a stop move.</summary>
    public decimal Quantity { get; init; }

    /// <summary>R-multiple of the mark price.</summary>
    public required decimal RLevel { get; init; }

    /// <summary>
    /// The R that had to be reached: the rung's trigger or the minimum R, whichever is larger; or the stop rule's R. For the time
    /// stop the R that was not reached.
    /// </summary>
    public required decimal ThresholdR { get; init; }

    /// <summary>Trigger R of the rung; 0 when it is none.</summary>
    public decimal RungR { get; init; }

    /// <summary>Index of the rung in the ladder, from 0.</summary>
    public int RungIndex { get; init; }

    /// <summary>
    /// How often this was asked for, this time included; 1 the first time. A stop that was not asked for before, but is no tighter than
    /// one that was, counts what ended without it: nobody remembers each single price.
    /// </summary>
    public int Attempt { get; init; }

    /// <summary>Mark price that caused it.</summary>
    public required decimal MarkPrice { get; init; }

    /// <summary>Average entry of the position.</summary>
    public required decimal EntryPrice { get; init; }

    /// <summary>The stop in force before this intent; <see langword="null"/> = none known.</summary>
    public decimal? CurrentStop { get; init; }

    /// <summary>Profit of the whole open position at the mark price, before fees.</summary>
    public decimal UnrealizedPnl { get; init; }

    /// <summary>Where the stop is to go, or stands; 0 for a partial close.</summary>
    public decimal StopPrice { get; init; }

    /// <summary>What the stop should close; 0 where that is not told (<see cref="HarvestPolicy.Protect"/>), and for a close.</summary>
    public decimal ProtectQuantity { get; init; }

    /// <summary>Which rule moves the stop.</summary>
    public StopKind StopKind { get; init; }

    /// <summary>The trailing stop's anchor: the best mark price of the epoch. 0 for everything else.</summary>
    public decimal PeakPrice { get; init; }

    /// <summary>How far behind the peak a trailing stop lies, in price units. 0 for everything else.</summary>
    public decimal TrailDistance { get; init; }

    /// <summary>The close is the time stop's, not a rung's.</summary>
    public bool IsTimeStop { get; init; }

    /// <summary>How long the epoch had been open when the time stop asked, in milliseconds. 0 for everything else.</summary>
    public long OpenForMs { get; init; }

    /// <summary>What <see cref="RLevel"/> counts.</summary>
    public RBasis RBasis { get; init; }

    /// <summary>A net <see cref="RLevel"/> leaves out fees that were paid and are not counted. Default false.</summary>
    public bool FeesIncomplete { get; init; }

    /// <summary>Event time of the entry that caused it, Unix milliseconds.</summary>
    public required long TimeUnixMs { get; init; }

    /// <summary>Until when it may be carried out, Unix milliseconds; 0 = without limit.</summary>
    public long ValidUntilUnixMs { get; init; }

    /// <summary>The id of what is taken back; <see langword="null"/> for everything else.</summary>
    public string? Cancels { get; init; }

    /// <summary>Why it is taken back; means nothing for everything else.</summary>
    public CancelReason CancelReason { get; init; }

    /// <summary>The idempotency key: the same for the same entries, however often they are replayed.</summary>
    public string IntentId => this switch
    {
        { Kind: IntentKind.Cancel } => Cancels + Positions.IntentId.CancelPart,
        { Kind: IntentKind.MoveStop } => Positions.IntentId.OfStop(Key, Epoch, StopPrice),
        { Kind: IntentKind.Protect } => Positions.IntentId.OfProtection(Key, Epoch, StopPrice, ProtectQuantity),
        { IsTimeStop: true } => Positions.IntentId.OfTimeStop(Key, Epoch),
        _ => Positions.IntentId.OfRung(Key, Epoch, RungR),
    };

    /// <summary>Groups everything of one epoch.</summary>
    public string TraceId => Positions.IntentId.Trace(Key, Epoch);
}
