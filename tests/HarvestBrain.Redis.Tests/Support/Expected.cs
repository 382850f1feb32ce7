using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>What an uninterrupted run over the same entries asks for and ends with: the engine in this process, without Redis.</summary>
internal sealed class Expected
{
    private readonly EntryDecoder _decoder = new();
    private readonly ArrayBufferWriter<byte> _payload = new();
    private readonly long _nowUnixMs;

    public Expected(HarvestPolicy policy, HarvestMode mode, int maxActionsPerMinute, long nowUnixMs)
    {
        Engine = new HarvestEngine(policy, mode, maxActionsPerMinute, maxStopsPerMinute: 100_000);
        _nowUnixMs = nowUnixMs;
    }

    public HarvestEngine Engine { get; }

    public List<string> Payloads { get; } = [];

    /// <summary>The trades that are over, as they stand on their stream.</summary>
    public List<string> Trades { get; } = [];

    public int Errors { get; private set; }

    /// <summary>What the intents of the open positions begin with.</summary>
    public IEnumerable<string> OpenTraces => Engine.Positions.Where(position => position.Direction != Direction.Flat)
        .Select(position => IntentId.Trace(position.Key, position.Epoch));

    public IReadOnlyList<Intent> Apply(FeedEntry entry)
    {
        EntryField[] fields = new EntryField[entry.Fields.Length / 2];
        for (int i = 0; i < fields.Length; i++)
            fields[i] = new EntryField(Encoding.UTF8.GetBytes(entry.Fields[2 * i]), Encoding.UTF8.GetBytes(entry.Fields[(2 * i) + 1]));
        Assert.True(EntryId.TryParse(entry.Id, out EntryId id));
        if (!_decoder.TryDecode(id, fields, out HarvestEvent e, out DecodeError error))
        {
            Errors++;
            if (error.Symbol is not null && error.MayBeFill) Engine.MarkSuspect(error.Symbol);
            return [];
        }
        StepResult result = Engine.Apply(e, _nowUnixMs);
        using var trades = new TradeEncoder(Engine.Mode);
        foreach (ClosedEpoch trade in result.Closed)
        {
            _payload.ResetWrittenCount();
            trades.Write(trade, _payload);
            Trades.Add(Encoding.UTF8.GetString(_payload.WrittenSpan));
        }
        Intent[] intents = [.. result.Intents];
        using var encoder = new IntentEncoder(Engine.Mode);
        foreach (Intent intent in intents)
        {
            _payload.ResetWrittenCount();
            encoder.Write(intent, _payload);
            Payloads.Add(Encoding.UTF8.GetString(_payload.WrittenSpan));
        }
        return intents;
    }

    /// <summary>The positions' states, without the times of asking, which are the wall clock's.</summary>
    public SortedDictionary<string, string> Positions()
    {
        var states = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Position position in Engine.Positions)
            states[position.Key.ToString()] = Timeless(Encoding.UTF8.GetString(PositionState.Save(position, Engine.Mode)));
        return states;
    }

    public static string Timeless(string state)
    {
        JsonNode json = JsonNode.Parse(state)!;
        json["stop_asked_at"] = 0;
        json["refused_stop_until"] = 0;
        json.AsObject().Remove("stop_unanswered_since");
        foreach (string clock in (string[])["said_at", "refused_until"]) json["protection"]?.AsObject().Remove(clock);
        foreach (JsonNode? rung in json["rungs"]!.AsArray())
        {
            rung!["requested_at"] = 0;
            rung.AsObject().Remove("unanswered_since");
        }
        return json.ToJsonString();
    }
}
