using System.Globalization;
using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Simulation.Tests.Model;

/// <summary>
/// The store of one worker on a shared model: line by line what the Lua scripts do. The virtual members are where a deliberately
/// broken store goes wrong.
/// </summary>
internal class ModelStore(ModelRedis redis, HarvestBrainOptions options, string consumer, string owner) : IHarvestStore
{
    private const int ClaimPage = 1000;
    private const int HistoryLength = 100;

    private const long CommitUnderWayMs = 4000;

    private long _highestToken;
    private bool _highestIsOurs;
    private long? _forgottenSince;

    protected Keys Keys { get; } = new(options.Redis, options.Mode, options.Instance);

    protected ModelRedis Redis => redis;

    private long LeaseMs => options.Redis.LeaseSeconds * 1000L;

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ResetAsync() => Task.CompletedTask;

    public Task<LeaseResult> AcquireAsync(CancellationToken cancellationToken) => Answer(Acquire);

    public Task ReleaseAsync(string lease, CancellationToken cancellationToken) => Answer(() => Release(lease));

    public Task<LoadedState> LoadAsync(CancellationToken cancellationToken) => Answer(() => LoadPositions(LoadCheckpoint()));

    public Task<ReadResult> ReadAsync(
        string lease, bool pending, int count, IReadOnlyList<string> symbols, IReadOnlyList<EntryId> snapshotsAfter,
        CancellationToken cancellationToken) =>
        Answer(() => Read(lease, pending, count, symbols, snapshotsAfter));

    public Task<ClaimResult> ClaimAsync(string lease, string cursor, CancellationToken cancellationToken) => Answer(() => Claim(lease, cursor));

    public Task<CommitResult> CommitAsync(string lease, CommitBatch batch, CancellationToken cancellationToken) =>
        Answer(() => Commit(lease, batch));

    public Task<IReadOnlyList<SymbolOverrides>> OverridesAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
        Answer(() => Overrides(symbols));

    public Task<bool> WaitAsync(
        EntryId after, IReadOnlyList<EntryId> snapshotsAfter, TimeSpan atMost, CancellationToken cancellationToken) =>
        Answer(() => HasAfter(after, snapshotsAfter));

    public Task<bool?> CreateGroupAsync(string lease, string stream, string startFrom, CancellationToken cancellationToken) =>
        Answer(() => CreateGroup(lease, stream, startFrom));

    public Task<(EntryId LastId, long Added)> StreamEndAsync(string stream, CancellationToken cancellationToken) =>
        Answer(() => StreamEnd(stream));

    public Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<bool> ReplaceAsync(string positionKey, byte[] seen, byte[] state, CancellationToken cancellationToken) =>
        Answer(() => Replace(positionKey, seen, state));

    public Task<(long Lag, long Pending)> BacklogAsync(CancellationToken cancellationToken) => Answer(Backlog);

    // acquire.lua
    public virtual LeaseResult Acquire() => redis.Run(() =>
    {
        long giveWayMs = Math.Max(LeaseMs, 3000);
        string? held = redis.Get(Keys.Lease);
        if (held is not null && !held.EndsWith($":{owner}", StringComparison.Ordinal))
        {
            if (redis.Pttl(Keys.Lease) < 0) redis.PExpire(Keys.Lease, LeaseMs);
            Saw(held, ours: false);
            return new LeaseResult(null, held, redis.Pttl(Keys.Lease), KillSwitchValue());
        }
        long token = TokenOf(redis.Get(Keys.Fence) ?? "");
        if (token < _highestToken)
        {
            if (!_highestIsOurs && !(_forgottenSince is { } since && redis.NowUnixMs - since > giveWayMs))
            {
                _forgottenSince ??= redis.NowUnixMs;
                return new LeaseResult(null, "nobody", giveWayMs, KillSwitchValue());
            }
            token = _highestToken;
        }
        string value = string.Create(CultureInfo.InvariantCulture, $"{token + 1}:{owner}");
        redis.Set(Keys.Fence, value);
        redis.Set(Keys.Lease, value, LeaseMs);
        bool lost = _forgottenSince is not null;
        Saw(value, ours: true);
        return new LeaseResult(value, null, 0, StateLost: lost);
    });

