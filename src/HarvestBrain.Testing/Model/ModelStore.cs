using System.Globalization;
using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Testing.Model;

/// <summary>
/// The store of one worker on a shared model: line by line what the Lua scripts do, held against them by random operations on both. The
/// virtual members are where a deliberately broken store goes wrong.
/// </summary>
internal partial class ModelStore(ModelRedis redis, HarvestBrainOptions options, string owner) : IHarvestStore
{
    private long _highestToken;
    private bool _highestIsOurs;
    private long? _forgottenSince;

    protected Keys Keys { get; } = new(options.Redis, options.Mode, options.Instance);

    protected ModelRedis Redis => redis;

    private long LeaseMs => options.Redis.LeaseSeconds * 1000L;

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ResetAsync() => Task.CompletedTask;

    public Task<GoneConsumers> RemoveGoneConsumersAsync(string lease, CancellationToken cancellationToken) =>
        Answer(() => RemoveGoneConsumers(lease));

    public Task<LeaseResult> AcquireAsync(CancellationToken cancellationToken) => Answer(Acquire);

    public Task ReleaseAsync(string lease, CancellationToken cancellationToken) => Answer(() => Release(lease));

    public Task<LoadedState> LoadAsync(CancellationToken cancellationToken) => Answer(() => Load(LoadCheckpoint(), LoadPositions()));

