using System.Text.Json.Nodes;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;
using HarvestBrain.Testing.Model;

namespace HarvestBrain.Simulation.Tests.Scheduler;

/// <summary>
/// Watches the server from outside: what was applied and published, by whom. It trusts no answer of the store; it
/// looks at the model before and after.
/// </summary>
internal sealed class Monitor(ModelRedis redis, Keys keys)
{
    private readonly HashSet<(string, int)> _asked = [];
    private readonly Dictionary<string, decimal> _quantities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _mostOpen = new(StringComparer.Ordinal);
    private readonly EntryDecoder _decoder = new();

    private string? _lastOwner;

    public List<CommitIntent> Published { get; } = [];

    /// <summary>Entries that some commit applied.</summary>
    public HashSet<(string Stream, EntryId Id)> Applied { get; } = [];

    public List<string> Violations { get; } = [];

    /// <summary>Called for each intent, so that a market can fill it.</summary>
    public Action<CommitIntent> OnPublished { get; set; } = _ => { };

    /// <summary>The durable state was deleted: the checkpoint may begin anew.</summary>
    public bool StateLost { get; set; }

    /// <summary>Streams whose group somebody else reads with: where it stands says nothing until the next commit that moves it.</summary>
    public HashSet<string> TakenGroups { get; } = new(StringComparer.Ordinal);

    public EntryId? Checkpoint => EntryId.TryParse(redis.HashText(keys.Checkpoint, keys.Input), out EntryId id) ? id : null;

    /// <summary>How far a stream of snapshots is applied.</summary>
    public EntryId? Cursor(string stream) => EntryId.TryParse(redis.HashText(keys.Checkpoint, stream), out EntryId id) ? id : null;

    public LeaseResult Acquire(Instance instance, Func<LeaseResult> acquire)
    {
        LeaseResult result = acquire();
        if (redis.Get(keys.Lease)?.Split(':')[1] == instance.Owner) _lastOwner = instance.Owner;
        return result;
    }

    public CommitResult Commit(Instance instance, CommitBatch batch, IEnumerable<(string, EntryId)> applies, Func<CommitResult> commit)
    {
        bool owner = Holds(instance);
        EntryId?[] before = [.. keys.Inputs.Select(stream => Cursor(stream.Name))];
        string revision = redis.HashText(keys.Checkpoint, "revision");
        long length = redis.Stream(keys.Output)?.Added ?? 0;
        CommitResult result = commit();
        int published = (int)((redis.Stream(keys.Output)?.Added ?? 0) - length);
        if (result.Status != CommitStatus.Done)
        {
            if (published > 0 || Checkpoint != before[0]) Violations.Add($"a commit that was {result.Status} wrote something");
            return result;
        }
        foreach ((string, EntryId) one in applies)
        {
            if (!Applied.Add(one) && !StateLost) Violations.Add($"{one} was applied twice");
        }
        CheckCursors(instance, batch, before);
        if (batch.Revision != revision) Violations.Add($"{instance.Owner} wrote over what an operator changed");
        if (!owner) Violations.Add($"{instance.Owner} committed without the lease");
        if (published != result.Published.Count(flag => flag)) Violations.Add($"{published} intents appeared, {result.Published.Count(flag => flag)} were reported");
        bool asks = batch.Intents.Where((intent, i) => result.Published[i] && intent.Kind != IntentKind.Cancel).Any();
        if (asks && KillSwitch.IsOn(redis.Get(keys.KillSwitch))) Violations.Add($"{published} intents were published with the kill switch on");
        for (int i = 0; i < batch.Intents.Count; i++)
        {
            if (result.Published[i]) Note(batch.Intents[i]);
        }
        foreach ((string key, byte[] state) in batch.Positions) CheckSize(key, state, applies);
        return result;
    }

    /// <summary>Whoever looks at a group sees how far the stream is applied, and never further.</summary>
    public void CheckGroups()
    {
        foreach (InputStream stream in keys.Inputs.Where(stream => !StateLost && !TakenGroups.Contains(stream.Name)))
        {
            if (redis.Stream(stream.Name)?.Groups.GetValueOrDefault(keys.Group) is { } group && group.Delivered > (Cursor(stream.Name) ?? default(EntryId)))
                Violations.Add($"the group of {stream.Name} is at {group.Delivered}, the checkpoint at {Cursor(stream.Name)}");
        }
    }

