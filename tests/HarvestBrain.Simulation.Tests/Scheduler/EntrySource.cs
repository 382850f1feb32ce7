using System.Globalization;
using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;
using HarvestBrain.SessionGeneration;

namespace HarvestBrain.Simulation.Tests.Scheduler;

/// <summary>
/// What the producers will add: a generated session in all dialects, or a dense made-up market in which rungs are crossed all the
/// time, with fills that carry no execution id (applied twice they would count twice), repeats, refusals and nonsense. Some producers tell
/// orders by their totals, in any sequence, pay fees in what they buy, have clocks of their own, or write what nobody can read.
/// </summary>
internal sealed class EntrySource
{
    private static readonly string[] Symbols = ["ETHUSDT", "BTCUSDT", "SOLUSDT", "XRPUSDT"];

    private readonly Random _random;
    private readonly bool _malformed;
    private readonly bool _outcomes;
    private readonly Queue<EntryField[]> _session = new();
    private readonly Queue<EntryField[]> _answers = new();
    private readonly List<EntryField[]> _repeatable = [];
    private readonly List<string> _asked = [];
    private readonly double[] _prices;
    private readonly Func<long> _now;
    private readonly OrderTeller?[] _orders = new OrderTeller?[Symbols.Length];
    private int _trades;

    public EntrySource(Random random, int entries, bool malformed, bool outcomes, Func<long> now)
    {
        _random = random;
        _now = now;
        _malformed = malformed;
        _outcomes = outcomes;
        Left = entries;
        _prices = [.. Enumerable.Repeat(100.0, 1 + random.Next(Symbols.Length))];
        if (random.Next(4) != 0) return;
        var options = new SessionOptions { Seed = (ulong)random.NextInt64(long.MaxValue), Entries = entries, Symbols = 1 + random.Next(4) };
        foreach (string line in SessionGenerator.Lines(options)) _session.Enqueue(Fields(line));
    }

    /// <summary>How many are still to be added.</summary>
    public int Left { get; set; }

    public EntryField[] Next()
    {
        Left--;
        if (_answers.Count > 0 && _random.Next(2) == 0) return _answers.Dequeue();
        return _session.Count > 0 && _random.Next(3) != 0 ? _session.Dequeue() : MadeUp();
    }

    /// <summary>A market that fills what is asked for, or not; and tells it, or not.</summary>
    public void Fill(CommitIntent intent)
    {
        if (intent.Kind is Core.Policy.IntentKind.MoveStop or Core.Policy.IntentKind.Protect)
        {
            Answer(intent);
            return;
        }
        if (intent.Kind != Core.Policy.IntentKind.PartialClose) return;
        _asked.Add(intent.IntentId);
        if (_random.Next(2) == 0) return;
        using var payload = JsonDocument.Parse(intent.Payload);
        JsonElement root = payload.RootElement;
        List<(string, string)> fields =
        [
            ("symbol", intent.Symbol), ("side", root.GetProperty("side").GetString()!), ("qty", root.GetProperty("qty").GetRawText()),
            ("price", root.GetProperty("mark_price").GetRawText()), ("status", "FILLED"), ("reduce_only", "true"),
            ("position_side", root.GetProperty("position_side").GetString()!), ("trade_id", $"h{++_trades}"),
        ];
        if (_random.Next(3) != 0) fields.Add(("intent_id", intent.IntentId));
        if (_random.Next(5) == 0) EndInPart(fields, root.GetProperty("qty").GetDecimal());
        _answers.Enqueue(Entry([.. fields]));
        if (Left == 0) Left++;
    }

    /// <summary>An executor that says that it has the stop, or that it has not, or nothing.</summary>
    private void Answer(CommitIntent intent)
    {
        if (_outcomes && _random.Next(8) == 0) _asked.Add(intent.IntentId);
        if (_random.Next(3) == 0) return;
        _answers.Enqueue(Entry(("symbol", intent.Symbol), ("status", "ACCEPTED"), ("intent_id", intent.IntentId)));
        if (Left == 0) Left++;
    }

    private EntryField[] MadeUp()
    {
        int i = _random.Next(_prices.Length);
        _prices[i] = Math.Clamp(_prices[i] + ((_random.NextDouble() - 0.48) * 1.6), 60, 160);
        string symbol = Symbols[i];
        string price = Math.Round(_prices[i], 2).ToString(CultureInfo.InvariantCulture);
        int roll = _random.Next(100);
        if (roll < 5 && _repeatable.Count > 0) return _repeatable[_random.Next(_repeatable.Count)];
        if (roll < 8 && _outcomes && _asked.Count > 0)
            return Entry(("symbol", symbol), ("status", "REJECTED"), ("intent_id", _asked[_random.Next(_asked.Count)]));
        if (roll < 10 && _malformed)
        {
            return _random.Next(2) == 0
                ? Entry(("symbol", symbol), ("side", "BUY"), ("qty", "1"), ("price", "NaN"), ("status", "FILLED"))
                : Entry(("nonsense", "yes"), ("price", "infinite"));
        }
        if (roll < 60) return Price(symbol, price);
        return _random.Next(4) == 0 && symbol != "SOLUSDT" ? Update(i) : Trade(symbol, price);
    }

