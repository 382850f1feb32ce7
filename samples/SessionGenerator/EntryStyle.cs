namespace HarvestBrain.SessionGeneration;

/// <summary>How one producer writes one entry: dialect, field names and forms. Every choice is one that the contract accepts.</summary>
internal sealed record EntryStyle
{
    /// <summary>The ordinary form: flat, first names, numbers as numbers, milliseconds.</summary>
    public static readonly EntryStyle Plain = new();

    public Dialect Dialect { get; private init; }

    /// <summary>Field that holds the JSON text; meaningless for <see cref="Dialect.Flat"/>.</summary>
    public string TextField { get; private init; } = "payload";

    /// <summary>The bus's own fields beside the JSON text.</summary>
    public bool HasEnvelope { get; private init; }

    public bool HasSizeInSignal { get; private init; }

    /// <summary>The bus's own correlation id among the fields; it is no intent id.</summary>
    public bool HasBusCorrelation { get; private init; }

    public bool HasNumbersAsText { get; private init; }

    public LetterCase LetterCase { get; private init; }

    public TimeForm TimeForm { get; private init; }

    public string Side { get; private init; } = "side";

    /// <summary>LONG and SHORT for BUY and SELL; only where the order increases a position, where it is also what they mean.</summary>
    public bool HasPositionWordsAsSide { get; private init; }

    public string Quantity { get; private init; } = "qty";

    public string Price { get; private init; } = "price";

    /// <summary>Quantity as <c>position_size_usd</c> over <c>entry_price</c>.</summary>
    public bool HasSizeInQuote { get; private init; }

    public string StopLoss { get; private init; } = "stop_loss";

    /// <summary>A fill without a stop says so with a 0.</summary>
    public bool HasZeroForNoStop { get; private init; }

    public string TakeProfit { get; private init; } = "take_profit";

    public string Fee { get; private init; } = "fee";

    public string PositionSide { get; private init; } = "position_side";

    /// <summary>One-way mode is told as BOTH.</summary>
    public bool HasBothAsPositionSide { get; private init; }

    public string ReduceOnly { get; private init; } = "reduce_only";

    /// <summary>An order that is not reduce-only says so.</summary>
    public bool HasFalseReduceOnly { get; private init; }

    public string TradeId { get; private init; } = "trade_id";

    public string AverageTrueRange { get; private init; } = "atr";

    public string Timestamp { get; private init; } = "timestamp";

    public string PartiallyFilled { get; private init; } = "PARTIALLY_FILLED";

    public string Canceled { get; private init; } = "CANCELED";

    /// <summary>Draws a style that fits <paramref name="subject"/>.</summary>
    public static EntryStyle Draw(Prng prng, SessionEvent subject) =>
        subject.Status == EventStatus.PriceUpdate ? DrawForPrice(prng) : DrawForOrder(prng, subject);

    private static EntryStyle DrawForPrice(Prng prng)
    {
        Dialect dialect = prng.Below(100) switch
        {
            < 86 => Dialect.Flat,
            < 95 => Dialect.Payload,
            _ => Dialect.Data,
        };

        // Inside a JSON text the time is always told: an envelope's own timestamp is not the event's.
        bool hasTime = dialect != Dialect.Flat || prng.Chance(940);
        return new EntryStyle
        {
            Dialect = dialect,
            TextField = dialect == Dialect.Data ? "data" : "payload",
            HasEnvelope = prng.Chance(750),
            HasNumbersAsText = prng.Chance(300),
            LetterCase = DrawLetterCase(prng),
            TimeForm = hasTime ? DrawTimeForm(prng) : TimeForm.Missing,
            Price = prng.Chance(800) ? "price" : prng.Pick("current_price", "mark_price"),
            AverageTrueRange = prng.Chance(750) ? "atr" : "atr_value",
            Timestamp = prng.Chance(850) ? "timestamp" : "ts",
        };
    }

    private static EntryStyle DrawForOrder(Prng prng, SessionEvent subject)
    {
        Dialect dialect = prng.Below(100) switch
        {
            < 70 => Dialect.Flat,
            < 83 => Dialect.Payload,
            < 91 => Dialect.Data,
            _ => Dialect.NestedSignal,
        };
        bool isIncreasingFill = subject.IsFill && subject.Increases;
        bool hasSizeInQuote = isIncreasingFill && prng.Chance(60);
        string price = isIncreasingFill ? prng.Pick("price", "avg_price", "entry_price") : prng.Pick("price", "avg_price");
        return new EntryStyle
        {
            Dialect = dialect,
            TextField = dialect == Dialect.Data || (dialect == Dialect.NestedSignal && prng.Chance(300)) ? "data" : "payload",
            HasEnvelope = prng.Chance(800),
            HasSizeInSignal = prng.Chance(300),
            HasBusCorrelation = prng.Chance(80),
            HasNumbersAsText = prng.Chance(350),
            LetterCase = DrawLetterCase(prng),
            TimeForm = DrawTimeForm(prng),
            Side = prng.Chance(800) ? "side" : "action",
            HasPositionWordsAsSide = subject.Increases && prng.Chance(80),
            Quantity = prng.Chance(700) ? "qty" : prng.Pick("quantity", "filled_qty"),
            Price = prng.Chance(700) ? "price" : price,
            HasSizeInQuote = hasSizeInQuote,
            StopLoss = prng.Chance(800) ? "stop_loss" : "sl",
            HasZeroForNoStop = prng.Chance(150),
            TakeProfit = prng.Chance(800) ? "take_profit" : "tp",
            Fee = prng.Chance(700) ? "fee" : prng.Pick("fee_usd", "commission"),
            PositionSide = prng.Chance(700) ? "position_side" : "positionSide",
            HasBothAsPositionSide = prng.Chance(150),
            ReduceOnly = prng.Chance(700) ? "reduce_only" : "reduceOnly",
            HasFalseReduceOnly = prng.Chance(200),
            TradeId = prng.Chance(800) ? "trade_id" : "exec_id",
            Timestamp = prng.Chance(850) ? "timestamp" : "ts",
            PartiallyFilled = prng.Pick("PARTIALLY_FILLED", "PARTIALLY_FILLED", "PARTIAL", "PARTIAL_FILL"),
            Canceled = prng.Pick("CANCELED", "CANCELLED"),
        };
    }

    private static LetterCase DrawLetterCase(Prng prng) => prng.Below(100) switch
    {
        < 82 => LetterCase.Upper,
        < 94 => LetterCase.Lower,
        _ => LetterCase.Capitalised,
    };

    private static TimeForm DrawTimeForm(Prng prng) => prng.Below(100) switch
    {
        < 70 => TimeForm.UnixMilliseconds,
        < 85 => TimeForm.UnixSeconds,
        < 95 => TimeForm.IsoUtc,
        _ => TimeForm.IsoOffset,
    };
}
