using System.Globalization;
using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>
/// A made-up market, the same for the same seed. Each symbol is opened, added to and reduced now and then, runs to 1.7 R past all
/// rungs, and is closed; all else are prices. Ids and times follow one another from shortly before now.
/// </summary>
internal sealed class Feed
{
    private const int CycleTicks = 2000; // of one symbol, from open to close
    private const int TicksPerFill = 100;
    private const int EntriesPerMs = 4;
    private const decimal Risk = 0.02m; // 1R as a part of the price
    private const decimal RunTo = 1.7m; // R at the end of a cycle

    private readonly Random _random = new(20260118);
    private readonly Market[] _markets;
    private readonly bool _asPayload;
    private readonly long _startUnixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 600_000;
    /// <summary>The stream that its entries are of.</summary>
    public static InputStream Executions { get; } = new("executions", EntrySource.Execution);

    private long _number;

    /// <param name="symbols">How many symbols take turns.</param>
    /// <param name="asPayload">JSON in a field <c>payload</c> beside a bus's envelope, instead of one field a value.</param>
    public Feed(int symbols, bool asPayload = false)
    {
        _asPayload = asPayload;
        _markets = [.. Enumerable.Range(0, symbols).Select(i => new Market($"SYM{i}USDT", 100m * (i + 1), i % 2 == 0))];
    }

    private sealed class Market(string symbol, decimal price, bool isLong)
    {
        public string Symbol { get; } = symbol;

        public bool IsLong { get; } = isLong;

        public decimal Opened { get; } = price;

        public decimal Quantity { get; set; }

        public int Tick { get; set; }
    }

    public IEnumerable<StreamEntry> Take(int entries)
    {
        for (int i = 0; i < entries; i++) yield return Next();
    }

    private StreamEntry Next()
    {
        Market market = _markets[_number % _markets.Length];
        var id = new EntryId(_startUnixMs + (_number / EntriesPerMs), _number % EntriesPerMs);
        _number++;
        int tick = market.Tick;
        market.Tick = (tick + 1) % CycleTicks;
        decimal way = market.Opened * Risk * ((RunTo * tick / CycleTicks) + ((decimal)_random.Next(-10, 11) / 100));
        decimal price = Math.Round(market.IsLong ? market.Opened + way : market.Opened - way, 2);

        if (tick == 0) return Fill(id, market, increases: true, 1m, price, market.IsLong ? price * (1 - Risk) : price * (1 + Risk));
        if (tick == CycleTicks - 1) return Fill(id, market, increases: false, market.Quantity, price);
        if (tick % TicksPerFill == 0) return Fill(id, market, increases: tick / TicksPerFill % 2 == 1, 0.1m, price);
        return Entry(id, ("symbol", market.Symbol), ("price", Text(price)), ("status", "PRICE_UPDATE"), ("timestamp", Text(id.UnixMilliseconds)));
    }

    private StreamEntry Fill(EntryId id, Market market, bool increases, decimal quantity, decimal price, decimal stop = 0)
    {
        market.Quantity += increases ? quantity : -quantity;
        return Entry(
            id, ("symbol", market.Symbol), ("side", increases == market.IsLong ? "BUY" : "SELL"), ("qty", Text(quantity)), ("price", Text(price)),
            ("status", "FILLED"), ("stop_loss", Text(Math.Round(stop, 2))), ("trade_id", $"t-{_number:d8}"), ("order_id", $"o-{_number:d7}"),
            ("fee", Text(Math.Round(quantity * price * 0.0004m, 4))), ("timestamp", Text(id.UnixMilliseconds)));
    }

    private StreamEntry Entry(EntryId id, params (string Name, string Value)[] values)
    {
        if (_asPayload)
        {
            string json = string.Join(',', values.Select(v => v.Name is "qty" or "price" or "stop_loss" or "fee" or "timestamp"
                ? $"\"{v.Name}\":{v.Value}"
                : $"\"{v.Name}\":\"{v.Value}\""));
            values =
            [
                ("event_type", "execution.result"), ("payload", $"{{{json}}}"), ("trace_id", ""), ("correlation_id", $"bus-{_number:d8}"),
                ("timestamp", IntentEncoder.Iso8601(id.UnixMilliseconds)), ("source", "execution_service"),
            ];
        }
        return new StreamEntry(id, Array.ConvertAll(values, v => Field(v.Name, v.Value)), Executions);
    }

    public static EntryField Field(string name, string value) => new(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
