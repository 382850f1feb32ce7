using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using StackExchange.Redis;
using StreamEntry = HarvestBrain.Redis.Store.StreamEntry;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>What a replay of the same entries asks for and ends with; a benchmark of a service that does something else is none.</summary>
internal sealed class ReplayCheck : IReplayOutput
{
    private static readonly string[] Memory = ["executions", "forgotten_until", "orders", "orders_forgotten_until"];

    private readonly HarvestBrainOptions _options;
    private readonly IntentEncoder _encoder;
    private readonly ArrayBufferWriter<byte> _payload = new();
    private readonly List<string> _intents = [];
    private readonly Dictionary<string, Position> _live = [];
    private readonly Dictionary<string, string> _positions = [];

    public ReplayCheck(HarvestBrainOptions options, IEnumerable<StreamEntry> entries)
    {
        _options = options;
        using var encoder = new IntentEncoder(options.Mode, options.Instance);
        _encoder = encoder;
        var settings = new EngineSettings(options.Mode, options.Instance, options.MaxActionsPerMinute, options.Policy);
        var session = new ReplaySession(settings, new ReplayOptions { Summarize = false }, this);
        var decoder = new EntryDecoder();
        foreach (StreamEntry entry in entries)
        {
            if (!decoder.TryDecode(entry.Id, entry.Fields, out HarvestEvent e, out DecodeError error))
                throw new InvalidOperationException($"{entry.Id}: {error}");
            session.Apply(e);
        }
        if (_intents.Count == 0) throw new InvalidOperationException("the entries ask for nothing: they check nothing");
        foreach ((string key, Position position) in _live) _positions[key] = Comparable(PositionState.Save(position, options.Mode));
    }

    public int Intents => _intents.Count;

    public int Positions => _positions.Count;

    public void OnIntent(in Intent intent)
    {
        _payload.ResetWrittenCount();
        _encoder.Write(intent, _payload);
        _intents.Add(Encoding.UTF8.GetString(_payload.WrittenSpan));
    }

    public void OnPosition(Position position, EntryId id, bool simulated) => _live[position.Key.ToString()] = position;

    public void OnRejection(in FoldRejection rejection, EntryId id) => throw new InvalidOperationException($"{id}: {rejection}");

    public void OnDrift(in PositionDrift drift, EntryId id) => throw new InvalidOperationException($"{id}: {drift}");

    /// <exception cref="InvalidOperationException">Redis holds something else.</exception>
    public async Task CompareAsync(Connection connection, string prefix)
    {
        RedisResult[] published = await connection.ListAsync("XRANGE", $"{prefix}:suggestions", "-", "+");
        string[] payloads = Array.ConvertAll(published, entry => (string)((RedisResult[])((RedisResult[])entry!)[1]!)[3]!);
        for (int i = 0; i < Math.Max(payloads.Length, _intents.Count); i++)
        {
            string expected = _intents.ElementAtOrDefault(i) ?? "nothing", found = payloads.ElementAtOrDefault(i) ?? "nothing";
            if (expected != found) throw new InvalidOperationException($"{prefix}: intent {i}\n replay:  {expected}\n service: {found}");
        }
        var keys = new Keys(_options.Redis with { KeyPrefix = prefix }, _options.Mode, _options.Instance);
        RedisResult[] saved = await connection.ListAsync("HGETALL", keys.Positions);
        if (saved.Length != 2 * _positions.Count)
            throw new InvalidOperationException($"{prefix}: {saved.Length / 2} positions, a replay has {_positions.Count}");
        for (int i = 0; i < saved.Length; i += 2)
        {
            string expected = _positions[(string)saved[i]!], found = Comparable((byte[])saved[i + 1]!);
            if (expected != found) throw new InvalidOperationException($"{prefix}: {(string)saved[i]!}\n replay:  {expected}\n service: {found}");
        }
    }

    // When something was asked for is the service's clock, and the event's own time in a replay, which also forgets no execution and no
    // order. All else must be the same.
    private static string Comparable(byte[] state)
    {
        JsonObject json = JsonNode.Parse(state)!.AsObject();
        json["stop_asked_at"] = 0;
        foreach (JsonNode? rung in json["rungs"]!.AsArray()) rung!["requested_at"] = 0;
        foreach (string memory in Memory) json.Remove(memory);
        return json.ToJsonString();
    }
}
