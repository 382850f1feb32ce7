using System.Globalization;
using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Testing.Model;

/// <summary>commit.lua: what a batch did, all of it or nothing.</summary>
internal partial class ModelStore
{
    private const int HistoryLength = 100;
    private const int AnchorMost = 10_000;
    private const long CommitUnderWayMs = 4000;

    // commit.lua
    public virtual CommitResult Commit(string lease, CommitBatch batch) => redis.Run(() => Check(lease, batch) ?? Write(lease, batch));

    /// <summary>What a store that is broken on purpose does before the commit, each in a step of its own.</summary>
    public virtual IEnumerable<Action> StepsBeforeCommit(string lease, CommitBatch batch) => [];

    /// <summary>The checks that come before the first write.</summary>
    /// <returns>Why nothing may be written, or <see langword="null"/>.</returns>
    protected CommitResult? Check(string lease, CommitBatch batch)
    {
        if (WrongTypes(batch).FirstOrDefault() is { } wrong) return new CommitResult(CommitStatus.WrongType, [], wrong);
        if (!MayCommit(lease)) return new CommitResult(CommitStatus.Fenced, []);
        if (!IsNext(batch)) return new CommitResult(CommitStatus.Stale, []);
        if (batch.Intents.Count > 0 && redis.NowUnixMs - batch.DecidedAtUnixMs > CommitUnderWayMs)
            return new CommitResult(CommitStatus.Stale, []);
        return batch.Intents.Any(intent => intent.Kind != IntentKind.Cancel) && IsKilled() ? new CommitResult(CommitStatus.Killed, [])
            : null;
    }

    protected virtual bool MayCommit(string lease) => Holds(lease);

    // Ours, or run out and taken by nobody since: then the fence still shows it.
    public bool Holds(string lease)
    {
        if (redis.Get(Keys.Lease) is { } held) return held == lease;
        return redis.Get(Keys.Fence) == lease;
    }

    protected virtual bool IsNext(CommitBatch batch) =>
        redis.HashText(Keys.Checkpoint, "revision") == batch.Revision
        && batch.Cursors.All(move => redis.HashText(Keys.Checkpoint, move.Stream) == (move.From?.ToString() ?? ""))
        && (batch.SavedPositions < 0 || redis.Hash(Keys.Positions).Count == batch.SavedPositions);

    protected virtual bool IsKilled()
    {
        if (redis.TypeOf(Keys.KillSwitch) is not ("string" or "none")) return true;
        string kill = (redis.Get(Keys.KillSwitch) ?? "").Trim(' ', '\t', '\n', '\v', '\f', '\r').ToLowerInvariant();
        return kill is not ("" or "0" or "false" or "off" or "no");
    }

    protected virtual bool Claims(CommitIntent intent, string value)
    {
        long expiresMs = options.Policy.DedupTtlSeconds * 1000L;
        if (intent.Attempt == 1) return redis.SetIfMissing(Keys.Dedup(intent.IntentId), value, expiresMs);
        redis.Set(Keys.Dedup(intent.IntentId), value, expiresMs);
        return true;
    }

    protected CommitResult Write(string lease, CommitBatch batch)
    {
        redis.HashSet(Keys.Checkpoint, "schema", PositionState.Schema.ToString(CultureInfo.InvariantCulture));
        bool made = Show(batch);
        bool[] published = Publish(batch);
        foreach (CommitTrade trade in batch.Trades)
        {
            redis.StreamAdd(Keys.Trades,
            [
                Field("event_type", "harvest.trade"), Field("payload", Encoding.UTF8.GetString(trade.Payload)),
                Field("timestamp", IntentEncoder.Iso8601(trade.TimeUnixMs)), Field("source", IntentEncoder.Source),
            ]);
        }
        foreach ((string key, byte[] state) in batch.Positions) redis.HashSet(Keys.Positions, key, state);
        foreach (DeadLetter letter in batch.DeadLetters)
        {
            redis.StreamAdd(Keys.DeadLetters,
            [
                .. letter.Entry.Fields, Field("source_stream", letter.Entry.Stream.Name), Field("source_id", letter.Entry.Id.ToString()),
                Field("error", letter.Error),
            ]);
        }
        foreach ((string name, string value) in batch.CheckpointFields) redis.HashSet(Keys.Checkpoint, name, value);
        int saved = redis.Hash(Keys.Positions).Count;
        redis.HashSet(Keys.Checkpoint, "positions", saved.ToString(CultureInfo.InvariantCulture));
        redis.Set(Keys.Lease, lease, LeaseMs);
        Journal(batch, published, saved);
        return new CommitResult(CommitStatus.Done, published, SavedPositions: saved, GroupMade: made);
    }