    private void CheckCursors(Instance instance, CommitBatch batch, EntryId?[] before)
    {
        bool moved = batch.Cursors.Any(move => move.From != move.To);
        for (int i = 0; i < before.Length; i++)
        {
            CursorMove move = batch.Cursors[i];
            if (move.From != before[i]) Violations.Add($"{instance.Owner} committed {move}, the checkpoint was {before[i]}");
            EntryId? now = Cursor(move.Stream);
            if (now != move.To) Violations.Add($"{instance.Owner} committed {move}, the checkpoint is {now}");
            if (!StateLost && before[i] is { } was && !(now >= was)) Violations.Add($"the checkpoint of {move.Stream} went back from {was} to {now}");
            if (moved && move.From == move.To) continue;
            TakenGroups.Remove(move.Stream);
            ModelGroup? group = redis.Stream(move.Stream)?.Groups.GetValueOrDefault(keys.Group);
            if (group is null || group.Delivered != move.To || group.Pending.Any(id => id <= move.To))
                Violations.Add($"the group of {move.Stream} does not stand at {move.To}");
        }
    }

    // A lease that ran out is still its owner's until somebody takes it: the fence shows the last token that was given out.
    private bool Holds(Instance instance)
    {
        if (redis.Get(keys.Lease) is { } lease) return lease.Split(':')[1] == instance.Owner;
        return _lastOwner == instance.Owner;
    }

    private void Note(CommitIntent intent)
    {
        if (!_asked.Add((intent.IntentId, intent.Attempt))) Violations.Add($"{intent.IntentId} was published twice as attempt {intent.Attempt}");
        Published.Add(intent);
        if (intent.Kind == IntentKind.Cancel && !_asked.Contains((intent.IntentId[..^":cancel".Length], intent.Attempt)) && !StateLost)
            Violations.Add($"{intent.IntentId} takes back what was not asked for as attempt {intent.Attempt}");
        if (intent is { Kind: IntentKind.PartialClose, Attempt: 1 })
        {
            JsonNode payload = JsonNode.Parse(intent.Payload)!;
            string epoch = payload["symbol"] + "/" + payload["position_side"] + "/" + payload["position_epoch"];
            _quantities[epoch] = _quantities.GetValueOrDefault(epoch) + (decimal)payload["qty"]!;
        }
        OnPublished(intent);
    }

    /// <summary>
    /// All that was asked for in an epoch, once per rung, is no more than was ever open in it. A snapshot may take back what was never held,
    /// also after it was asked for: then what counts is the most that was saved of the epoch before, and where the snapshot came in the
    /// same commit, whatever that commit's fills and snapshots can have made of it in between.
    /// </summary>
    private void CheckSize(string key, byte[] state, IEnumerable<(string, EntryId)> applied)
    {
        JsonNode position = JsonNode.Parse(state)!;
        decimal open = (decimal)position["qty"]!, most = (decimal)position["base_qty"]!;
        if (open < 0) Violations.Add($"{key}: {open} open");
        string symbol = (string)position["symbol"]!, epoch = symbol + "/" + position["position_side"] + "/" + position["epoch"];
        if (position["confirmed_qty"] is not null) most = Math.Max(most, _mostOpen.GetValueOrDefault(epoch) + Told(symbol, applied));
        _mostOpen[epoch] = most;
        decimal asked = _quantities.GetValueOrDefault(epoch);
        if (asked > most && open > 0) Violations.Add($"{key}: {asked} asked for of {most}");
    }

    /// <summary>All that the fills and snapshots of a commit tell of a symbol; 0 without a snapshot: fills alone never make the most less.</summary>
    private decimal Told(string symbol, IEnumerable<(string, EntryId)> applied)
    {
        decimal told = 0;
        bool isCorrected = false;
        foreach ((string stream, EntryId id) in applied)
        {
            if (redis.Stream(stream)?.Find(id) is not { } fields) return decimal.MaxValue / 4; // cut meanwhile: it may have told anything
            if (!_decoder.TryDecode(keys.Inputs.Single(input => input.Name == stream).Source, id, fields, out HarvestEvent e, out _)) continue;
            if (e.Symbol != symbol) continue;
            told += e.Quantity;
            isCorrected |= e.Kind == EventKind.PositionSnapshot;
        }
        return isCorrected ? told : 0;
    }
}
