namespace HarvestBrain.Core.Positions;

/// <summary>What was folded of one order.</summary>
/// <param name="Key">Which order.</param>
/// <param name="Quantity">Base units, as they were traded.</param>
/// <param name="Notional">That times its price, quote currency.</param>
/// <param name="Fee">Its fees, in whatever asset they were told in.</param>
/// <param name="TimeUnixMs">The latest event time of what was folded of it, Unix milliseconds.</param>
internal readonly record struct OrderSoFar(ulong Key, decimal Quantity, decimal Notional, decimal Fee, long TimeUnixMs);

/// <summary>
/// What was folded of the last orders of a position, so that an order's total so far can be told from what is new in it. It outlives the
/// epoch, as an order does. Bounded, because it is saved with the position; a replay, which saves nothing, remembers all.
/// </summary>
internal sealed class OrderMemory
{
    /// <summary>Orders remembered per position: as many as are ever open at once, and some that were told late.</summary>
    public const int Capacity = 32;

    private OrderSoFar[] _orders = [];
    private int _count;
    private Dictionary<ulong, OrderSoFar>? _all; // a replay's

    /// <summary>The time of the newest order that was forgotten, Unix milliseconds; 0 = none was.</summary>
    public long ForgottenUntilUnixMs { get; set; }

    /// <summary>The remembered orders.</summary>
    public ReadOnlySpan<OrderSoFar> Orders => _orders.AsSpan(0, _count);

    /// <summary>From here on nothing is forgotten, and nothing can be saved.</summary>
    public void RememberAll() => _all = [];

    /// <summary>What was folded of an order; nothing, when it is not known.</summary>
    public bool TryFind(ulong key, out OrderSoFar order)
    {
        order = default;
        if (_all is not null) return _all.TryGetValue(key, out order);
        foreach (ref readonly OrderSoFar known in Orders)
        {
            if (known.Key != key) continue;
            order = known;
            return true;
        }
        return false;
    }

    /// <summary>Remembers what an order has come to, in the place of the one that was told of longest ago when full.</summary>
    public void Set(in OrderSoFar order)
    {
        if (_all is not null)
        {
            _all[order.Key] = order;
            return;
        }
        int at = 0, oldest = 0;
        for (; at < _count && _orders[at].Key != order.Key; at++)
        {
            if (_orders[at].TimeUnixMs < _orders[oldest].TimeUnixMs) oldest = at;
        }
        if (at == Capacity)
        {
            ForgottenUntilUnixMs = Math.Max(ForgottenUntilUnixMs, _orders[oldest].TimeUnixMs);
            at = oldest;
        }
        else if (at == _count)
        {
            if (_count == _orders.Length) Array.Resize(ref _orders, Math.Clamp(_count * 2, 4, Capacity));
            _count++;
        }
        _orders[at] = order;
    }

    /// <summary>A split: what was traded is another quantity, for the same money.</summary>
    /// <param name="scale">The quantity in new units.</param>
    public void Rescale(Func<decimal, decimal> scale)
    {
        for (int i = 0; i < _count; i++) _orders[i] = _orders[i] with { Quantity = scale(_orders[i].Quantity) };
        if (_all is null) return;
        foreach ((ulong key, OrderSoFar order) in _all) _all[key] = order with { Quantity = scale(order.Quantity) };
    }
}