    public Task<ReadResult> ReadAsync(
        string lease, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
        Answer(() => Read(lease, after, count, symbols));

    public Task<CommitResult> CommitAsync(string lease, CommitBatch batch, CancellationToken cancellationToken) =>
        Answer(() => Commit(lease, batch));

    public Task<IReadOnlyList<SymbolOverrides>> OverridesAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
        Answer(() => Overrides(symbols));

    public Task WaitAsync(IReadOnlyList<EntryId> after, TimeSpan atMost, CancellationToken cancellationToken) =>
        Answer(() => HasAfter(after));

    public Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<PublishedBefore>> LastAsync(string stream, int count, CancellationToken cancellationToken) =>
        Answer(() => Last(stream, count));

    public Task<Backlog> BacklogAsync(CancellationToken cancellationToken) => Answer(GroupBacklog);

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
        long.TryParse(new string([.. fence.TakeWhile(char.IsAsciiDigit)]), NumberStyles.None, CultureInfo.InvariantCulture, out long token)
            ? token : 0;

    private void Saw(string lease, bool ours)
    {
        _forgottenSince = null;
        _highestIsOurs = ours;
        int colon = Math.Max(0, lease.IndexOf(':', StringComparison.Ordinal));
        _highestToken = long.TryParse(lease.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out long token) ? token : 0;
    }

    // release.lua
    public bool Release(string lease) => redis.Run(() => redis.Get(Keys.Lease) == lease && redis.Delete(Keys.Lease));

    /// <summary>The first command of loading, and the last but one: HGETALL.</summary>
    public Checkpoint LoadCheckpoint() => redis.Run(() => new Checkpoint(redis.Hash(Keys.Checkpoint)
        .ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value), StringComparer.Ordinal)));

    /// <summary>HSCAN. Something may happen between.</summary>
    public IReadOnlyList<(string, byte[])> LoadPositions() => redis.Run(() =>
        (IReadOnlyList<(string, byte[])>)[.. redis.Hash(Keys.Positions).Select(pair => (pair.Key, pair.Value))]);

    /// <summary>XINFO, and what was loaded before.</summary>
    public LoadedState Load(Checkpoint checkpoint, IReadOnlyList<(string, byte[])> positions) => redis.Run(() =>
        new LoadedState(checkpoint, [.. Keys.Inputs.Select(stream => StateOf(stream.Name, checkpoint))], positions));

    private InputState StateOf(string key, Checkpoint checkpoint)
    {
        if (redis.Stream(key) is not { } stream) return default;
        if (checkpoint.Applied(key) is not null || !stream.Groups.TryGetValue(Keys.Group, out ModelGroup? group))
            return new InputState(stream.LastId, stream.Added, null);
        if (group.Pending.Count == 0) return new InputState(stream.LastId, stream.Added, group.Delivered);
        EntryId first = group.Pending.Min;
        return new InputState(stream.LastId, stream.Added, first.Sequence > 0
            ? first with { Sequence = first.Sequence - 1 }
            : new EntryId(first.UnixMilliseconds - 1, long.MaxValue));
    }

    // read.lua
    public virtual ReadResult Read(string lease, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols) => redis.Run(() =>
    {
        if (!Holds(lease)) return ReadResult.LostLease;
        redis.Set(Keys.Lease, lease, LeaseMs);
        StreamEntry[] entries = [.. Range(Keys.Inputs[0], after[0], null, count)];
        ModelStream? stream = redis.Stream(Keys.Input);
        long cut = -1;
        if (entries.Length == 0) cut = stream?.Added ?? 0;
        else if (stream!.Entries[0].Id == entries[0].Id) cut = stream.Added - stream.Entries.Count;
        EntryId? upto = entries.Length == count ? entries[^1].Id : null;
        IReadOnlyList<StreamEntry>[] read =
            [entries, .. Keys.Inputs.Skip(1)
                .Select((snapshots, i) => (IReadOnlyList<StreamEntry>)[.. Range(snapshots, after[i + 1], upto, count)])];
        EntryId[] last = entries.Length > 0 ? [] : [.. Keys.Inputs.Select(input => redis.Stream(input.Name)?.LastId ?? default)];
        return new ReadResult(Fenced: false, read, KillSwitchValue(), redis.NowUnixMs, cut, last, Overrides(symbols));
    });

    // consumers.lua. The model's groups have no consumers of other hosts.
    public GoneConsumers RemoveGoneConsumers(string lease) => redis.Run(() => new GoneConsumers(Fenced: !Holds(lease), 0, null));

    private string? KillSwitchValue()
    {
        string kind = redis.TypeOf(Keys.KillSwitch);
        return kind is "string" or "none" ? redis.Get(Keys.KillSwitch) : $"a {kind}";
    }

    private IEnumerable<StreamEntry> Range(InputStream input, EntryId after, EntryId? upto, int count)
    {
        if (redis.Stream(input.Name) is not { } stream) yield break;
        for (int i = stream.IndexAfter(after), end = Math.Min(i + count, stream.Entries.Count); i < end; i++)
        {
            (EntryId id, EntryField[] fields) = stream.Entries[i];
            if (id > upto) yield break;
            yield return new StreamEntry(id, fields, input);
        }
    }

    // policies.lua
    public IReadOnlyList<SymbolOverrides> Overrides(IReadOnlyList<string> symbols) => [.. symbols.Select(symbol =>
    {
        string key = Keys.Config(symbol);
        string kind = redis.TypeOf(key);
        if (kind is not ("hash" or "none")) return new SymbolOverrides(SymbolOverrides.None.Values, kind);
        return new SymbolOverrides(
            redis.Hash(key).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value), StringComparer.Ordinal));
    })];

    // replace.lua
    public bool Replace(string positionKey, byte[] seen, byte[] state) => redis.Run(() =>
    {
        if (redis.HashGet(Keys.Positions, positionKey) is not { } now || !now.AsSpan().SequenceEqual(seen)) return false;
        redis.HashIncrement(Keys.Checkpoint, "revision", 1);
        redis.HashSet(Keys.Positions, positionKey, state);
        if (redis.TypeOf(Keys.Journal) is "stream" or "none")
            redis.StreamAdd(Keys.Journal, [Field("position", positionKey), new EntryField("state"u8.ToArray(), state)]);
        return true;
    });

    public IReadOnlyList<PublishedBefore> Last(string stream, int count) =>
    [
        .. (redis.Stream(stream)?.Entries ?? []).TakeLast(count).Select(entry => new PublishedBefore(
            entry.Id, Array.Find(entry.Fields, field => field.Name.Span.SequenceEqual("payload"u8)).Value.ToArray())),
    ];

    public Backlog GroupBacklog()
    {
        long lag = 0, pending = 0;
        bool isShown = true;
        foreach (InputStream input in Keys.Inputs)
        {
            if (redis.Stream(input.Name) is not { } stream || !stream.Groups.TryGetValue(Keys.Group, out ModelGroup? group))
            {
                isShown = false;
                continue;
            }
            lag += stream.Entries.Count - stream.IndexAfter(group.Delivered);
            pending += group.Pending.Count;
        }
        return new Backlog(lag, pending, isShown);
    }

    // Like XREAD, it looks at every stream, and complains of a wrong type even where another one has entries.
    public bool HasAfter(IReadOnlyList<EntryId> after)
    {
        bool any = false;
        for (int i = 0; i < Keys.Inputs.Count; i++)
            any |= redis.Stream(Keys.Inputs[i].Name) is { } stream && stream.IndexAfter(after[i]) < stream.Entries.Count;
        return any;
    }

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
