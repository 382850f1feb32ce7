using System.Globalization;
using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;
using HarvestBrain.SessionGeneration;

namespace HarvestBrain.Simulation.Tests.Scheduler;

/// <summary>
/// What the producers will add: a generated session in all dialects, or a dense made-up market in which rungs are crossed all the
/// time, with fills that carry no execution id (applied twice they would count twice), repeats, refusals and nonsense.
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
    private int _trades;

    public EntrySource(Random random, int entries, bool malformed, bool outcomes)
    {
        _random = random;
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
        _answers.Enqueue(Entry([.. fields]));
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
        if (roll < 60) return Entry(("symbol", symbol), ("price", price), ("status", "PRICE_UPDATE"));
        return Trade(symbol, price);
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
        EntryField[] entry = Entry([.. fields]);
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
