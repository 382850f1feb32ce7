using System.Text.Json.Nodes;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis;

namespace HarvestBrain.Simulation.Tests.Scheduler;

/// <summary>One engine, all entries in their order, nothing in between: what an uninterrupted run comes to.</summary>
internal sealed class Oracle : IDisposable
{
    private readonly HarvestEngine _engine;
    private readonly EntryDecoder _decoder = new();
    private readonly IntentEncoder _encoder;
    private readonly TradeEncoder _trades;
    private readonly HarvestMode _mode;

    public Oracle(HarvestBrainOptions options)
    {
        _mode = options.Mode;
        _engine = new HarvestEngine(options.Policy, options.Mode, options.MaxActionsPerMinute, options.MaxStopsPerMinute);
        _encoder = new IntentEncoder(options.Mode, options.Instance);
        _trades = new TradeEncoder(options.Mode, options.Instance);
    }

    /// <summary>Id and payload, in order.</summary>
    public List<(string Id, string Payload)> Intents { get; } = [];

    /// <summary>The closed trades, in order.</summary>
    public List<string> Trades { get; } = [];

    public IEnumerable<Position> Positions => _engine.Positions;

    public void Apply(HarvestBrain.Core.Wire.EntrySource source, EntryId id, EntryField[] fields)
    {
        if (!_decoder.TryDecode(source, id, fields, out HarvestEvent e, out DecodeError error))
        {
            if (error.Symbol is not null && error.MayBeFill) _engine.MarkSuspect(error.Symbol);
            return;
        }
        StepResult result = _engine.Apply(e, id.UnixMilliseconds);
        foreach (ClosedEpoch trade in result.Closed)
        {
            var line = new System.Buffers.ArrayBufferWriter<byte>();
            _trades.Write(trade, line);
            Trades.Add(System.Text.Encoding.UTF8.GetString(line.WrittenSpan));
        }
        foreach (Intent intent in result.Intents)
        {
            var payload = new System.Buffers.ArrayBufferWriter<byte>();
            _encoder.Write(intent, payload);
            Intents.Add((intent.IntentId, System.Text.Encoding.UTF8.GetString(payload.WrittenSpan)));
        }
    }

    /// <summary>The saved positions without the times of asking, which are the server's.</summary>
    public SortedDictionary<string, string> Saved(bool requests) =>
        new(Positions.ToDictionary(p => p.Key.ToString(), p => Normal(PositionState.Save(p, _mode), requests)), StringComparer.Ordinal);

    /// <summary>A saved position without what depends on the server's clock; without <paramref name="requests"/> also without what was asked for.</summary>
    public static string Normal(byte[] state, bool requests)
    {
        JsonObject position = JsonNode.Parse(state)!.AsObject();
        position.Remove("stop_asked_at");
        position.Remove("refused_stop_until");
        position.Remove("stop_unanswered_since");
        foreach (string clock in (string[])["said_at", "refused_until"]) position["protection"]?.AsObject().Remove(clock);
        if (requests)
        {
            foreach (JsonNode? rung in position["rungs"]!.AsArray())
            {
                rung!.AsObject().Remove("requested_at");
                rung.AsObject().Remove("unanswered_since");
            }
        }
        else
        {
            foreach (string name in (string[])["rungs", "asked_stop", "asked_stop_kind", "asked_stop_before", "asked_stop_before_kind", "refused_stop",
                "stop_attempt", "confirmed_stop", "confirmed_stop_kind", "stop_valid_until", "stop_refused", "tightest_stop", "stops_ended", "stop_overdue", "stop_cancelled", "stop_moves", "paper", "protection", "standing",
                "crossed_since"]) position.Remove(name);
            // What a fill that a snapshot has counted did, and whose order's total it was, goes by what was asked for.
            foreach (string name in (string[])["realized_pnl", "fees", "has_fee", "exit_qty", "exit_notional", "untold_drift"]) position.Remove(name);
        }
        return position.ToJsonString();
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _trades.Dispose();
    }
}
