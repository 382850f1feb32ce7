using System.Diagnostics;
using System.Globalization;
using HarvestBrain.Core.Events;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store;

/// <summary>
/// The store on a real Redis. Commands: EVALSHA, EVAL and SCRIPT LOAD (2.6), XREAD and XREADGROUP (5.0), XGROUP CREATE (5.0) and SETID
/// with ENTRIESREAD (7.0), XRANGE (5.0), XAUTOCLAIM (6.2, with deleted ids 7.0), XINFO STREAM with entries-added and XINFO GROUPS with lag
/// (7.0), HSCAN, HGETALL, PING, CONFIG GET. Needs Redis 7.0.
/// </summary>
internal sealed class RedisHarvestStore : IHarvestStore, IAsyncDisposable
{
    private const int LoadPage = 500;
    private const int ClaimPage = 1000;

    private readonly RedisConnection _connection;
    private readonly RedisCalls _calls;
    private readonly RedisSettings _settings;
    private readonly Keys _keys;
    private readonly CommitCall _commit;
    private readonly string _owner;
    private readonly string _consumer;
    private long _highestToken;
    private bool _highestIsOurs;
    private long _forgottenSince;

    public RedisHarvestStore(RedisConnection connection, HarvestBrainOptions options, string consumer, string owner, CallLimits? limits = null)
    {
        limits ??= CallLimits.Loop;
        _connection = connection;
        _calls = new RedisCalls(connection, limits);
        _settings = options.Redis;
        _keys = new Keys(options.Redis, options.Mode, options.Instance);
        string eventType = options.Mode == Core.Policy.HarvestMode.Live ? "trade.intent" : "harvest.suggestion";
        _commit = new CommitCall(_keys, options.Redis, options.Policy.DedupTtlSeconds, eventType, limits.Call);
        _consumer = consumer;
        _owner = owner;
    }

    private RedisValue LeaseMs => _settings.LeaseSeconds * 1000L;

