using System.Buffers;
using System.Diagnostics;
using System.Text;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Paper.Store;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using StackExchange.Redis;

namespace HarvestBrain.Paper.Check;

/// <summary>
/// Plays to an executor what a trader and the service would: entries of positions and prices on the one stream, intents on the other, in
/// the service's own payloads; and reads what it answers. Commands: XADD, XREVRANGE (5.0), XRANGE with exclusive ids (6.2), MULTI, EXISTS.
/// </summary>
internal sealed class CheckDesk : IAsyncDisposable
{
    private const string Source = "harvest_brain_check";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20); // as often as an answer is looked for

    private readonly RedisSettings _settings;
    private readonly CheckOptions _options;
    private readonly RedisConnection _connection;
    private readonly RedisCalls _calls;
    private readonly TimeProvider _time;
    private readonly EntryDecoder _decoder = new();
    private readonly IntentEncoder _encoder = new(HarvestMode.Live);
    private readonly PositionKey _key;
    private EntryId _read;
    private int _asked;

    public CheckDesk(RedisSettings settings, CheckOptions options, TimeProvider time)
    {
        (_settings, _options, _time) = (settings, options, time);
        _connection = new RedisConnection(ConnectionSettings.Of(settings, CallLimits.Operator), waits: false);
        _calls = new RedisCalls(_connection, CallLimits.Operator);
        _key = new PositionKey(options.Symbol, PositionSide.Both);
    }

    /// <summary>Everything that the executor said of the symbol so far.</summary>
    public List<HarvestEvent> Answers { get; } = [];

    /// <summary>Entry of the fill that opened the position.</summary>
    public EntryId Epoch { get; private set; }

    /// <summary>What is open, by what the desk opened and the executor closed.</summary>
    public decimal Open { get; private set; }

    /// <summary>Connects, and begins behind all that stands there.</summary>
    /// <param name="instance">The service's instance; empty = the only one.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Somebody holds the service's lease: its own intents would come in between.</returns>
    public async Task<bool> BeginAsync(string instance, CancellationToken stop)
    {
        string lease = new Keys(_settings, HarvestMode.Live, instance).Lease;
        await _calls.ConnectAsync(stop).ConfigureAwait(false);
        string executions = _settings.ExecutionStream;
        StackExchange.Redis.StreamEntry[] last = await _calls.DoAsync(
            redis => redis.StreamRangeAsync(executions, "-", "+", 1, Order.Descending), stop, executions).ConfigureAwait(false);
        if (last.Length > 0) _read = PaperEntry.IdOf(last[0].Id);
        return await _calls.DoAsync(redis => redis.KeyExistsAsync(lease), stop).ConfigureAwait(false);
    }

    /// <summary>A position is opened: as a fill by somebody who trades, with a stop a tenth away.</summary>
    public async Task OpenAsync(CancellationToken stop)
    {
        await CloseAsync(stop).ConfigureAwait(false);
        string stopLoss = PlainDecimal.Format(_options.Price * 0.9m);
        Epoch = await FillAsync("BUY", _options.Quantity, ["stop_loss", stopLoss], stop).ConfigureAwait(false);
        Open = _options.Quantity;
    }

    /// <summary>What is left is closed by hand.</summary>
    public async Task CloseAsync(CancellationToken stop)
    {
        await ReadAsync(stop).ConfigureAwait(false);
        if (Open > 0) await FillAsync("SELL", Open, ["reduce_only", "true", "order_role", "manual"], stop).ConfigureAwait(false);
        Open = 0;
    }

    public Task PriceAsync(decimal price, CancellationToken stop) => AddAsync(
        _settings.ExecutionStream,
        ["symbol", _options.Symbol, "status", "PRICE_UPDATE", "price", PlainDecimal.Format(price), .. Signed()], stop);

    /// <summary>A close that nobody was asked for before.</summary>
    public Intent Close(decimal quantity) => Draft(IntentKind.PartialClose) with { Quantity = quantity, RungR = ++_asked };

    public Intent Stop(decimal price) => Draft(IntentKind.MoveStop) with { StopPrice = price, CurrentStop = _options.Price * 0.9m };

    public static Intent Cancel(in Intent intent) =>
        intent with { Kind = IntentKind.Cancel, Cancels = intent.IntentId, CancelReason = CancelReason.KillSwitch };

    /// <summary>Publishes intents, all at one instant.</summary>
    public Task AskAsync(CancellationToken stop, params Intent[] intents)
    {
        string[][] entries = [.. intents.Select(Fields)];
        return _calls.DoAsync(
            async redis =>
            {
                ITransaction all = redis.CreateTransaction();
                foreach (string[] fields in entries) _ = all.StreamAddAsync(_settings.IntentStream, Pairs(fields));
                return await all.ExecuteAsync().ConfigureAwait(false);
            },
            stop);
    }

    /// <summary>Waits for something of what the executor says.</summary>
    /// <returns>It has come within the time.</returns>
    public async Task<bool> WaitAsync(Func<bool> condition, TimeSpan atMost, CancellationToken stop)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            await ReadAsync(stop).ConfigureAwait(false);
            if (condition()) return true;
            if (_time.GetElapsedTime(start) > atMost) return false;
            await Task.Delay(Look, _time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the quiet time pass, and reads what came in it.</summary>
    public Task QuietAsync(CancellationToken stop) => WaitAsync(() => false, _options.Quiet, stop);

    /// <summary>What was filled for an intent, by its echo.</summary>
    public decimal Filled(Intent intent) => Fills(intent).Sum(fill => fill.Quantity);

    public IEnumerable<HarvestEvent> Fills(Intent intent) =>
        Answers.Where(answer => answer.Kind == EventKind.Fill && answer.IntentEcho == intent.IntentId);

    public ValueTask DisposeAsync()
    {
        _encoder.Dispose();
        return _connection.DisposeAsync();
    }

    private Intent Draft(IntentKind kind)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return new Intent
        {
            Kind = kind,
            Key = _key,
            Epoch = Epoch,
            Side = OrderSide.Sell,
            RLevel = 1,
            ThresholdR = 1,
            MarkPrice = _options.Price,
            EntryPrice = _options.Price,
            TimeUnixMs = now,
            ValidUntilUnixMs = now + 60_000,
            Attempt = 1,
        };
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        string executions = _settings.ExecutionStream;
        StackExchange.Redis.StreamEntry[] entries = await _calls.DoAsync(
            redis => redis.StreamRangeAsync(executions, $"({_read}", "+", 1000), stop, executions).ConfigureAwait(false);
        foreach (StackExchange.Redis.StreamEntry entry in entries)
        {
            PaperEntry read = PaperEntry.Of(entry);
            _read = read.Id;
            if (entry["source"] == Source || !_decoder.TryDecode(read.Id, read.Fields, out HarvestEvent e, out _)) continue;
            if (e.Symbol != _options.Symbol) continue;
            Answers.Add(e);
            if (e.Kind == EventKind.Fill) Open -= e.Side == OrderSide.Sell ? e.Quantity : -e.Quantity;
        }
    }

    private Task<EntryId> FillAsync(string side, decimal quantity, string[] more, CancellationToken stop) => AddAsync(
        _settings.ExecutionStream,
        [
            "symbol", _options.Symbol, "status", "FILLED", "side", side,
            "qty", PlainDecimal.Format(quantity), "price", PlainDecimal.Format(_options.Price),
            "trade_id", $"check-{Stopwatch.GetTimestamp()}", .. more, .. Signed(),
        ],
        stop);

    private async Task<EntryId> AddAsync(string stream, string[] fields, CancellationToken stop) =>
        PaperEntry.IdOf(await _calls.DoAsync(redis => redis.StreamAddAsync(stream, Pairs(fields)), stop, stream).ConfigureAwait(false));

    private string[] Fields(Intent intent)
    {
        var payload = new ArrayBufferWriter<byte>();
        _encoder.Write(intent, payload);
        return ["event_type", "trade.intent", "payload", Encoding.UTF8.GetString(payload.WrittenSpan), .. Signed()];
    }

    private string[] Signed() => ["timestamp", IntentEncoder.Iso8601(_time.GetUtcNow().ToUnixTimeMilliseconds()), "source", Source];

    private static NameValueEntry[] Pairs(string[] fields) => [.. fields.Chunk(2).Select(pair => new NameValueEntry(pair[0], pair[1]))];
}
