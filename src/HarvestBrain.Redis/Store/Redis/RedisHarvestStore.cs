using System.Diagnostics;
using System.Globalization;
using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Store.Redis.Scripts;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>
/// The store on a real Redis. Commands: EVALSHA, EVAL and SCRIPT LOAD (2.6), XREAD and XRANGE (5.0), XREVRANGE with exclusive ends (6.2),
/// XINFO STREAM with entries-added and XINFO GROUPS with lag (7.0), HSCAN, HGETALL, GET, PING, CONFIG GET; and to show how far it is XGROUP
/// CREATE, CREATECONSUMER (6.2) and SETID with ENTRIESREAD (7.0), DELCONSUMER, XINFO CONSUMERS, XPENDING and XACK. Needs Redis 7.0.
/// </summary>
internal sealed class RedisHarvestStore : IHarvestStore, IAsyncDisposable
{
    private const int LoadPage = 500;
    private const int LoadTries = 5; // against somebody who writes while we read

    private readonly RedisConnection _connection;
    private readonly RedisCalls _calls;
    private readonly RedisSettings _settings;
    private readonly Keys _keys;
    private readonly CommitScript _commit;
    private readonly ConsumersScript _consumers;
    private readonly string _owner;
    private readonly KillSwitchFollower? _follower;
    private long _highestToken;
    private bool _highestIsOurs;
    private long _forgottenSince;
    private bool _mayReadKillSwitchOff = true;

    public RedisHarvestStore(
        RedisConnection connection, HarvestBrainOptions options, string consumer, string owner, CallLimits? limits = null,
        ControlKillSwitch? allKilled = null)
    {
        limits ??= CallLimits.Loop;
        _connection = connection;
        _calls = new RedisCalls(connection, limits);
        _settings = options.Redis;
        _keys = new Keys(options.Redis, options.Mode, options.Instance);
        _commit = new CommitScript(_keys, options, consumer, limits.Call);
        _consumers = new ConsumersScript(_keys, consumer, limits.GoneConsumer);
        _owner = owner;
        _follower = allKilled is null ? null : new KillSwitchFollower(_calls, _keys.KillSwitch, allKilled);
    }

    private long LeaseMs => _settings.LeaseSeconds * 1000L;

