namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>
/// One position of the oracle: the rules of design.md section 3 for a single symbol and position side, in exact fractions.
/// It is live: <see cref="OracleBook"/> changes it in place, so compare before the next input.
/// </summary>
internal sealed class OraclePosition
{
    private readonly HashSet<string> _seenExecutions = new(StringComparer.Ordinal);

    public OraclePosition(string symbol, string positionSide)
    {
        if (positionSide is not ("BOTH" or "LONG" or "SHORT"))
        {
            throw new ArgumentOutOfRangeException(nameof(positionSide), positionSide, "BOTH, LONG or SHORT.");
        }

        Symbol = symbol;
        PositionSide = positionSide;
    }

    public string Symbol { get; }

    public string PositionSide { get; }

    /// <summary>Above zero for a long, below for a short, zero when flat.</summary>
    public Rational Quantity { get; private set; }

    public bool IsFlat => Quantity.Sign == 0;

    /// <summary>Null when flat.</summary>
    public Rational? AverageEntry { get; private set; }

    /// <summary>Kept when a re-averaged entry crosses it; <see cref="InitialRisk"/> and <see cref="RMultiple"/> are then null.</summary>
    public Rational? InitialStop { get; private set; }

    /// <summary>Before fees, of the open epoch; zero when flat.</summary>
    public Rational RealizedPnl { get; private set; }

    /// <summary>In the quote currency, of the open epoch; zero when flat.</summary>
    public Rational Fees { get; private set; }

    /// <summary>The largest quantity held in the open epoch, unsigned; zero when flat.</summary>
    public Rational BaseQuantity { get; private set; }

    /// <summary>The most favourable mark of the epoch; when flat, of the one that has closed; null before the first.</summary>
    public Rational? Peak { get; private set; }

    /// <summary>The least favourable mark of the epoch; when flat, of the one that has closed; null before the first.</summary>
    public Rational? Trough { get; private set; }

    /// <summary>The last price seen for this position; it outlives the epoch.</summary>
    public Rational? Mark { get; private set; }

    /// <summary>The entry id of the fill that opened the epoch; null when flat.</summary>
    public string? EpochId { get; private set; }

    /// <summary>Before fees; null until an epoch has closed.</summary>
    public Rational? LastClosedRealizedPnl { get; private set; }

    public Rational? LastClosedFees { get; private set; }

    public string? LastClosedEpochId { get; private set; }

    /// <summary>Price units per unit of quantity; null when flat or when no initial stop is on the risk side of the average entry.</summary>
    public Rational? InitialRisk => HasInitialRisk ? (AverageEntry!.Value - InitialStop!.Value).Abs() : null;

    /// <summary>Null exactly when <see cref="InitialRisk"/> is.</summary>
    public Rational? RMultiple =>
        HasInitialRisk ? (Mark!.Value - AverageEntry!.Value) / (AverageEntry!.Value - InitialStop!.Value) : null;

    private bool HasInitialRisk => !IsFlat && InitialStop is { } stop && IsBehind(stop, AverageEntry!.Value);

    public void Fill(
        bool buy, Rational quantity, Rational price, Rational? stop, Rational fee, bool reduceOnly, string? executionId, string entryId)
    {
        // Also what is dropped below counts as seen: a repeat must change nothing, whatever happened in between.
        if (executionId is not null && !_seenExecutions.Add(executionId))
        {
            return;
        }

        // Zero means none given; as a price it would stand below every long and pass for a stop.
        if (stop is { Sign: 0 })
        {
            stop = null;
        }

        // It is a price even when the quantity is dropped, and the last one of an epoch that it closes.
        MarkAt(price);

        if (IsReducing(buy))
        {
            var closing = Rational.Min(quantity, Quantity.Abs());
            var surplus = quantity - closing;
            var flips = surplus.Sign > 0 && !reduceOnly && string.Equals(PositionSide, "BOTH", StringComparison.Ordinal);

            // A flip shares its fee with the position that it opens. A surplus that is dropped was paid for all the same.
            Reduce(closing, price, stop, flips ? fee * closing / quantity : fee);

            if (flips)
            {
                Open(buy, surplus, price, stop, fee * surplus / quantity, entryId);
            }
        }
        else if (!reduceOnly && MayHold(buy))
        {
            if (IsFlat)
            {
                Open(buy, quantity, price, stop, fee, entryId);
            }
            else
            {
                Increase(quantity, price, stop, fee);
            }
        }
    }

