namespace HarvestBrain.Core.Events;

/// <summary>
/// One understood stream entry. A struct, so that a price tick costs no allocation; which members mean something
/// depends on <see cref="Kind"/>. Build one with <see cref="Fill"/>, <see cref="PriceUpdate"/>, <see cref="Outcome"/> or
/// <see cref="PositionSnapshot"/>.
/// </summary>
public readonly record struct HarvestEvent
{
    /// <summary>What the entry tells.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>The stream entry id. The id of the fill that opens a position is the id of its epoch.</summary>
    public EntryId Id { get; init; }

    /// <summary>Event time, Unix milliseconds. When it is not told to the millisecond, the earliest that it may mean.</summary>
    public long TimeUnixMs { get; init; }

    /// <summary>
    /// How many milliseconds after <see cref="TimeUnixMs"/> it may have happened: 999 when the time was told in whole seconds. Default 0.
    /// </summary>
    public int TimeSlackMs { get; init; }

    /// <summary>The latest that the event time may mean, Unix milliseconds.</summary>
    public long LatestUnixMs => TimeUnixMs + TimeSlackMs;

    /// <summary>The symbol, trimmed, never empty.</summary>
    public required string Symbol { get; init; }

    /// <summary>
    /// Position side; <see cref="Events.PositionSide.Both"/> in one-way mode. A price counts for every side of its symbol.
    /// </summary>
    public PositionSide PositionSide { get; init; }

    /// <summary>Side of the fill; of a snapshot the side that opens what is open: <see cref="OrderSide.Buy"/> for a long.</summary>
    public OrderSide Side { get; init; }

    /// <summary>Base units: filled, &gt; 0; of a snapshot what is open, 0 = the position is flat.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Fill price or mark price, &gt; 0 for both; of a snapshot the mark price, 0 = none given.</summary>
    public decimal Price { get; init; }

    /// <summary>Average entry of a snapshot, &gt; 0 unless it is flat. Its decimals say how exactly it was written.</summary>
    public decimal EntryPrice { get; init; }

    /// <summary>
    /// A price out of a snapshot: it comes by another stream than the prices do, so it counts only when it is not older than the
    /// mark price. Default false: the price that arrives last is the mark price.
    /// </summary>
    public bool IsSnapshotPrice { get; init; }

    /// <summary>Protective stop price that came with the event; 0 = none given.</summary>
    public decimal StopLoss { get; init; }

    /// <summary>
    /// Fee of the fill, or the cost that the entry tells of; a rebate is negative. In quote currency, unless
    /// <see cref="FeeAsset"/> is told.
    /// </summary>
    public decimal FeeQuote { get; init; }

    /// <summary>The asset that <see cref="FeeQuote"/> is in, as it was told; <see langword="null"/> = the quote currency.</summary>
    public string? FeeAsset { get; init; }

    /// <summary>The fee is not all that was paid: one was told that could not be read or counted. Default false.</summary>
    public bool IsFeeIncomplete { get; init; }

    /// <summary>Average true range in price units; 0 = none given.</summary>
    public decimal Atr { get; init; }

    /// <summary>A reduce-only fill never opens, adds to or flips a position.</summary>
    public bool ReduceOnly { get; init; }

    /// <summary>Whether it is reduce-only was told in a word that is not known. Default false.</summary>
    public bool IsReduceOnlyUnknown { get; init; }

    /// <summary>Hash of the execution's identity (<see cref="Events.ExecutionKey"/>); 0 = it has none.</summary>
    public ulong ExecutionKey { get; init; }

    /// <summary>
    /// The key is made of an order's id and what was filled when, not of an execution's id: another execution of the order may have the
    /// same. Default false.
    /// </summary>
    public bool IsKeyGuessed { get; init; }

    /// <summary>Hash of the order's id with its side; 0 = the entry names no order.</summary>
    public ulong OrderKey { get; init; }

    /// <summary>
    /// Of an order: <see cref="Quantity"/> is not one execution but all that the order has filled so far. What was not folded of it yet is
    /// what happened. Default false.
    /// </summary>
    public bool IsOrderTotal { get; init; }

    /// <summary>Of an order's total: <see cref="Price"/> is the average of all of it. Default false: the price of what came last.</summary>
    public bool IsAveragePrice { get; init; }

    /// <summary>
    /// The quantity may hold what other entries told before: an order's total, and no order is named. Folded, and the position is suspect.
    /// Default false.
    /// </summary>
    public bool IsOrderUnnamed { get; init; }

    /// <summary>Of a fill: the order has ended with it, and no more of it comes: an outcome, too. Default false.</summary>
    public bool EndsOrder { get; init; }

    /// <summary>What could not be read of the entry, and was left out because it is not needed; <see langword="null"/> = nothing.</summary>
    public string? LeftOut { get; init; }

    /// <summary>
    /// Hash of the trade id alone (<see cref="Events.ExecutionKey.OfId"/>), by which states of schema 2 and older know an execution;
    /// 0 = it has none.
    /// </summary>
    internal ulong TradeKey { get; init; }

    /// <summary>The intent id that a fill or an outcome echoes; <see langword="null"/> = none.</summary>
    public string? IntentEcho { get; init; }

    /// <summary>What the order was for; default not told.</summary>
    public OrderRole OrderRole { get; init; }

    /// <summary>Replay only: whether it comes too late was decided by the recording's own positions, and is not asked again.</summary>
    internal bool IsJudged { get; init; }

    /// <summary>
    /// Replay only: a price that the replay made, on the way through a bar or for a simulated fill. It is as late and as far away as it
    /// should be, and its id is that of what led to it.
    /// </summary>
    internal bool IsSimulated { get; init; }

    /// <summary>One execution.</summary>
    /// <param name="id">Stream entry id.</param>
    /// <param name="timeUnixMs">Event time, Unix milliseconds.</param>
    /// <param name="symbol">Symbol.</param>
    /// <param name="side">Side of the fill.</param>
    /// <param name="quantity">Base units, &gt; 0.</param>
    /// <param name="price">Fill price, &gt; 0.</param>
    /// <param name="stopLoss">Protective stop, 0 = none.</param>
    /// <param name="feeQuote">Fee in quote currency; a rebate is negative.</param>
    /// <param name="reduceOnly">It never opens, adds to or flips a position.</param>
    /// <param name="intentEcho">The id of the intent that asked for it; <see langword="null"/> = none is told.</param>
    public static HarvestEvent Fill(
        EntryId id, long timeUnixMs, string symbol, OrderSide side, decimal quantity, decimal price, decimal stopLoss = 0,
        decimal feeQuote = 0, bool reduceOnly = false, string? intentEcho = null) => new()
        {
            Kind = EventKind.Fill,
            Id = id,
            TimeUnixMs = timeUnixMs,
            Symbol = symbol,
            Side = side,
            Quantity = quantity,
            Price = price,
            StopLoss = stopLoss,
            FeeQuote = feeQuote,
            ReduceOnly = reduceOnly,
            IntentEcho = intentEcho,
        };

    /// <summary>A mark price for every position of a symbol.</summary>
    /// <param name="id">Stream entry id.</param>
    /// <param name="timeUnixMs">Event time, Unix milliseconds.</param>
    /// <param name="symbol">Symbol.</param>
    /// <param name="price">Mark price, &gt; 0.</param>
    public static HarvestEvent PriceUpdate(EntryId id, long timeUnixMs, string symbol, decimal price) => new()
    {
        Kind = EventKind.Price,
        Id = id,
        TimeUnixMs = timeUnixMs,
        Symbol = symbol,
        Price = price,
    };

    /// <summary>A cost without an execution, such as funding.</summary>
    /// <param name="id">Stream entry id.</param>
    /// <param name="timeUnixMs">Event time, Unix milliseconds.</param>
    /// <param name="symbol">Symbol.</param>
    /// <param name="feeQuote">The cost in quote currency; negative when it was received.</param>
    public static HarvestEvent Cost(EntryId id, long timeUnixMs, string symbol, decimal feeQuote) => new()
    {
        Kind = EventKind.Cost,
        Id = id,
        TimeUnixMs = timeUnixMs,
        Symbol = symbol,
        FeeQuote = feeQuote,
    };

    /// <summary>An order that ended without a fill.</summary>
    /// <param name="id">Stream entry id.</param>
    /// <param name="timeUnixMs">Event time, Unix milliseconds.</param>
    /// <param name="symbol">Symbol.</param>
    /// <param name="intentEcho">The intent that had asked for the order, if it is known.</param>
    public static HarvestEvent Outcome(EntryId id, long timeUnixMs, string symbol, string? intentEcho) => new()
    {
        Kind = EventKind.Outcome,
        Id = id,
        TimeUnixMs = timeUnixMs,
        Symbol = symbol,
        IntentEcho = intentEcho,
    };

    /// <summary>An order that stands at the venue, not filled yet.</summary>
    /// <param name="id">Stream entry id.</param>
    /// <param name="timeUnixMs">Event time, Unix milliseconds.</param>
    /// <param name="symbol">Symbol.</param>
    /// <param name="intentEcho">The intent that had asked for the order.</param>
    public static HarvestEvent Accepted(EntryId id, long timeUnixMs, string symbol, string intentEcho) => new()
    {
        Kind = EventKind.Accepted,
        Id = id,
        TimeUnixMs = timeUnixMs,
        Symbol = symbol,
        IntentEcho = intentEcho,
    };

    /// <summary>What the exchange says is open.</summary>
    /// <param name="id">Stream entry id.</param>
    /// <param name="timeUnixMs">Event time, Unix milliseconds: when the exchange said so.</param>
    /// <param name="symbol">Symbol.</param>
    /// <param name="side">The side that opens it: <see cref="OrderSide.Buy"/> for a long. Means nothing when flat.</param>
    /// <param name="quantity">Base units, 0 = flat.</param>
    /// <param name="entryPrice">Average entry, &gt; 0; 0 when flat.</param>
    /// <param name="markPrice">Mark price, 0 = none given.</param>
    /// <param name="stopLoss">Protective stop, 0 = none.</param>
    public static HarvestEvent PositionSnapshot(
        EntryId id, long timeUnixMs, string symbol, OrderSide side, decimal quantity, decimal entryPrice, decimal markPrice = 0,
        decimal stopLoss = 0) => new()
        {
            Kind = EventKind.PositionSnapshot,
            Id = id,
            TimeUnixMs = timeUnixMs,
            Symbol = symbol,
            Side = side,
            Quantity = quantity,
            EntryPrice = entryPrice,
            Price = markPrice,
            StopLoss = stopLoss,
        };
}
