using System.Globalization;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Simulation.Tests.Scheduler;

/// <summary>A producer that tells one order by what it has filled so far, and sometimes ends it before it is full.</summary>
internal sealed class OrderTeller(Random random, string symbol, string id)
{
    private const decimal Ordered = 5;

    private static readonly string[] Names = ["filled_qty", "cum_qty", "executed_qty", "cumQty", "executedQty"];

    private readonly bool _buys = random.Next(100) < 60;
    private readonly string? _feeAsset = random.Next(3) switch { 0 => null, 1 => symbol[..3], _ => "BNB" };
    private readonly string _name = Names[random.Next(Names.Length)];
    private decimal _total;
    private decimal _paid;

    /// <summary>No more comes of it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>One more part is filled: what the order has come to.</summary>
    public EntryField[] Next(decimal price, long now)
    {
        decimal part = IsOver ? 0 : Math.Min(Ordered - _total, 0.5m * (1 + random.Next(4)));
        _total += part;
        _paid += part * price;
        bool isFull = _total == Ordered, ends = !isFull && random.Next(5) == 0;
        IsOver |= isFull || ends;
        List<(string, string)> fields =
        [
            ("symbol", symbol), ("side", _buys ? "BUY" : "SELL"), ("qty", Text(Ordered)), (_name, Text(_total)), ("price", "0.00000000"),
            ("avg_price", Text(_paid / _total)), ("order_id", id), ("ts", $"{now}"), ("fee", Text(_total * (_feeAsset is null ? 0.01m : 0.0005m))),
            ("stop_loss", Text(price + (_buys ? -1.5m : 1.5m))),
            ("status", isFull ? "FILLED" : ends ? (random.Next(2) == 0 ? "CANCELED" : "EXPIRED") : "PARTIALLY_FILLED"),
        ];
        if (_feeAsset is not null) fields.Add((random.Next(2) == 0 ? "fee_currency" : "commissionAsset", _feeAsset));
        return EntrySource.Entry([.. fields]);
    }

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