    /// <summary>A price, and the stop that may come with it.</summary>
    public void MarkAt(Rational price, Rational? stop)
    {
        MarkAt(price);
        if (!IsFlat && stop is { Sign: > 0 } given)
        {
            Learn(given);
        }
    }

    private void MarkAt(Rational price)
    {
        Mark = price;
        if (IsFlat)
        {
            return;
        }

        var isLong = Quantity.Sign > 0;
        Peak = Peak is not { } peak ? price : isLong ? Rational.Max(peak, price) : Rational.Min(peak, price);
        Trough = Trough is not { } trough ? price : isLong ? Rational.Min(trough, price) : Rational.Max(trough, price);
    }

    private bool IsReducing(bool buy) => buy ? Quantity.Sign < 0 : Quantity.Sign > 0;

    /// <summary>In hedge mode the key fixes the side: LONG never holds a short, SHORT never a long.</summary>
    private bool MayHold(bool buy) => PositionSide switch
    {
        "LONG" => buy,
        "SHORT" => !buy,
        _ => true,
    };

    private void Open(bool buy, Rational quantity, Rational price, Rational? stop, Rational fee, string entryId)
    {
        Quantity = buy ? quantity : -quantity;
        AverageEntry = price;
        BaseQuantity = quantity;
        Fees = fee;
        Peak = price;
        Trough = price;
        EpochId = entryId;
        InitialStop = stop is { } given && IsBehind(given, price) ? given : null;
    }

    private void Increase(Rational quantity, Rational price, Rational? stop, Rational fee)
    {
        var held = Quantity.Abs();
        var total = held + quantity;
        var average = ((held * AverageEntry!.Value) + (quantity * price)) / total;

        AverageEntry = average;
        Quantity = Quantity.Sign > 0 ? total : -total;
        BaseQuantity = Rational.Max(BaseQuantity, total);
        Fees += fee;

        // Behind the new average is enough: R stands on that, whatever the single fill was done at.
        if (stop is { } given && IsBehind(given, average))
        {
            InitialStop = given;
        }
    }

    private void Reduce(Rational quantity, Rational price, Rational? stop, Rational fee)
    {
        var perUnit = Quantity.Sign > 0 ? price - AverageEntry!.Value : AverageEntry!.Value - price;
        RealizedPnl += perUnit * quantity;
        Fees += fee;
        Quantity = Quantity.Sign > 0 ? Quantity - quantity : Quantity + quantity;

        if (IsFlat)
        {
            Close();
        }
        else if (stop is { } given)
        {
            Learn(given);
        }
    }

    /// <summary>A stop that did not come with an increase: the first usable one of the epoch, and after that none.</summary>
    private void Learn(Rational stop)
    {
        if (!HasInitialRisk && IsBehind(stop, AverageEntry!.Value))
        {
            InitialStop = stop;
        }
    }

    private void Close()
    {
        LastClosedRealizedPnl = RealizedPnl;
        LastClosedFees = Fees;
        LastClosedEpochId = EpochId;

        RealizedPnl = Rational.Zero;
        Fees = Rational.Zero;
        BaseQuantity = Rational.Zero;
        AverageEntry = null;
        InitialStop = null;
        EpochId = null;
    }

    /// <summary>On the losing side of a price, for the side that is held: below it for a long, above it for a short.</summary>
    private bool IsBehind(Rational stop, Rational price) => Quantity.Sign > 0 ? stop < price : stop > price;
}