    private static long TokenOf(string fence) =>
        long.TryParse(new string([.. fence.TakeWhile(char.IsAsciiDigit)]), NumberStyles.None, CultureInfo.InvariantCulture, out long token) ? token : 0;

    private void Saw(string lease, bool ours)
    {
        _forgottenSince = null;
        _highestIsOurs = ours;
        int colon = Math.Max(0, lease.IndexOf(':', StringComparison.Ordinal));
        _highestToken = long.TryParse(lease.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out long token) ? token : 0;
    }

    // release.lua
    public bool Release(string lease) => redis.Run(() => redis.Get(Keys.Lease) == lease && redis.Delete(Keys.Lease));

    /// <summary>The first command of loading: HGETALL.</summary>
    public LoadedState LoadCheckpoint() => redis.Run(() =>
    {
        Dictionary<string, string> checkpoint = redis.Hash(Keys.Checkpoint)
            .ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value), StringComparer.Ordinal);
        EntryId? applied = checkpoint.TryGetValue(Keys.Input, out string? text) && EntryId.TryParse(text, out EntryId id) ? id : null;
        return new LoadedState(checkpoint, applied, []);
    });

    /// <summary>The second: HSCAN. Something may happen between the two.</summary>
    public LoadedState LoadPositions(LoadedState checkpoint) => redis.Run(() =>
        checkpoint with { Positions = [.. redis.Hash(Keys.Positions).Select(pair => (pair.Key, pair.Value))] });

    // read.lua
    public virtual ReadResult Read(
        string lease, bool pending, int count, IReadOnlyList<string> symbols, IReadOnlyList<EntryId> snapshotsAfter) => redis.Run(() =>
    {
        if (!MayRead(lease)) return ReadResult.LostLease;
        redis.Set(Keys.Lease, lease, LeaseMs);
        List<StreamEntry> entries = redis.ReadGroup(Keys.Input, Keys.Group, consumer, count, pending);
        ModelStream stream = redis.Stream(Keys.Input)!;
        bool moved = false;
        if (!pending && EntryId.TryParse(redis.HashText(Keys.Checkpoint, Keys.Input), out EntryId applied))
        {
            int next = stream.IndexAfter(applied);
            if (next < stream.Entries.Count && (entries.Count == 0 || stream.Entries[next].Id < entries[0].Id))
            {
                stream.Groups[Keys.Group].Delivered = applied;
                entries = redis.ReadGroup(Keys.Input, Keys.Group, consumer, count, pending: false);
                moved = true;
            }
        }
        long cut = -1;
        if (entries.Count > 0 && stream.Entries.Count > 0 && stream.Entries[0].Id == entries[0].Id) cut = stream.Added - stream.Entries.Count;
        else if (entries.Count == 0 && !pending) cut = stream.Added;
        bool moreMayFollow = pending || entries.Count == count;
        var snapshots = new List<StreamEntry>();
        for (int i = 0; i < Keys.Snapshots.Count && (entries.Count > 0 || !moreMayFollow); i++)
        {
            foreach (StreamEntry entry in Range(Keys.Snapshots[i].Name, snapshotsAfter[i], moreMayFollow ? entries[^1].Id : null, count))
                snapshots.Add(entry with { Snapshots = Keys.Snapshots[i] });
        }
        IReadOnlyList<SymbolOverrides> overrides = Overrides(symbols);
        return new ReadResult(Fenced: false, entries, KillSwitchValue(), redis.NowUnixMs, cut, overrides, moved) { Snapshots = snapshots };
    });

    private string? KillSwitchValue()
    {
        string kind = redis.TypeOf(Keys.KillSwitch);
        return kind is "string" or "none" ? redis.Get(Keys.KillSwitch) : $"a {kind}";
    }

    private IEnumerable<StreamEntry> Range(string key, EntryId after, EntryId? upto, int count)
    {
        if (redis.Stream(key) is not { } stream) yield break;
        for (int i = stream.IndexAfter(after), end = Math.Min(i + count, stream.Entries.Count); i < end; i++)
        {
            (EntryId id, EntryField[] fields) = stream.Entries[i];
            if (id > upto) yield break;
            yield return new StreamEntry(id, fields);
        }
    }

    // claim.lua
    public virtual ClaimResult Claim(string lease, string cursor) => redis.Run(() =>
    {
        if (!MayClaim(lease)) return new ClaimResult(Fenced: true, cursor, 0, []);
        bool known = redis.Hash(Keys.Checkpoint).Count > 0;
        EntryId applied = EntryId.TryParse(redis.HashText(Keys.Checkpoint, Keys.Input), out EntryId id) ? id : default;
        redis.Set(Keys.Lease, lease, LeaseMs);
        if (!EntryId.TryParse(cursor, out EntryId from)) throw new StoreException(StoreFault.Server, "ERR Invalid stream ID");
        (EntryId next, int claimed, List<EntryId> gone) = redis.AutoClaim(Keys.Input, Keys.Group, consumer, from, ClaimPage);
        gone.RemoveAll(one => one <= applied);
        if (known && gone.Count > 0) redis.HashIncrement(Keys.Checkpoint, "lost", gone.Count);
        return new ClaimResult(Fenced: false, next.ToString(), claimed, gone);
    });

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
        if (batch.Intents.Count > 0 && redis.NowUnixMs - batch.DecidedAtUnixMs > CommitUnderWayMs) return new CommitResult(CommitStatus.Stale, []);
        return batch.Intents.Count > 0 && IsKilled() ? new CommitResult(CommitStatus.Killed, []) : null;
    }

    protected virtual bool MayRead(string lease) => Holds(lease);

    protected virtual bool MayClaim(string lease) => Holds(lease);

    protected virtual bool MayMakeGroup(string lease) => Holds(lease);

    protected virtual bool MayCommit(string lease) => Holds(lease);

    // Ours, or run out and taken by nobody since: then the fence still shows it.
    public bool Holds(string lease)
    {
        if (redis.Get(Keys.Lease) is { } held) return held == lease;
        return redis.Get(Keys.Fence) == lease;
    }

    protected virtual bool IsNext(CommitBatch batch) =>
        redis.HashText(Keys.Checkpoint, Keys.Input) == (batch.From?.ToString() ?? "") && redis.HashText(Keys.Checkpoint, "revision") == batch.Revision
        && batch.Cursors.TrueForAll(move => redis.HashText(Keys.Checkpoint, move.Stream) == (move.From?.ToString() ?? ""))
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
        redis.HashSet(Keys.Checkpoint, "schema", "2");
        if (batch.To is { } to) redis.HashSet(Keys.Checkpoint, Keys.Input, to.ToString());
        foreach (CursorMove move in batch.Cursors)
        {
            redis.HashSet(Keys.Checkpoint, move.Stream, move.To.ToString());
            redis.GroupCreate(move.Stream, Keys.Group, move.To.ToString());
            redis.Stream(move.Stream)!.Groups[Keys.Group].Delivered = move.To;
        }
        bool[] published = Publish(batch);
        foreach ((string key, byte[] state) in batch.Positions) redis.HashSet(Keys.Positions, key, state);
        foreach (DeadLetter letter in batch.DeadLetters)
        {
            redis.StreamAdd(Keys.DeadLetters,
            [
                .. letter.Entry.Fields ?? [], Field("source_stream", letter.Entry.Snapshots?.Name ?? Keys.Input), Field("source_id", letter.Entry.Id.ToString()),
                Field("error", letter.Error),
            ]);
        }
        redis.Acknowledge(Keys.Input, Keys.Group, batch.Acknowledged);
        foreach ((string name, string value) in batch.CheckpointFields) redis.HashSet(Keys.Checkpoint, name, value);
        int saved = redis.Hash(Keys.Positions).Count;
        redis.HashSet(Keys.Checkpoint, "positions", saved.ToString(CultureInfo.InvariantCulture));
        redis.Set(Keys.Lease, lease, LeaseMs);
        return new CommitResult(CommitStatus.Done, published, SavedPositions: saved);
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

    // policies.lua
    public IReadOnlyList<SymbolOverrides> Overrides(IReadOnlyList<string> symbols) => [.. symbols.Select(symbol =>
    {
        string key = Keys.Config(symbol);
        string kind = redis.TypeOf(key);
        if (kind is not ("hash" or "none")) return new SymbolOverrides(SymbolOverrides.None.Values, kind);
        return new SymbolOverrides(redis.Hash(key).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value), StringComparer.Ordinal));
    })];

    // replace.lua
    public bool Replace(string positionKey, byte[] seen, byte[] state) => redis.Run(() =>
    {
        if (redis.HashGet(Keys.Positions, positionKey) is not { } now || !now.AsSpan().SequenceEqual(seen)) return false;
        redis.HashIncrement(Keys.Checkpoint, "revision", 1);
        redis.HashSet(Keys.Positions, positionKey, state);
        return true;
    });

    // group.lua
    public virtual bool? CreateGroup(string lease, string stream, string startFrom) => redis.Run<bool?>(() =>
        MayMakeGroup(lease) ? redis.GroupCreate(stream, Keys.Group, startFrom) : null);

    public (EntryId LastId, long Added) StreamEnd(string key) => redis.Stream(key) is { } stream
        ? (stream.LastId, stream.Added)
        : throw new StoreException(StoreFault.Server, "ERR no such key");

    public (long Lag, long Pending) Backlog()
    {
        ModelStream stream = redis.Stream(Keys.Input) ?? throw new StoreException(StoreFault.Server, "ERR no such key");
        long lag = Unread(stream);
        foreach (InputStream one in Keys.Snapshots)
        {
            if (redis.Stream(one.Name) is { } snapshots) lag += Unread(snapshots);
        }
        return (lag, stream.Groups.GetValueOrDefault(Keys.Group)?.Pending.Count ?? 0);

        long Unread(ModelStream of) =>
            of.Groups.TryGetValue(Keys.Group, out ModelGroup? group) ? of.Entries.Count - of.IndexAfter(group.Delivered) : 0;
    }

    // Like XREAD, it looks at every stream, and complains of a wrong type even where another one has entries.
    public bool HasAfter(EntryId after, IReadOnlyList<EntryId> snapshotsAfter)
    {
        bool any = HasAfter(Keys.Input, after);
        for (int i = 0; i < Keys.Snapshots.Count; i++) any |= HasAfter(Keys.Snapshots[i].Name, snapshotsAfter[i]);
        return any;
    }

    private bool HasAfter(string key, EntryId after) => redis.Stream(key) is { } stream && stream.IndexAfter(after) < stream.Entries.Count;

    private IEnumerable<string> WrongTypes(CommitBatch batch)
    {
        (string Key, string Kind)[] kinds =
        [
            (Keys.Lease, "string"), (Keys.Checkpoint, "hash"), (Keys.Positions, "hash"), (Keys.Fence, "string"), (Keys.Input, "stream"),
            (Keys.Output, "stream"), (Keys.DeadLetters, "stream"), .. batch.Cursors.Select(move => (move.Stream, "stream")),
            .. batch.Intents.SelectMany(intent => new[] { (Keys.Dedup(intent.IntentId), "string"), (Keys.History(intent.Symbol), "zset") }),
        ];
        return kinds.Where(pair => redis.TypeOf(pair.Key) is { } kind && kind != "none" && kind != pair.Kind).Select(pair => pair.Key);
    }

    private static EntryField Field(string name, string value) => new(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));

    private static Task<T> Answer<T>(Func<T> call)
    {
        try
        {
            return Task.FromResult(call());
        }
        catch (StoreException e)
        {
            return Task.FromException<T>(e);
        }
    }
}