    private EntryField[] Price(string symbol, string price)
    {
        if (_random.Next(60) == 0) price += "0"; // a digit too many: 100.25 stays, 100 is 1000
        if (_random.Next(60) == 0) price = (double.Parse(price, CultureInfo.InvariantCulture) * 10).ToString(CultureInfo.InvariantCulture);
        List<(string, string)> fields = [("symbol", symbol), ("price", price), ("status", "PRICE_UPDATE")];
        if (_random.Next(30) == 0) fields.Add(("atr", "NaN"));
        return Timed(fields);
    }

    /// <summary>What an order has filled so far; sometimes a later update overtakes it.</summary>
    private EntryField[] Update(int i)
    {
        OrderTeller order = _orders[i] is { IsOver: false } open ? open : _orders[i] = new OrderTeller(_random, Symbols[i], $"o{++_trades}");
        EntryField[] update = order.Next((decimal)Math.Round(_prices[i], 2), _now());
        if (_random.Next(4) == 0) _repeatable.Add(update);
        if (_random.Next(6) > 0) return update;
        EntryField[] later = order.Next((decimal)Math.Round(_prices[i], 2), _now());
        if (_random.Next(3) > 0)
        {
            _answers.Enqueue(update); // or it is lost: the later one has it
            Left++;
        }
        return later;
    }

    /// <summary>An order that is canceled with a part filled, instead of one that is filled.</summary>
    private void EndInPart(List<(string Name, string Value)> fields, decimal asked)
    {
        fields.RemoveAll(field => field.Name is "status" or "trade_id");
        decimal part = Math.Round(asked * 0.4m, 4);
        fields.AddRange([("status", "CANCELED"), ("filled_qty", part.ToString(CultureInfo.InvariantCulture)), ("order_id", $"c{++_trades}")]);
    }

    /// <summary>Clocks of their own: whole seconds beside milliseconds, late, and hours ahead.</summary>
    private EntryField[] Timed(List<(string, string)> fields)
    {
        long now = _now();
        switch (_random.Next(20))
        {
            case 0:
                fields.Add(("ts", $"{now / 1000}"));
                break;
            case 1:
                fields.Add(("timestamp", $"{now - _random.Next(3000)}"));
                break;
            case 2 when _random.Next(3) == 0:
                fields.Add(("ts", $"{now + 7_200_000}"));
                break;
        }
        return Entry([.. fields]);
    }

    private EntryField[] Trade(string symbol, string price)
    {
        bool buys = _random.Next(100) < 60;
        List<(string, string)> fields =
        [
            ("symbol", symbol), ("side", buys ? "BUY" : "sell"), ("qty", (0.5 * (1 + _random.Next(6))).ToString(CultureInfo.InvariantCulture)),
            ("price", price), ("status", "FILLED"),
        ];
        double at = double.Parse(price, CultureInfo.InvariantCulture);
        if (_random.Next(4) != 0) fields.Add(("stop_loss", Math.Round(at + (buys ? -1.5 : 1.5), 2).ToString(CultureInfo.InvariantCulture)));
        if (symbol == "SOLUSDT") fields.Add(("position_side", _random.Next(2) == 0 ? "LONG" : "SHORT"));
        bool repeatable = _random.Next(2) == 0;
        if (repeatable) fields.Add(("trade_id", $"t{++_trades}"));
        switch (_random.Next(12))
        {
            case 0:
                fields.AddRange([("fee", "0.0005"), ("fee_asset", symbol[..3])]);
                break;
            case 1:
                fields.AddRange([("commission", "0.1"), ("commissionAsset", "BNB")]);
                break;
            case 2:
                fields.AddRange([("fee", "n/a"), ("atr", "Infinity")]);
                break;
        }
        EntryField[] entry = Timed(fields);
        if (repeatable) _repeatable.Add(entry);
        return entry;
    }

    public static EntryField[] Entry(params (string Name, string Value)[] fields) =>
        Array.ConvertAll(fields, field => new EntryField(Encoding.UTF8.GetBytes(field.Name), Encoding.UTF8.GetBytes(field.Value)));

    private static EntryField[] Fields(string line)
    {
        using var document = JsonDocument.Parse(line);
        return Entry([.. document.RootElement.EnumerateObject().Where(property => property.Name != "id").Select(property =>
            (property.Name, property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText()))]);
    }
}