    private void Journal(CommitBatch batch, bool[] published, int saved)
    {
        if (batch.Note is not { } note) return;
        var entry = new List<EntryField> { new("commit"u8.ToArray(), JournalJson.Write(note)) };
        if (published.Length > 0) entry.Add(Field("published", string.Concat(published.Select(one => one ? '1' : '0'))));
        int count = published.Count(one => one);
        if (count > 0) entry.Add(Field("first", redis.Stream(Keys.Output)!.Entries[^count].Id.ToString()));
        EntryId id = redis.StreamAdd(Keys.Journal, [.. entry]);
        redis.HashSet(Keys.Checkpoint, "journaled", batch.Cursors[0].To.ToString());
        if (batch.Anchor is { } start && saved <= AnchorMost) Anchor(id, start, batch.MustAnchor);
    }

    private long AddedAt(int slot) => long.TryParse(
        redis.HashText(Keys.AnchorCheckpoint(slot), "anchor_added"), NumberStyles.None, CultureInfo.InvariantCulture, out long added)
            ? added : -1;

    private void Anchor(EntryId id, JournalStart start, bool must)
    {
        long added = redis.Stream(Keys.Journal)!.Added;
        long one = AddedAt(0), two = AddedAt(1), newer = Math.Max(one, two);
        bool due = newer < 0 || newer > added || added - newer >= options.Redis.JournalMaxLength / 2.0;
        if (!due && !must) return;
        int older = one <= two ? 0 : 1;
        redis.Delete(Keys.Anchor(older));
        redis.Delete(Keys.AnchorCheckpoint(older));
        foreach ((string key, byte[] state) in redis.Hash(Keys.Positions)) redis.HashSet(Keys.Anchor(older), key, state);
        foreach ((string name, byte[] value) in redis.Hash(Keys.Checkpoint)) redis.HashSet(Keys.AnchorCheckpoint(older), name, value);
        (string, string)[] where =
        [
            ("anchor_added", added.ToString(CultureInfo.InvariantCulture)), ("anchor_journal", id.ToString()),
            ("anchor_output", (redis.Stream(Keys.Output)?.LastId ?? default).ToString()),
                ("anchor_start", Encoding.UTF8.GetString(JournalJson.Write(start))),
        ];
        foreach ((string name, string value) in where) redis.HashSet(Keys.AnchorCheckpoint(older), name, value);
    }

    /// <summary>Moves the cursors, and the groups with them.</summary>
    /// <returns>The group of the executions was not there.</returns>
    protected virtual bool Show(CommitBatch batch)
    {
        bool moved = batch.Cursors.Any(move => move.From != move.To), made = false;
        foreach (CursorMove move in batch.Cursors)
        {
            if (move.From != move.To) redis.HashSet(Keys.Checkpoint, move.Stream, move.To.ToString());
            if (moved && move.From == move.To) continue;
            bool wasMade = redis.GroupCreate(move.Stream, Keys.Group, move.To.ToString());
            ModelGroup group = redis.Stream(move.Stream)!.Groups[Keys.Group];
            group.Delivered = move.To;
            group.Pending.RemoveWhere(id => id <= move.To);
            made |= wasMade && move.Stream == Keys.Input;
        }
        return made;
    }

    protected bool[] Publish(CommitBatch batch)
    {
        var published = new bool[batch.Intents.Count];
        for (int i = 0; i < published.Length; i++)
        {
            CommitIntent intent = batch.Intents[i];
            published[i] = Claims(intent, intent.TimeUnixMs.ToString(CultureInfo.InvariantCulture));
            if (!published[i]) continue;
            string payload = Encoding.UTF8.GetString(intent.Payload);
            redis.StreamAdd(Keys.Output,
            [
                Field("event_type", options.Mode == HarvestMode.Live ? "trade.intent" : "harvest.suggestion"), Field("payload", payload),
                Field("timestamp", IntentEncoder.Iso8601(intent.TimeUnixMs)), Field("source", IntentEncoder.Source),
            ]);
            redis.SortedAdd(Keys.History(intent.Symbol), intent.TimeUnixMs, payload, HistoryLength);
        }
        return published;
    }

    private IEnumerable<string> WrongTypes(CommitBatch batch)
    {
        (string Key, string Kind)[] kinds =
        [
            (Keys.Lease, "string"), (Keys.Fence, "string"), (Keys.Checkpoint, "hash"), (Keys.Positions, "hash"), (Keys.Output, "stream"),
            (Keys.DeadLetters, "stream"), (Keys.Journal, batch.Note is null ? redis.TypeOf(Keys.Journal) : "stream"),
                .. batch.Cursors.Select(move => (move.Stream, "stream")),
            .. batch.Intents.SelectMany(intent => new[] { (Keys.Dedup(intent.IntentId), "string"), (Keys.History(intent.Symbol), "zset") }),
        ];
        return kinds.Where(pair => redis.TypeOf(pair.Key) is { } kind && kind != "none" && kind != pair.Kind).Select(pair => pair.Key);
    }

    private static EntryField Field(string name, string value) => new(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
}
