namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>
/// One position of the oracle: the rules of design.md section 3 for a single symbol and position side, in exact fractions.
/// It is live: <see cref="OracleBook"/> changes it in place, so compare before the next input.
/// </summary>
internal sealed class OraclePosition
{
    private readonly HashSet<string> _seenExecutions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OracleOrder> _orders = new(StringComparer.Ordinal);
    private readonly OracleRules _rules;
    private long _markTime;
    private long _openedAt;
    private (Rational Price, long Time)? _held;
    private Refusal? _refused;
    private Rational? _risk;
    private Rational _entry;
    private Rational _sign;
    private Rational _exited;
    private Rational _exitMoney;
    private bool _hasPaid;

    public OraclePosition(string symbol, string positionSide, OracleRules? rules = null)
    {
        _rules = rules ?? OracleRules.None;
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

    /// <summary>What is held is less than an order can close: nothing is asked for.</summary>
    public bool IsDust { get; private set; }

    /// <summary>A reduce-only fill was refused, and nothing has explained it yet.</summary>
    public bool IsSuspect { get; private set; }

    /// <summary>Null when flat.</summary>
    public Rational? AverageEntry { get; private set; }

    /// <summary>Kept when a re-averaged entry crosses it; <see cref="InitialRisk"/> and <see cref="RMultiple"/> are then null.</summary>
    public Rational? InitialStop { get; private set; }

    /// <summary>Before fees, of the open epoch; zero when flat.</summary>
    public Rational RealizedPnl { get; private set; }

    /// <summary>In the quote currency, of the open epoch; zero when flat.</summary>
    public Rational Fees { get; private set; }

    /// <summary>A fee of the open epoch was paid in something that has no price here.</summary>
    public bool FeesIncomplete { get; private set; }

    /// <summary>How many fees were told and not counted, over all epochs.</summary>
    public int FeesToldAndNotCounted { get; private set; }

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

    /// <summary>A fee of the last closed epoch was not counted.</summary>
    public bool LastClosedFeesIncomplete { get; private set; }

    /// <summary>Something was paid for the last closed epoch, and all of it was counted.</summary>
    public bool LastClosedNetIsComplete { get; private set; }

    public string? LastClosedEpochId { get; private set; }

    /// <summary>Profit of the last closed epoch over its initial risk; null when that was undefined.</summary>
    public Rational? LastClosedR { get; private set; }

    /// <summary>The same less fees.</summary>
    public Rational? LastClosedNetR { get; private set; }

    /// <summary>Best and worst mark of the last closed epoch over its initial risk, from the average entry.</summary>
    public Rational? LastClosedBestR { get; private set; }

    public Rational? LastClosedWorstR { get; private set; }

    public Rational? LastClosedExit { get; private set; }

    /// <summary>Price units per unit of quantity; null when flat or when no initial stop is on the risk side of the average entry.</summary>
    public Rational? InitialRisk => HasInitialRisk ? (AverageEntry!.Value - InitialStop!.Value).Abs() : null;

    /// <summary>Null exactly when <see cref="InitialRisk"/> is.</summary>
    public Rational? RMultiple =>
        HasInitialRisk ? (Mark!.Value - AverageEntry!.Value) / (AverageEntry!.Value - InitialStop!.Value) : null;

    private bool HasInitialRisk => !IsFlat && InitialStop is { } stop && IsBehind(stop, AverageEntry!.Value);

    public void Fill(
        bool buy, Rational quantity, Rational price, Rational? stop, Rational paid, bool reduceOnly, string? executionId, string entryId,
        long time = 0, int slack = 0, string? orderId = null, OracleTold told = default, string? feeAsset = null)
    {
        // Also what is dropped below counts as seen: a repeat must change nothing, whatever happened in between.
        if (executionId is not null && !_seenExecutions.Add(executionId))
        {
            return;
        }

        if (orderId is not null && !TakeOrder(orderId, told, ref quantity, ref price, ref paid))
        {
            return;
        }

        var fee = CountFee(buy, paid, feeAsset, price, ref quantity);

        // Zero means none given; as a price it would stand below every long and pass for a stop.
        if (stop is { Sign: 0 })
        {
            stop = null;
        }

        // It is a price even when the quantity is dropped, and the last one of an epoch that it closes.
        TakeMark(price, time, slack);

        if (IsReducing(buy))
        {
            var held = Quantity.Abs();
            var closing = Rational.Min(quantity, held);
            var surplus = IsNoise(quantity - closing, held) ? Rational.Zero : quantity - closing;
            var flips = surplus.Sign > 0 && !reduceOnly && string.Equals(PositionSide, "BOTH", StringComparison.Ordinal);

            // A flip shares its fee with the position that it opens. A surplus that is dropped was paid for all the same.
            var before = BaseQuantity;
            Reduce(closing, price, stop, flips ? fee.Share(closing, quantity) : fee, flips);

            if (flips)
            {
                Open(buy, surplus, price, stop, fee.Share(surplus, quantity), entryId, time);
                IsDust = IsCrumb(surplus, before); // a crumb of what was closed, on the other side
            }
            else if (surplus.Sign > 0)
            {
                Refuse(buy, surplus, price, fee: default, time + slack);
            }
        }
        else if (reduceOnly || !MayHold(buy))
        {
            Refuse(buy, quantity, price, fee, time + slack);
            return;
        }
        else if (IsFlat)
        {
            Open(buy, quantity, price, stop, fee, entryId, time);
        }
        else
        {
            Increase(quantity, price, stop, fee, entryId, time);
        }

        Explain(buy, time);
    }

    /// <summary>
    /// A fee in what is traded is so much less bought, or so much more given, at the price of the fill. One in anything but that and the
    /// quote currency has no price: it is told, and not added.
    /// </summary>
    private OracleFee CountFee(bool buy, Rational paid, string? asset, Rational price, ref Rational quantity)
    {
        if (paid.Sign == 0 || asset is null || (Symbol.EndsWith(asset, StringComparison.Ordinal) && !string.Equals(asset, Symbol, StringComparison.Ordinal)))
        {
            return new OracleFee(paid, IsUncounted: false);
        }

        if (Symbol.StartsWith(asset, StringComparison.Ordinal))
        {
            var contracts = paid / _rules.ContractSize;
            quantity = buy ? quantity - contracts : quantity + contracts;
            return new OracleFee(paid * price, IsUncounted: false);
        }

        FeesToldAndNotCounted++;
        return new OracleFee(Rational.Zero, IsUncounted: true);
    }

    /// <summary>What is new in what an order tells, in the place of what it told.</summary>
    private bool TakeOrder(string orderId, OracleTold told, ref Rational quantity, ref Rational price, ref Rational fee)
    {
        if (!_orders.TryGetValue(orderId, out var order))
        {
            _orders.Add(orderId, order = new OracleOrder());
        }

        if (!told.IsTotal)
        {
            order.Execution(quantity, price, fee);
            return true;
        }

        if (order.New(quantity, price, told.IsAverage, fee, told.IsFeeOfExecution) is not { } added)
        {
            return false;
        }

        (quantity, price, fee) = added;
        return true;
    }

    /// <summary>A price, and the stop that may come with it. An old price says nothing; the stop beside a wild one is no less true.</summary>
    public void MarkAt(Rational price, Rational? stop, long time = 0, int slack = 0)
    {
        if (IsFlat || IsLate(time + slack))
        {
            return;
        }

        TakeMark(price, time, slack);
        if (stop is { Sign: > 0 } given)
        {
            Learn(given);
        }
    }

    private bool IsLate(long latest) => latest < _markTime || latest < _openedAt;

    /// <summary>Takes a price, unless it is older than the last one, or far from it and alone.</summary>
    private void TakeMark(Rational price, long time, int slack = 0)
    {
        if (IsFlat || IsLate(time + slack))
        {
            return;
        }

        var mark = Mark!.Value;
        var far = (price - mark).Abs();
        if (_rules.JumpPercent.Sign > 0 && time - _markTime <= 60_000 && far * Rational.FromInteger(100) > _rules.JumpPercent * mark)
        {
            var confirmed = _held is { } held && !(held.Price == price && held.Time == time) && (price - held.Price).Abs() < far;
            if (!confirmed)
            {
                _held = (price, time);
                return;
            }
        }

        _held = null;
        _markTime = Math.Max(_markTime, time);
        Mark = price;
        if (IsDust)
        {
            return; // the trade that left it is over
        }

        var isLong = Quantity.Sign > 0;
        Peak = isLong ? Rational.Max(Peak!.Value, price) : Rational.Min(Peak!.Value, price);
        Trough = isLong ? Rational.Min(Trough!.Value, price) : Rational.Max(Trough!.Value, price);
    }

    /// <summary>What an exchange filled reduce-only was open there: a fill is missing here.</summary>
    private void Refuse(bool buy, Rational quantity, Rational price, OracleFee fee, long time)
    {
        IsSuspect = true;
        _refused = _refused is { } before && before.Buy == buy
            ? new Refusal(buy, before.Quantity + quantity, before.Notional + (quantity * price), before.Fee + fee, Math.Min(before.Time, time))
            : new Refusal(buy, quantity, quantity * price, fee, time);
    }

    /// <summary>An older fill of the other side, which the refused one has closed.</summary>
    private void Explain(bool buy, long time)
    {
        if (_refused is not { } refused || refused.Buy == buy || time > refused.Time || !IsReducing(refused.Buy))
        {
            return;
        }

        var held = Quantity.Abs();
        var part = IsNoise(refused.Quantity - held, held) ? held : Rational.Min(refused.Quantity, held);
        var share = refused.Fee.Share(Rational.Min(part, refused.Quantity), refused.Quantity);
        var price = refused.Notional / refused.Quantity;
        var rest = new Refusal(refused.Buy, refused.Quantity - part, price * (refused.Quantity - part), refused.Fee with { Amount = refused.Fee.Amount - share.Amount }, refused.Time);
        TakeMark(price, refused.Time);
        Reduce(part, price, stop: null, share, flips: false);
        IsSuspect = rest.Quantity.Sign > 0 && !IsNoise(rest.Quantity, refused.Quantity);
        _refused = IsSuspect ? rest : null;
    }

    private static bool IsNoise(Rational difference, Rational size) => difference.Abs() * Rational.FromInteger(1_000_000_000) <= size;

    private bool IsCrumb(Rational quantity) => IsCrumb(quantity, BaseQuantity);

    private bool IsCrumb(Rational quantity, Rational baseQuantity)
    {
        if (_rules.Step.Sign == 0 && _rules.MinNotional.Sign == 0)
        {
            return quantity * Rational.FromInteger(100) <= _rules.DustPercent * baseQuantity;
        }

        return quantity < _rules.Step || quantity * _rules.ContractSize * Mark!.Value < _rules.MinNotional;
    }

    private bool IsReducing(bool buy) => buy ? Quantity.Sign < 0 : Quantity.Sign > 0;

    /// <summary>In hedge mode the key fixes the side: LONG never holds a short, SHORT never a long.</summary>
    private bool MayHold(bool buy) => PositionSide switch
    {
        "LONG" => buy,
        "SHORT" => !buy,
        _ => true,
    };

    private void Open(bool buy, Rational quantity, Rational price, Rational? stop, OracleFee fee, string entryId, long time)
    {
        Quantity = buy ? quantity : -quantity;
        AverageEntry = price;
        BaseQuantity = quantity;
        Pay(fee);
        Mark = price;
        Peak = price;
        Trough = price;
        EpochId = entryId;
        InitialStop = stop is { } given && IsBehind(given, price) ? given : null;
        _markTime = _openedAt = time;
        _held = null;
    }

    private void Increase(Rational quantity, Rational price, Rational? stop, OracleFee fee, string entryId, long time)
    {
        Measure();
        var held = Quantity.Abs();
        var total = held + quantity;
        var average = ((held * AverageEntry!.Value) + (quantity * price)) / total;
        var isLong = Quantity.Sign > 0;

        if (IsDust && !IsCrumb(total))
        {
            // The crumb's trade is over; what is held now is a trade of its own.
            var isIncomplete = FeesIncomplete; // what was paid for the crumb is not known, either
            Close();
            FeesIncomplete = isIncomplete;
            EpochId = entryId;
            Peak = Mark;
            Trough = Mark;
            _openedAt = time;
        }

        AverageEntry = average;
        Quantity = isLong ? total : -total;
        BaseQuantity = Rational.Max(BaseQuantity, total);
        Pay(fee);

        // Behind the new average is enough: R stands on that, whatever the single fill was done at.
        if (stop is { } given && IsBehind(given, average))
        {
            InitialStop = given;
        }
    }

    private void Reduce(Rational quantity, Rational price, Rational? stop, OracleFee fee, bool flips)
    {
        Measure();
        _exited += quantity;
        _exitMoney += quantity * price;
        var held = Quantity.Abs();
        var perUnit = Quantity.Sign > 0 ? price - AverageEntry!.Value : AverageEntry!.Value - price;
        RealizedPnl += perUnit * quantity * _rules.ContractSize;
        Pay(fee);
        var left = IsNoise(held - quantity, held) ? Rational.Zero : held - quantity;
        Quantity = Quantity.Sign > 0 ? left : -left;

        if (IsFlat)
        {
            Close();
            if (!flips)
            {
                IsSuspect = false; // and a refusal has nothing to say any more
                _refused = null;
            }
        }
        else
        {
            IsDust = IsDust || IsCrumb(left);
            if (stop is { } given)
            {
                Learn(given);
            }
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

    private void Pay(OracleFee fee)
    {
        Fees += fee.Amount;
        FeesIncomplete |= fee.IsUncounted;
        _hasPaid |= fee.Amount.Sign != 0;
    }

    /// <summary>Remembers what the epoch is measured by, while it is open.</summary>
    private void Measure()
    {
        _risk = InitialRisk;
        _entry = AverageEntry!.Value;
        _sign = Quantity.Sign > 0 ? Rational.One : -Rational.One;
    }

    private void Close()
    {
        LastClosedRealizedPnl = RealizedPnl;
        LastClosedFees = Fees;
        LastClosedFeesIncomplete = FeesIncomplete;
        LastClosedNetIsComplete = _hasPaid && !FeesIncomplete;
        LastClosedEpochId = EpochId;
        var money = _risk * BaseQuantity * _rules.ContractSize;
        LastClosedR = RealizedPnl / money;
        LastClosedNetR = (RealizedPnl - Fees) / money;
        LastClosedBestR = _sign * (Peak!.Value - _entry) / _risk;
        LastClosedWorstR = _sign * (Trough!.Value - _entry) / _risk;
        LastClosedExit = _exited.Sign > 0 ? _exitMoney / _exited : null;
        _exited = _exitMoney = Rational.Zero;

        RealizedPnl = Rational.Zero;
        Fees = Rational.Zero;
        FeesIncomplete = _hasPaid = false;
        BaseQuantity = Rational.Zero;
        IsDust = false;
        AverageEntry = null;
        InitialStop = null;
        EpochId = null;
        _openedAt = 0;
    }

    /// <summary>On the losing side of a price, for the side that is held: below it for a long, above it for a short.</summary>
    private bool IsBehind(Rational stop, Rational price) => Quantity.Sign > 0 ? stop < price : stop > price;

    private readonly record struct Refusal(bool Buy, Rational Quantity, Rational Notional, OracleFee Fee, long Time);
}