    // No shorter than the longest that an owner waits before it looks again.
    private TimeSpan GiveWay => TimeSpan.FromSeconds(Math.Max(_settings.LeaseSeconds, 3));

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await _calls.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await _calls.DoAsync(redis => redis.PingAsync(), cancellationToken).ConfigureAwait(false);
        if (_connection.IsCluster && ClusterNames.Problems(_settings).Count > 0)
            throw new StoreException(StoreFault.CrossSlot, "keys without a common hash tag");
    }

    public Task ResetAsync() => _connection.ResetAsync();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    public async Task<LeaseResult> AcquireAsync(CancellationToken cancellationToken)
    {
        // When Redis has lost its state, whoever was the last owner knows most: it goes first, the others give it a lease's time.
        bool forceAcquire = _highestIsOurs || (_forgottenSince != 0 && Stopwatch.GetElapsedTime(_forgottenSince) > GiveWay);
        AcquireScript.Reply reply = await _calls.RunAsync(
            AcquireScript.Call(_keys, _owner, LeaseMs, _highestToken, forceAcquire), cancellationToken).ConfigureAwait(false);
        if (reply.Finding == AcquireScript.Finding.Forgotten)
        {
            if (_forgottenSince == 0) _forgottenSince = Stopwatch.GetTimestamp();
            return new LeaseResult(null, "nobody", (long)GiveWay.TotalMilliseconds, reply.KillSwitch);
        }
        bool isOurs = reply.Finding == AcquireScript.Finding.Ours, wasLost = _forgottenSince != 0 && isOurs;
        _forgottenSince = 0;
        _highestIsOurs = isOurs;
        _highestToken = TokenOf(reply.Lease!);
        return isOurs
            ? new LeaseResult(reply.Lease, null, 0, StateLost: wasLost)
            : new LeaseResult(null, reply.Lease, reply.MillisecondsLeft, reply.KillSwitch);
    }

    public Task ReleaseAsync(string lease, CancellationToken cancellationToken) =>
        _calls.RunAsync(AcquireScript.Release(_keys, lease), cancellationToken);

    public async Task<LoadedState> LoadAsync(CancellationToken cancellationToken)
    {
        Checkpoint before = await CheckpointAsync(_calls, _keys, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < LoadTries; i++)
        {
            IReadOnlyList<(string, byte[])> positions = await PositionsAsync(cancellationToken).ConfigureAwait(false);
            InputState[] inputs = await Task.WhenAll(_keys.Inputs.Select(stream => InputAsync(stream.Name, before, cancellationToken)))
                .ConfigureAwait(false);
            // Whoever writes positions moves the checkpoint too.
            Checkpoint after = await CheckpointAsync(_calls, _keys, cancellationToken).ConfigureAwait(false);
            if (after.SameAs(before)) return new LoadedState(after, inputs, positions);
            before = after;
        }
        throw new StoreException(StoreFault.Server, "the state changes while it is loaded");
    }

    public async Task<ReadResult> ReadAsync(
        string lease, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols, CancellationToken cancellationToken)
    {
        ScriptCall<ReadCheck> call = ReadScript.Call(_keys, lease, LeaseMs, after, symbols);
        string subject = RedisCalls.OneOf(call.Keys);
        while (true)
        {
            ReadResult? read = await _calls.DoAsync(
                redis => InputReader.ReadAsync(redis, _keys.Inputs, after, count, call), cancellationToken, subject).ConfigureAwait(false);
            if (read is null) continue;
            return _follower is null ? read : await _follower.ObeyAsync(read, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<GoneConsumers> RemoveGoneConsumersAsync(string lease, CancellationToken cancellationToken) =>
        _calls.RunAsync(_consumers.Call(lease), cancellationToken);

    public Task<CommitResult> CommitAsync(string lease, CommitBatch batch, CancellationToken cancellationToken) =>
        _calls.RunAsync(_commit.Call(lease, batch), cancellationToken);

    public Task<IReadOnlyList<SymbolOverrides>> OverridesAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken) =>
        _calls.RunAsync(ReadScript.Settings(_keys, symbols), cancellationToken);

    public async Task WaitAsync(IReadOnlyList<EntryId> after, TimeSpan atMost, CancellationToken cancellationToken)
    {
        RedisKey[] streams = [.. _keys.Inputs.Select(stream => (RedisKey)stream.Name)];
        object[] arguments =
        [
            "COUNT", 1, "BLOCK", (long)atMost.TotalMilliseconds, "STREAMS", .. streams.Select(stream => (object)stream),
            .. after.Select(id => id.ToString()),
        ];
        try
        {
            await _calls.WaitAsync(redis => redis.ExecuteAsync("XREAD", arguments), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType)
        {
            throw RedisCalls.WrongType(RedisCalls.OneOf(streams), e);
        }
    }

    public async Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        if (_settings.Partition > 0) return warnings; // the first one says it for all
        try
        {
            string policy = await ConfigAsync("maxmemory-policy", cancellationToken).ConfigureAwait(false);
            if (policy != "noeviction")
                warnings.Add($"maxmemory-policy is {policy}: under memory pressure Redis may drop our keys; set noeviction");
            string aof = await ConfigAsync("appendonly", cancellationToken).ConfigureAwait(false);
            string rdb = await ConfigAsync("save", cancellationToken).ConfigureAwait(false);
            if (aof != "yes" && rdb.Length == 0)
                warnings.Add("neither AOF nor RDB is on: a restart of Redis loses all positions; set appendonly yes");
        }
        catch (StoreException e) when (e.Fault is StoreFault.Denied or StoreFault.Server or StoreFault.Client)
        {
            warnings.Add(
                $"Redis does not let us read its configuration ({e.Message}): "
                + "check maxmemory-policy noeviction and appendonly yes yourself");
        }
        return warnings;
    }

    /// <summary>The saved positions: keys and states.</summary>
    public async Task<IReadOnlyList<(string Key, byte[] State)>> PositionsAsync(CancellationToken cancellationToken)
    {
        // One that is given twice is the same twice.
        var positions = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string cursor = "0";
        do
        {
            (cursor, HashEntry[] page) = await ScanAsync(_calls, _keys.Positions, cursor, LoadPage, cancellationToken)
                .ConfigureAwait(false);
            foreach (HashEntry position in page) positions[(string)position.Name!] = (byte[])position.Value!;
        }
        while (cursor != "0");
        return [.. positions.Select(pair => (pair.Key, pair.Value))];
    }

    /// <summary>Replaces one position's state if it is still <paramref name="seen"/>, and makes the owner load it anew.</summary>
    public Task<bool> ReplaceAsync(string positionKey, byte[] seen, byte[] state, CancellationToken cancellationToken) =>
        _calls.RunAsync(ReplaceScript.Call(_keys, _settings.JournalMaxLength, positionKey, seen, state), cancellationToken);

    public async Task<IReadOnlyList<PublishedBefore>> LastAsync(string stream, int count, CancellationToken cancellationToken)
    {
        try
        {
            var entries = new List<PublishedBefore>();
            for (RedisValue upto = "+"; entries.Count < count;)
            {
                RedisValue before = upto;
                int page = Math.Min(LoadPage, count - entries.Count);
                StackExchange.Redis.StreamEntry[] read = await _calls.DoAsync(
                    redis => redis.StreamRangeAsync(stream, "-", before, page, Order.Descending), cancellationToken, stream)
                    .ConfigureAwait(false);
                entries.AddRange(read.Select(entry => new PublishedBefore(Id(entry.Id), (byte[]?)entry["payload"] ?? [])));
                if (read.Length < page) break;
                upto = $"({read[^1].Id}";
            }
            entries.Reverse();
            return entries;
        }
        catch (StoreException e) when (e.Fault is StoreFault.Denied or StoreFault.WrongType)
        {
            return []; // an older ACL, or a stream that is none: the service works without
        }
    }

    public async Task<Backlog> BacklogAsync(CancellationToken cancellationToken)
    {
        long lag = 0, pending = 0;
        bool isShown = true;
        foreach (InputStream stream in _keys.Inputs)
        {
            GroupProgress? group = await GroupProgress.OfAsync(_calls, stream.Name, _keys.Group, cancellationToken).ConfigureAwait(false);
            lag += group?.Lag ?? 0;
            pending += group?.Pending ?? 0;
            isShown &= group is not null;
        }
        return new Backlog(lag, pending, isShown) { KillSwitchOff = await KillSwitchOffAsync(cancellationToken).ConfigureAwait(false) };
    }

    private async Task<string?> KillSwitchOffAsync(CancellationToken cancellationToken)
    {
        if (!_mayReadKillSwitchOff) return null;
        try
        {
            return await _calls.DoAsync(redis => redis.StringGetAsync(_keys.KillSwitchOff), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault is StoreFault.Denied or StoreFault.WrongType)
        {
            _mayReadKillSwitchOff = false; // an older ACL: asking again would fill its log
            return null;
        }
    }

    internal static async Task<Checkpoint> CheckpointAsync(RedisCalls calls, Keys keys, CancellationToken stop)
    {
        HashEntry[] fields = await calls.DoAsync(redis => redis.HashGetAllAsync(keys.Checkpoint), stop, keys.Checkpoint)
            .ConfigureAwait(false);
        return new Checkpoint(fields.ToDictionary(field => (string)field.Name!, field => (string)field.Value!, StringComparer.Ordinal));
    }

    /// <summary>
    /// One page of a hash, so that a hundred thousand positions are no one huge reply, and each page has its own limit of time.
    /// </summary>
    internal static async Task<(string Next, HashEntry[] Page)> ScanAsync(
        RedisCalls calls, string key, string cursor, int count, CancellationToken stop)
    {
        object[] arguments = [(RedisKey)key, cursor, "COUNT", count];
        RedisResult answer = await calls.DoAsync(redis => redis.ExecuteAsync("HSCAN", arguments), stop, key).ConfigureAwait(false);
        RedisResult[] reply = RedisCalls.List(answer);
        RedisResult[] items = RedisCalls.List(reply[1]);
        var page = new HashEntry[items.Length / 2];
        for (int i = 0; i < page.Length; i++) page[i] = new HashEntry((RedisValue)items[2 * i], (RedisValue)items[(2 * i) + 1]);
        return ((string)reply[0]!, page);
    }

    private async Task<InputState> InputAsync(string stream, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        try
        {
            StreamInfo info = await _calls.DoAsync(redis => redis.StreamInfoAsync(stream), cancellationToken, stream).ConfigureAwait(false);
            EntryId? groupAt = checkpoint.Applied(stream) is null
                ? await GroupProgress.DoneAsync(_calls, stream, _keys.Group, cancellationToken).ConfigureAwait(false)
                : null;
            return new InputState(Id(info.LastGeneratedId), info.EntriesAdded, groupAt);
        }
        catch (StoreException e) when (GroupProgress.IsNoStream(e))
        {
            return default;
        }
    }

    private async Task<string> ConfigAsync(string name, CancellationToken cancellationToken)
    {
        RedisResult answer = await _calls.AdministerAsync("CONFIG", ["GET", name], cancellationToken).ConfigureAwait(false);
        RedisResult[] reply = RedisCalls.List(answer);
        return reply.Length == 2 ? (string?)reply[1] ?? "" : "";
    }

    private static EntryId Id(string? text) =>
        EntryId.TryParse(text, out EntryId id) ? id : throw new StoreException(StoreFault.Server, $"'{text}' is no entry id");

    private static long TokenOf(string lease) =>
        long.TryParse(
            lease.AsSpan(0, Math.Max(0, lease.IndexOf(':', StringComparison.Ordinal))), NumberStyles.None, CultureInfo.InvariantCulture,
            out long token)
            ? token
            : 0; // somebody else wrote this lease; it runs out
}
