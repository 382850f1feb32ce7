using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Status;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>
/// Takes views of a service from Redis alone, beside a running one or without one. Writes nothing. For one view
/// <see cref="HarvestOperations.StatusAsync"/> will do; this one keeps its connection. One view at a time.
/// </summary>
/// <remarks>
/// Commands: PING, TIME, GET, TYPE, PTTL, HGETALL, HSCAN, XINFO GROUPS (lag: 7.0), XRANGE, XLEN, ZREVRANGE, and for the settings of symbols
/// EVALSHA, EVAL and SCRIPT LOAD of a script that only reads. Every reply is bounded by the constants of <see cref="ServiceView"/>.
/// </remarks>
public sealed class StatusReader : IAsyncDisposable
{
    private const int Page = 500;
    private const int SymbolsAsked = 100; // whose histories are read: those whose prices moved last
    private const int OverridesAtOnce = 100;

    private readonly HarvestBrainOptions _options;
    private readonly Keys _keys;
    private readonly OperatorConnection _connection;

    /// <summary>A reader that connects with its first view.</summary>
    /// <param name="options">The service's options.</param>
    public StatusReader(HarvestBrainOptions options) : this(options, CallLimits.Operator)
    {
    }

    internal StatusReader(HarvestBrainOptions options, CallLimits limits)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _keys = new Keys(options.Redis, options.Mode, options.Instance);
        _connection = new OperatorConnection(options, limits);
    }

    /// <summary>Takes a view. After an exception the next call connects anew.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">Redis is away, or answers with an error.</exception>
    public Task<ServiceView> ReadAsync(CancellationToken cancellationToken = default) =>
        _connection.RunAsync(() => TakeAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private RedisCalls Calls => _connection.Calls;

    private async Task<ServiceView> TakeAsync(CancellationToken stop)
    {
        RedisResult[] time = RedisCalls.List(await Calls.DoAsync(redis => redis.ExecuteAsync("TIME"), stop).ConfigureAwait(false));
        long now = ((long)time[0] * 1000) + ((long)time[1] / 1000);
        string? lease = await TextAsync(_keys.Lease, stop).ConfigureAwait(false);
        TimeSpan? left = await Calls.DoAsync(redis => redis.KeyTimeToLiveAsync(_keys.Lease), stop).ConfigureAwait(false);
        (bool killed, string? kill) = await KillSwitchAsync(stop).ConfigureAwait(false);
        Checkpoint checkpoint = await RedisHarvestStore.CheckpointAsync(Calls, _keys, stop).ConfigureAwait(false);
        HarvestMode mode = checkpoint.Mode ?? _options.Mode;

        SavedPositions saved = await PositionsAsync(mode, stop).ConfigureAwait(false);
        await ApplyPoliciesAsync(saved, stop).ConfigureAwait(false);
        return new ServiceView
        {
            AtUnixMs = now,
            Instance = _options.Instance,
            Mode = mode,
            ModeDiffers = mode != _options.Mode,
            Owner = lease?[(lease.IndexOf(':', StringComparison.Ordinal) + 1)..],
            LeaseLeftMs = lease is null ? 0 : (long)(left ?? TimeSpan.Zero).TotalMilliseconds,
            KillSwitchOn = killed,
            KillSwitchValue = kill,
            KillSwitchOff = await PermittedAsync(() => TextAsync(_keys.KillSwitchOff, stop)).ConfigureAwait(false),
            Streams = await StreamsAsync(checkpoint, now, stop).ConfigureAwait(false),
            IntentsInLastMinute = InLastMinute(checkpoint, now),
            MaxActionsPerMinute = _options.MaxActionsPerMinute,
            DeadLetters = await PermittedAsync(() => DeadLettersAsync(stop)).ConfigureAwait(false),
            OpenPositions = saved.Open,
            SuspectPositions = saved.Suspect,
            IsPartial = saved.IsPartial,
            Positions = [.. saved.Shown.Select(position => StoredPosition.Of(position, saved.PolicyOf(position.Key.Symbol), now))],
            Unreadable = saved.Unreadable,
            Intents = await PermittedAsync(() => IntentsAsync(saved, stop)).ConfigureAwait(false),
        };
    }

    private async Task<long?> DeadLettersAsync(CancellationToken stop) =>
        await Calls.DoAsync(redis => redis.StreamLengthAsync(_keys.DeadLetters), stop).ConfigureAwait(false);

    private async Task<string?> TextAsync(string key, CancellationToken stop) =>
        await Calls.DoAsync(redis => redis.StringGetAsync(key), stop).ConfigureAwait(false);

    // A key that is no text stops publishing too.
    private async Task<(bool On, string? Value)> KillSwitchAsync(CancellationToken stop)
    {
        try
        {
            string? value = await TextAsync(_keys.KillSwitch, stop).ConfigureAwait(false);
            return (KillSwitch.IsOn(value), value);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType)
        {
            return (true, null);
        }
    }

    private static int InLastMinute(Checkpoint checkpoint, long now) => checkpoint.Rate.Count(at => now - at < 60_000);

    /// <summary>The stream of executions, and of the others those that a service has ever read.</summary>
    private async Task<IReadOnlyList<StreamView>> StreamsAsync(Checkpoint checkpoint, long now, CancellationToken stop)
    {
        var streams = new List<StreamView>();
        bool IsRead(InputStream stream) => stream.Name == _keys.Input || checkpoint.Applied(stream.Name) is not null;
        foreach (InputStream stream in _keys.Inputs.Where(IsRead))
        {
            EntryId? applied = checkpoint.Applied(stream.Name);
            if (applied == default(EntryId)) applied = null; // where a stream begins of which nothing was applied
            long? age = applied is { } id ? Math.Max(0, now - id.UnixMilliseconds) : null;
            streams.Add(await GroupAsync(stream.Name, applied?.ToString(), age, stop).ConfigureAwait(false));
        }
        return streams;
    }

    private async Task<StreamView> GroupAsync(string stream, string? applied, long? age, CancellationToken stop)
    {
        GroupProgress? group = await GroupProgress.OfAsync(Calls, stream, _keys.Group, stop).ConfigureAwait(false);
        return new StreamView(stream, HasGroup: group is not null, group?.Lag, group?.Pending ?? 0, applied, age);
    }

    private async Task<SavedPositions> PositionsAsync(HarvestMode mode, CancellationToken stop)
    {
        var saved = new SavedPositions(_options, mode);
        string cursor = "0";
        do
        {
            (cursor, HashEntry[] page) = await RedisHarvestStore.ScanAsync(Calls, _keys.Positions, cursor, Page, stop)
                .ConfigureAwait(false);
            foreach (HashEntry position in page) saved.Add((string)position.Name!, (byte[])position.Value!);
        }
        while (cursor != "0" && saved.Looked < ServiceView.MaxSaved);
        saved.Choose(ServiceView.MaxPositions, isPartial: cursor != "0");
        return saved;
    }

    /// <summary>R depends on the policy of the symbol: without a stop, and net of costs.</summary>
    private async Task ApplyPoliciesAsync(SavedPositions saved, CancellationToken stop)
    {
        IEnumerable<string> shown = saved.Shown.Select(position => position.Key.Symbol).Distinct(StringComparer.Ordinal);
        foreach (string[] symbols in shown.Chunk(OverridesAtOnce))
        {
            IReadOnlyList<SymbolOverrides> overrides = await _connection.Store.OverridesAsync(symbols, stop).ConfigureAwait(false);
            for (int i = 0; i < symbols.Length; i++) saved.Apply(symbols[i], overrides[i]);
        }
    }

    private async Task<IReadOnlyList<StoredIntent>?> IntentsAsync(SavedPositions saved, CancellationToken stop)
    {
        // Together, so that a hundred of them take no longer than one.
        SortedSetEntry[][] histories = await Task.WhenAll(saved.MovedLast(SymbolsAsked).Select(symbol => HistoryAsync(symbol, stop)))
            .ConfigureAwait(false);
        var intents = new List<StoredIntent>();
        foreach (SortedSetEntry entry in histories.SelectMany(history => history))
        {
            if (IsTime(entry.Score, out long at) && StoredIntent.Of((byte[])entry.Element!, at) is { } intent) intents.Add(intent);
        }
        return
        [
            .. intents.OrderByDescending(intent => intent.AtUnixMs).ThenBy(intent => intent.IntentId, StringComparer.Ordinal)
                .Take(ServiceView.MaxIntents),
        ];
    }

    private async Task<SortedSetEntry[]> HistoryAsync(string symbol, CancellationToken stop)
    {
        try
        {
            RedisKey history = _keys.History(symbol);
            return await Calls.DoAsync(
                redis => redis.SortedSetRangeByRankWithScoresAsync(history, 0, ServiceView.MaxIntents - 1, Order.Descending), stop)
                    .ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType)
        {
            return []; // somebody else's key: the other histories are worth showing
        }
    }

    // Somebody else may have written any number.
    private static bool IsTime(double ms, out long unixMs)
    {
        bool valid = ms >= 0 && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        unixMs = valid ? (long)ms : 0;
        return valid;
    }

    // What an older ACL does not allow is left out of the view; the rest of it is worth seeing.
    private static async Task<T?> PermittedAsync<T>(Func<Task<T?>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Denied)
        {
            return default;
        }
    }
}