    // No shorter than the longest that an owner waits before it looks again.
    private TimeSpan GiveWay => TimeSpan.FromSeconds(Math.Max(_settings.LeaseSeconds, 3));

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await _calls.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await _calls.DoAsync(redis => redis.PingAsync(), cancellationToken).ConfigureAwait(false);
    }

    public Task ResetAsync() => _connection.ResetAsync();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    public async Task<LeaseResult> AcquireAsync(CancellationToken cancellationToken)
    {
        // When Redis has lost its state, whoever was the last owner knows most: it goes first, the others give it a lease's time.
        bool insist = _highestIsOurs || (_forgottenSince != 0 && Stopwatch.GetElapsedTime(_forgottenSince) > GiveWay);
        RedisResult[] reply = await ListAsync(
            Script.Acquire, [_keys.Lease, _keys.Fence, _keys.KillSwitch], [_owner, LeaseMs, _highestToken, insist ? "1" : "0"], cancellationToken).ConfigureAwait(false);
        long answer = (long)reply[0];
        if (answer == 2)
        {
            if (_forgottenSince == 0) _forgottenSince = Stopwatch.GetTimestamp();
            return new LeaseResult(null, "nobody", (long)GiveWay.TotalMilliseconds, (string?)reply[3]);
        }
        string value = (string)reply[1]!;
        bool lost = _forgottenSince != 0 && answer == 1;
        _forgottenSince = 0;
        _highestIsOurs = answer == 1;
        _highestToken = TokenOf(value);
        return answer == 1 ? new LeaseResult(value, null, 0, StateLost: lost) : new LeaseResult(null, value, (long)reply[2], (string?)reply[3]);
    }

    public Task ReleaseAsync(string lease, CancellationToken cancellationToken) =>
        _calls.RunAsync(Script.Release, [_keys.Lease], [lease], cancellationToken);

    public async Task<LoadedState> LoadAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> checkpoint = await CheckpointAsync(_calls, _keys, cancellationToken).ConfigureAwait(false);
        EntryId? applied = checkpoint.TryGetValue(_keys.Input, out string? text) && EntryId.TryParse(text, out EntryId id) ? id : null;

        // Nobody else writes: we hold the lease. One that is given twice is the same twice.
        var positions = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string cursor = "0";
        do
        {
            (cursor, HashEntry[] page) = await ScanAsync(_calls, _keys.Positions, cursor, LoadPage, cancellationToken).ConfigureAwait(false);
            foreach (HashEntry position in page) positions[(string)position.Name!] = (byte[])position.Value!;
        }
        while (cursor != "0");
        return new LoadedState(checkpoint, applied, [.. positions.Select(pair => (pair.Key, pair.Value))]);
    }

    public Task<ReadResult> ReadAsync(
        string lease, bool pending, int count, IReadOnlyList<string> symbols, IReadOnlyList<EntryId> snapshotsAfter,
        CancellationToken cancellationToken)
    {
        int streams = _keys.Snapshots.Count;
        var keys = new RedisKey[5 + streams + symbols.Count];
        keys[0] = _keys.Lease;
        keys[1] = _keys.Input;
        keys[2] = _keys.KillSwitch;
        keys[3] = _keys.Fence;
        keys[4] = _keys.Checkpoint;
        for (int i = 0; i < streams; i++) keys[5 + i] = _keys.Snapshots[i].Name;
        for (int i = 0; i < symbols.Count; i++) keys[5 + streams + i] = _keys.Config(symbols[i]);
        RedisValue[] arguments =
        [
            lease, LeaseMs, _keys.Group, _consumer, count, pending ? "0" : ">", streams,
            .. snapshotsAfter.Select(id => (RedisValue)id.ToString()),
        ];
        return _calls.RunAsync(
            Script.Read, keys, arguments, (ref RESPite.Messages.RespReader reply) => new ReadReply(_keys.Snapshots).Read(ref reply), cancellationToken);
    }

    public async Task<ClaimResult> ClaimAsync(string lease, string cursor, CancellationToken cancellationToken)
    {
        RedisResult[] reply = await ListAsync(
            Script.Claim, [_keys.Lease, _keys.Input, _keys.Fence, _keys.Checkpoint],
            [lease, LeaseMs, _keys.Group, _consumer, cursor, ClaimPage], cancellationToken)
            .ConfigureAwait(false);
        if ((string?)reply[0] == "FENCED") return new ClaimResult(Fenced: true, cursor, 0, []);
        return new ClaimResult(Fenced: false, (string)reply[1]!, (int)reply[2], Array.ConvertAll(RedisCalls.List(reply[3]), id => Id((string?)id)));
    }

    public async Task<CommitResult> CommitAsync(string lease, CommitBatch batch, CancellationToken cancellationToken)
    {
        RedisResult[] reply = await ListAsync(Script.Commit, _commit.Keys(batch), _commit.Arguments(lease, batch), cancellationToken).ConfigureAwait(false);
        return (string?)reply[0] switch
        {
            "OK" => new CommitResult(CommitStatus.Done, [.. ((string?)reply[1] ?? "").Select(flag => flag == '1')], SavedPositions: (long)reply[2]),
            "FENCED" => new CommitResult(CommitStatus.Fenced, []),
            "STALE" => new CommitResult(CommitStatus.Stale, []),
            "KILLED" => new CommitResult(CommitStatus.Killed, []),
            "WRONGTYPE" => new CommitResult(CommitStatus.WrongType, [], (string?)reply[1]),
            "DENIED" => throw new StoreException(StoreFault.Denied, $"the user may not {(string?)reply[1]}; nothing was written"),
            var other => throw new StoreException(StoreFault.Server, $"the commit script answered '{other}'"),
        };
    }

    public async Task<IReadOnlyList<SymbolOverrides>> OverridesAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
        await _calls.RunAsync(
            Script.Policies, [.. symbols.Select(symbol => (RedisKey)_keys.Config(symbol))], [], ReadReply.Overrides, cancellationToken).ConfigureAwait(false);

    public async Task<bool> WaitAsync(
        EntryId after, IReadOnlyList<EntryId> snapshotsAfter, TimeSpan atMost, CancellationToken cancellationToken)
    {
        RedisKey[] streams = [_keys.Input, .. _keys.Snapshots.Select(stream => (RedisKey)stream.Name)];
        object[] arguments =
        [
            "COUNT", 1, "BLOCK", (long)atMost.TotalMilliseconds, "STREAMS", .. streams.Select(stream => (object)stream),
            after.ToString(), .. snapshotsAfter.Select(id => id.ToString()),
        ];
        try
        {
            return !(await _calls.WaitAsync(redis => redis.ExecuteAsync("XREAD", arguments), cancellationToken).ConfigureAwait(false)).IsNull;
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType)
        {
            throw RedisCalls.WrongType(RedisCalls.OneOf(streams), e);
        }
    }

    public async Task<bool?> CreateGroupAsync(string lease, string stream, string startFrom, CancellationToken cancellationToken)
    {
        RedisResult reply = await _calls.RunAsync(Script.Group, [_keys.Lease, stream, _keys.Fence], [lease, _keys.Group, startFrom], cancellationToken)
            .ConfigureAwait(false);
        return (string?)reply switch
        {
            "MADE" => true,
            "EXISTS" => false,
            _ => null,
        };
    }

    public async Task<(EntryId LastId, long Added)> StreamEndAsync(string stream, CancellationToken cancellationToken)
    {
        StreamInfo info = await _calls.DoAsync(redis => redis.StreamInfoAsync(stream), cancellationToken, stream).ConfigureAwait(false);
        return (info.LastGeneratedId.IsNull ? default : Id(info.LastGeneratedId), info.EntriesAdded);
    }

    public async Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        try
        {
            string policy = await ConfigAsync("maxmemory-policy", cancellationToken).ConfigureAwait(false);
            if (policy != "noeviction") warnings.Add($"maxmemory-policy is {policy}: under memory pressure Redis may drop our keys; set noeviction");
            string aof = await ConfigAsync("appendonly", cancellationToken).ConfigureAwait(false);
            string rdb = await ConfigAsync("save", cancellationToken).ConfigureAwait(false);
            if (aof != "yes" && rdb.Length == 0) warnings.Add("neither AOF nor RDB is on: a restart of Redis loses all positions; set appendonly yes");
        }
        catch (StoreException e) when (e.Fault is StoreFault.Denied or StoreFault.Server or StoreFault.Client)
        {
            warnings.Add($"Redis does not let us read its configuration ({e.Message}): check maxmemory-policy noeviction and appendonly yes yourself");
        }
        return warnings;
    }

    public async Task<bool> ReplaceAsync(string positionKey, byte[] seen, byte[] state, CancellationToken cancellationToken) =>
        (long)await _calls.RunAsync(Script.Replace, [_keys.Positions, _keys.Checkpoint], [positionKey, seen, state], cancellationToken).ConfigureAwait(false) == 1;

    public async Task<(long Lag, long Pending)> BacklogAsync(CancellationToken cancellationToken)
    {
        GroupProgress? executions = await GroupProgress.OfAsync(_calls, _keys.Input, _keys.Group, cancellationToken).ConfigureAwait(false);
        long lag = executions?.Lag ?? 0;
        foreach (InputStream stream in _keys.Snapshots)
            lag += (await GroupProgress.OfAsync(_calls, stream.Name, _keys.Group, cancellationToken).ConfigureAwait(false))?.Lag ?? 0;
        return (lag, executions?.Pending ?? 0);
    }

    internal static async Task<Dictionary<string, string>> CheckpointAsync(RedisCalls calls, Keys keys, CancellationToken stop)
    {
        HashEntry[] fields = await calls.DoAsync(redis => redis.HashGetAllAsync(keys.Checkpoint), stop, keys.Checkpoint).ConfigureAwait(false);
        return fields.ToDictionary(field => (string)field.Name!, field => (string)field.Value!, StringComparer.Ordinal);
    }

    /// <summary>One page of a hash, so that a hundred thousand positions are no one huge reply, and each page has its own limit of time.</summary>
    internal static async Task<(string Next, HashEntry[] Page)> ScanAsync(RedisCalls calls, string key, string cursor, int count, CancellationToken stop)
    {
        object[] arguments = [(RedisKey)key, cursor, "COUNT", count];
        RedisResult[] reply = RedisCalls.List(await calls.DoAsync(redis => redis.ExecuteAsync("HSCAN", arguments), stop, key).ConfigureAwait(false));
        RedisResult[] items = RedisCalls.List(reply[1]);
        var page = new HashEntry[items.Length / 2];
        for (int i = 0; i < page.Length; i++) page[i] = new HashEntry((RedisValue)items[2 * i], (RedisValue)items[(2 * i) + 1]);
        return ((string)reply[0]!, page);
    }

    private async Task<string> ConfigAsync(string name, CancellationToken cancellationToken)
    {
        RedisResult[] reply = RedisCalls.List(await _calls.AdministerAsync("CONFIG", ["GET", name], cancellationToken).ConfigureAwait(false));
        return reply.Length == 2 ? (string?)reply[1] ?? "" : "";
    }

    private async Task<RedisResult[]> ListAsync(Script script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        RedisCalls.List(await _calls.RunAsync(script, keys, values, cancellationToken).ConfigureAwait(false));

    private static EntryId Id(string? text) =>
        EntryId.TryParse(text, out EntryId id) ? id : throw new StoreException(StoreFault.Server, $"'{text}' is no entry id");

    private static long TokenOf(string lease) =>
        long.TryParse(lease.AsSpan(0, Math.Max(0, lease.IndexOf(':', StringComparison.Ordinal))), NumberStyles.None, CultureInfo.InvariantCulture, out long token)
            ? token
            : 0; // somebody else wrote this lease; it runs out
}
