using System.Globalization;
using System.Text.Json;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Paper.Tests.Check;

/// <summary>Which promise an executor breaks.</summary>
public enum Fault
{
    None,
    RepeatsAnAttempt,
    IgnoresReduceOnly,
    NoEcho,
    WrongQuantity,
    Late,
    DeafToCancel,
    ForgetsOnRestart,
    FillsTwice,
}

/// <summary>An executor of some lines, as somebody may write one, with one thing wrong with it. It knows nothing of the paper venue.</summary>
internal sealed class BrokenExecutor : IDisposable
{
    private const string Symbol = "HBCHECKUSDT";

    private readonly Fault _fault;
    private readonly RespClient _redis;
    private readonly string _restartFile;
    private readonly Thread _thread;
    private volatile bool _stop;

    // What survives a restart of one that keeps its promises.
    private readonly HashSet<string> _done = [];
    private string _intents = "0-0";
    private string _executions = "0-0";
    private decimal _open;
    private decimal _stopPrice;
    private string? _stopId;
    private int _trades;

    /// <param name="redis">The server.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="restartFile">Whoever makes this file restarts it; it is removed when that is done.</param>
    public BrokenExecutor(RedisServer redis, Fault fault, string restartFile)
    {
        (_fault, _redis, _restartFile) = (fault, redis.Connect(), restartFile);
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>What went wrong with itself.</summary>
    public Exception? Error { get; private set; }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _redis.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stop)
            {
                Restart();
                object?[] intents = Read(Feed.Intents, ref _intents);
                foreach (object? entry in Read(Feed.Input, ref _executions)) Learn(Fields(entry));
                JsonElement[] asked = [.. intents.Select(entry => JsonDocument.Parse(Fields(entry)["payload"]).RootElement)];
                string[] cancelled = [.. asked.Where(intent => Text(intent, "intent_type") == "CANCEL").Select(intent => Text(intent, "cancels"))];
                foreach (JsonElement intent in asked) Act(intent, cancelled);
                if (intents.Length == 0) Thread.Sleep(2); // it asks again and again, as simple ones do
            }
        }
        catch (Exception e)
        {
            Error = e;
        }
    }

    private void Restart()
    {
        if (!File.Exists(_restartFile)) return;
        if (_fault == Fault.ForgetsOnRestart)
        {
            _done.Clear();
            (_intents, _stopPrice, _stopId) = ("0-0", 0, null);
        }
        File.Delete(_restartFile);
    }

    private void Learn(Dictionary<string, string> entry)
    {
        if (entry["symbol"] != Symbol) return;
        decimal price = Number(entry.GetValueOrDefault("price", "0"));
        if (entry["status"] == "FILLED" && entry.GetValueOrDefault("source") != "me")
            _open += entry["side"] == "BUY" ? Number(entry["qty"]) : -Number(entry["qty"]);
        if (_open <= 0) (_stopPrice, _stopId) = (0, null);
        if (price == 0 || _stopPrice == 0 || price >= _stopPrice || _open <= 0) return;
        Fill(_stopId!, "stop", _open);
    }

    private void Act(JsonElement intent, string[] cancelled)
    {
        string type = Text(intent, "intent_type"), id = Text(intent, "intent_id");
        int attempt = intent.TryGetProperty("attempt", out JsonElement number) ? number.GetInt32() : 1;
        if (type == "CANCEL") return;
        bool isNew = _done.Add($"{id} {attempt}");
        if (!isNew && _fault != Fault.RepeatsAnAttempt) return;
        if (cancelled.Contains(id) && _fault != Fault.DeafToCancel)
        {
            Answer("CANCELED", id);
            return;
        }
        bool isLate = DateTimeOffset.Parse(Text(intent, "valid_until"), CultureInfo.InvariantCulture) < TimeProvider.System.GetUtcNow();
        if (isLate && _fault != Fault.Late)
        {
            Answer("EXPIRED", id);
            return;
        }
        if (type == "MOVE_STOP")
        {
            (_stopPrice, _stopId) = (intent.GetProperty("stop_price").GetDecimal(), id);
            Answer("ACCEPTED", id);
            return;
        }
        decimal asked = intent.GetProperty("qty").GetDecimal();
        decimal closes = _fault == Fault.IgnoresReduceOnly ? asked : Math.Min(asked, _open);
        if (_fault == Fault.WrongQuantity) closes /= 2;
        if (closes <= 0)
        {
            Answer("REJECTED", id);
            return;
        }
        Fill(id, "harvest", closes);
        if (_fault == Fault.FillsTwice && _open >= closes) Fill(id, "harvest", closes);
    }

    private void Fill(string id, string role, decimal quantity)
    {
        _open -= quantity;
        string[] echo = _fault == Fault.NoEcho ? [] : ["intent_id", id];
        _redis.Do(
        [
            "XADD", Feed.Input, "*", "symbol", Symbol, "status", "FILLED", "side", "SELL", "qty", quantity.ToString(CultureInfo.InvariantCulture), "price", "100",
            "trade_id", $"me-{++_trades}", "reduce_only", "true", "order_role", role, "source", "me", .. echo,
        ]);
    }

    private void Answer(string status, string id) => _redis.Do("XADD", Feed.Input, "*", "symbol", Symbol, "status", status, "intent_id", id, "source", "me");

    private object?[] Read(string stream, ref string cursor)
    {
        object?[] entries = (object?[]?)_redis.Do("XRANGE", stream, $"({cursor}", "+", "COUNT", 100) ?? [];
        if (entries is [.., object?[] last]) cursor = (string)last[0]!;
        return entries;
    }

    private static Dictionary<string, string> Fields(object? entry) =>
        World.Fields(entry).Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (string)pair[1]!, StringComparer.Ordinal);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
