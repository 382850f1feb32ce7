using System.Diagnostics;
using System.Globalization;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store;

/// <summary>
/// The store on a real Redis. Commands: EVALSHA and EVAL (2.6), XREAD and XREADGROUP (5.0), XGROUP CREATE (5.0) and SETID
/// with ENTRIESREAD (7.0), XRANGE (5.0), XAUTOCLAIM (6.2, with
/// deleted ids 7.0), XINFO STREAM with entries-added (7.0), HSCAN, HGETALL, CONFIG GET. Needs Redis 7.0.
/// </summary>
internal sealed class RedisHarvestStore : IHarvestStore, IAsyncDisposable
{
    private const int LoadPage = 500;
    private const int ClaimPage = 1000;
    private const int LetterFields = 1000; // Lua passes at most 8000 values to a command, and an error there would tear the commit

    // Above the longest BLOCK; a server that does not answer for so long is treated as gone.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(4);

    private readonly RedisConnection _connection;
    private readonly RedisSettings _settings;
    private readonly Keys _keys;
    private readonly int _dedupSeconds;
    private readonly string _eventType;
    private readonly string _owner;
    private readonly string _consumer;
    private long _highestToken;
    private bool _highestIsOurs;
    private long _forgottenSince;

    public RedisHarvestStore(RedisConnection connection, HarvestBrainOptions options, string consumer, string owner)
    {
        _connection = connection;
        _settings = options.Redis;
        _keys = new Keys(options.Redis, options.Mode, options.Instance);
        _dedupSeconds = options.Policy.DedupTtlSeconds;
        _eventType = options.Mode == Core.Policy.HarvestMode.Live ? "trade.intent" : "harvest.suggestion";
        _consumer = consumer;
        _owner = owner;
    }

    private RedisValue LeaseMs => _settings.LeaseSeconds * 1000L;

    // No shorter than the longest that an owner waits before it looks again.
    private TimeSpan GiveWay => TimeSpan.FromSeconds(Math.Max(_settings.LeaseSeconds, 3));

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await Bounded(_connection.ConnectAsync(), cancellationToken).ConfigureAwait(false);
        await CallAsync(_connection.Commands, "PING", [], cancellationToken).ConfigureAwait(false);
    }

    public Task ResetAsync() => _connection.ResetAsync();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    public async Task<LeaseResult> AcquireAsync(CancellationToken cancellationToken)
    {
        // When Redis has lost its state, whoever was the last owner knows most: it goes first, the others give it a lease's time.
        bool insist = _highestIsOurs || (_forgottenSince != 0 && Stopwatch.GetElapsedTime(_forgottenSince) > GiveWay);
        RedisResult[] reply = await RunAsync(
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
        EvalAsync(Script.Release, [_keys.Lease], [lease], cancellationToken);

    public async Task<LoadedState> LoadAsync(CancellationToken cancellationToken)
    {
        var checkpoint = new Dictionary<string, string>(StringComparer.Ordinal);
        RedisResult[] fields = List(await CallAsync(_connection.Commands, "HGETALL", [_keys.Checkpoint], cancellationToken).ConfigureAwait(false));
        for (int i = 0; i + 1 < fields.Length; i += 2) checkpoint[(string)fields[i]!] = (string)fields[i + 1]!;
        EntryId? applied = checkpoint.TryGetValue(_keys.Input, out string? text) && EntryId.TryParse(text, out EntryId id) ? id : null;

        // By pages, so that a hundred thousand positions are no one huge reply. Nobody else writes: we hold the lease.
        var positions = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string cursor = "0";
        do
        {
            RedisResult[] page = List(await CallAsync(_connection.Commands, "HSCAN", [_keys.Positions, cursor, "COUNT", LoadPage], cancellationToken).ConfigureAwait(false));
            cursor = (string)page[0]!;
            RedisResult[] items = List(page[1]);
            for (int i = 0; i + 1 < items.Length; i += 2) positions[(string)items[i]!] = (byte[])items[i + 1]!;
        }
        while (cursor != "0");
        return new LoadedState(checkpoint, applied, [.. positions.Select(pair => (pair.Key, pair.Value))]);
    }

    public async Task<ReadResult> ReadAsync(
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
        RedisResult[] reply = await RunAsync(Script.Read, keys, arguments, cancellationToken).ConfigureAwait(false);
        if ((string?)reply[0] == "FENCED") return ReadResult.LostLease;

        RedisResult[] raw = List(reply[1]);
        var entries = new StreamEntry[raw.Length];
        for (int i = 0; i < raw.Length; i++) entries[i] = Entry(raw[i]);
        RedisResult[] perStream = List(reply[8]);
        var snapshots = new List<StreamEntry>();
        for (int i = 0; i < perStream.Length; i++)
        {
            foreach (RedisResult one in List(perStream[i])) snapshots.Add(Entry(one) with { Snapshots = _keys.Snapshots[i] });
        }
        string? kill = reply[2].IsNull ? null : (string?)reply[2];
        long nowUnixMs = ((long)reply[3] * 1000) + ((long)reply[4] / 1000);
        return new ReadResult(Fenced: false, entries, kill, nowUnixMs, (long)reply[5], Overrides(List(reply[6])), (long)reply[7] == 1)
        {
            Snapshots = snapshots,
        };
    }

    public async Task<ClaimResult> ClaimAsync(string lease, string cursor, CancellationToken cancellationToken)
    {
        RedisResult[] reply = await RunAsync(
            Script.Claim, [_keys.Lease, _keys.Input, _keys.Fence, _keys.Checkpoint],
            [lease, LeaseMs, _keys.Group, _consumer, cursor, ClaimPage], cancellationToken)
            .ConfigureAwait(false);
        if ((string?)reply[0] == "FENCED") return new ClaimResult(Fenced: true, cursor, 0, []);
        return new ClaimResult(Fenced: false, (string)reply[1]!, (int)reply[2], Array.ConvertAll(List(reply[3]), Id));
    }

    public async Task<CommitResult> CommitAsync(string lease, CommitBatch batch, CancellationToken cancellationToken)
    {
        int intents = batch.Intents.Count, cursors = batch.Cursors.Count, firstDedup = 8 + cursors;
        var keys = new RedisKey[firstDedup + (2 * intents)];
        keys[0] = _keys.Lease;
        keys[1] = _keys.Checkpoint;
        keys[2] = _keys.Positions;
        keys[3] = _keys.Fence;
        keys[4] = _keys.Input;
        keys[5] = _keys.Output;
        keys[6] = _keys.DeadLetters;
        keys[7] = _keys.KillSwitch;
        for (int i = 0; i < cursors; i++) keys[8 + i] = batch.Cursors[i].Stream;
        for (int i = 0; i < intents; i++)
        {
            keys[firstDedup + i] = _keys.Dedup(batch.Intents[i].IntentId);
            keys[firstDedup + intents + i] = _keys.History(batch.Intents[i].Symbol);
        }
        RedisResult[] reply = await RunAsync(Script.Commit, keys, Arguments(lease, batch), cancellationToken).ConfigureAwait(false);
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
        Overrides(await RunAsync(Script.Policies, [.. symbols.Select(symbol => (RedisKey)_keys.Config(symbol))], [], cancellationToken)
            .ConfigureAwait(false));

    public async Task<bool> WaitAsync(
        EntryId after, IReadOnlyList<EntryId> snapshotsAfter, TimeSpan atMost, CancellationToken cancellationToken)
    {
        object[] arguments =
        [
            "COUNT", 1, "BLOCK", (long)atMost.TotalMilliseconds, "STREAMS", _keys.Input, .. _keys.Snapshots.Select(stream => stream.Name),
            after.ToString(), .. snapshotsAfter.Select(id => id.ToString()),
        ];
        try
        {
            RedisResult reply = await CallAsync(_connection.Waiting, "XREAD", arguments, cancellationToken).ConfigureAwait(false);
            return !reply.IsNull;
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType)
        {
            string names = string.Join(", ", _keys.Snapshots.Select(stream => stream.Name).Prepend(_keys.Input));
            throw new StoreException(StoreFault.WrongType, $"one of {names} holds the wrong type of value", e);
        }
    }

    public async Task<bool?> CreateGroupAsync(string lease, string stream, string startFrom, CancellationToken cancellationToken)
    {
        RedisResult reply = await EvalAsync(Script.Group, [_keys.Lease, stream, _keys.Fence], [lease, _keys.Group, startFrom], cancellationToken)
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
        RedisResult[] info = List(await CallAsync(_connection.Commands, "XINFO", ["STREAM", stream], cancellationToken).ConfigureAwait(false));
        RedisResult? last = Field(info, "last-generated-id");
        return (last is null ? default : Id(last), Number(info, "entries-added"));
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
        catch (StoreException e) when (e.Fault is StoreFault.Denied or StoreFault.Server)
        {
            warnings.Add($"Redis does not let us read its configuration ({e.Message}): check maxmemory-policy noeviction and appendonly yes yourself");
        }
        return warnings;
    }

    public async Task<bool> ReplaceAsync(string positionKey, byte[] seen, byte[] state, CancellationToken cancellationToken) =>
        (long)await EvalAsync(Script.Replace, [_keys.Positions, _keys.Checkpoint], [positionKey, seen, state], cancellationToken).ConfigureAwait(false) == 1;

    public async Task<(long Lag, long Pending)> BacklogAsync(CancellationToken cancellationToken)
    {
        (long lag, long pending) = await BacklogAsync(_keys.Input, cancellationToken).ConfigureAwait(false);
        foreach (InputStream stream in _keys.Snapshots)
        {
            try
            {
                lag += (await BacklogAsync(stream.Name, cancellationToken).ConfigureAwait(false)).Lag;
            }
            catch (StoreException e) when (e.Message.Contains("no such key", StringComparison.Ordinal))
            {
                // Removed: nothing is left to read, and the next one that is added makes it again.
            }
        }
        return (lag, pending);
    }

    private async Task<(long Lag, long Pending)> BacklogAsync(string stream, CancellationToken cancellationToken)
    {
        RedisResult[] groups = List(await CallAsync(_connection.Commands, "XINFO", ["GROUPS", stream], cancellationToken).ConfigureAwait(false));
        foreach (RedisResult group in groups)
        {
            RedisResult[] fields = List(group);
            if ((string?)Field(fields, "name") != _keys.Group) continue;
            long lag = Number(fields, "lag");
            return (lag > 0 && !await HasAfterAsync(stream, fields, cancellationToken).ConfigureAwait(false) ? 0 : lag, Number(fields, "pending"));
        }
        return (0, 0);
    }

    // Redis counts what was added, also when it was removed before it was read: then nothing is left to read.
    private async Task<bool> HasAfterAsync(string stream, RedisResult[] group, CancellationToken cancellationToken) =>
        List(await CallAsync(_connection.Commands, "XRANGE", AfterGroup(stream, group), cancellationToken).ConfigureAwait(false)).Length > 0;

    /// <summary>Arguments of XRANGE for the first entry that a group was not given yet.</summary>
    internal static object[] AfterGroup(string stream, RedisResult[] group) => [stream, $"({(string?)Field(group, "last-delivered-id")}", "+", "COUNT", 1];

    private RedisValue[] Arguments(string lease, CommitBatch batch)
    {
        var arguments = new List<RedisValue>(16 + (5 * batch.Intents.Count) + (2 * batch.Positions.Count) + batch.Acknowledged.Count)
        {
            lease, LeaseMs, _keys.Group, _keys.Input, batch.From?.ToString() ?? "", batch.To?.ToString() ?? "", batch.Revision,
            _settings.OutputMaxLength, _dedupSeconds, batch.Intents.Count, batch.Positions.Count, batch.DeadLetters.Count,
            batch.Acknowledged.Count, batch.CheckpointFields.Count,
            batch.SavedPositions < 0 ? "" : batch.SavedPositions, batch.DecidedAtUnixMs, (long)CallTimeout.TotalMilliseconds,
            batch.Cursors.Count,
        };
        foreach (CursorMove move in batch.Cursors)
        {
            arguments.Add(move.From?.ToString() ?? "");
            arguments.Add(move.To.ToString());
            arguments.Add(move.Entries);
        }
        foreach (CommitIntent intent in batch.Intents)
        {
            arguments.Add(intent.Attempt);
            arguments.Add(intent.Payload);
            arguments.Add(_eventType);
            arguments.Add(IntentEncoder.Iso8601(intent.TimeUnixMs));
            arguments.Add(intent.TimeUnixMs);
        }
        foreach ((string key, byte[] state) in batch.Positions)
        {
            arguments.Add(key);
            arguments.Add(state);
        }
        foreach (DeadLetter letter in batch.DeadLetters) AddDeadLetter(arguments, letter);
        foreach (EntryId id in batch.Acknowledged) arguments.Add(id.ToString());
        foreach ((string name, string value) in batch.CheckpointFields)
        {
            arguments.Add(name);
            arguments.Add(value);
        }
        return [.. arguments];
    }

    private void AddDeadLetter(List<RedisValue> arguments, DeadLetter letter)
    {
        EntryField[] fields = letter.Entry.Fields ?? [];
        int omitted = Math.Max(0, fields.Length - LetterFields);
        arguments.Add((2 * (fields.Length - omitted)) + (omitted > 0 ? 8 : 6));
        if (omitted > 0)
        {
            arguments.Add("fields_omitted");
            arguments.Add(omitted);
        }
        foreach (EntryField field in fields.AsSpan(0, fields.Length - omitted))
        {
            arguments.Add(field.Name.ToArray());
            arguments.Add(field.Value.ToArray());
        }
        arguments.Add("source_stream");
        arguments.Add(letter.Entry.Snapshots?.Name ?? _keys.Input);
        arguments.Add("source_id");
        arguments.Add(letter.Entry.Id.ToString());
        arguments.Add("error");
        arguments.Add(letter.Error);
    }

    private async Task<string> ConfigAsync(string name, CancellationToken cancellationToken)
    {
        RedisResult[] reply = List(await CallAsync(_connection.Commands, "CONFIG", ["GET", name], cancellationToken).ConfigureAwait(false));
        return reply.Length == 2 ? (string?)reply[1] ?? "" : "";
    }

    private async Task<RedisResult[]> RunAsync(Script script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        List(await EvalAsync(script, keys, values, cancellationToken).ConfigureAwait(false));

    // EVALSHA, and EVAL only after it was refused: one after the other, so that a lost script cache cannot reorder anything.
    private async Task<RedisResult> EvalAsync(Script script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        var arguments = new object[2 + keys.Length + values.Length];
        arguments[0] = script.Sha;
        arguments[1] = keys.Length;
        for (int i = 0; i < keys.Length; i++) arguments[2 + i] = keys[i];
        for (int i = 0; i < values.Length; i++) arguments[2 + keys.Length + i] = values[i];
        try
        {
            return await CallAsync(_connection.Commands, "EVALSHA", arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Message.Contains("NOSCRIPT", StringComparison.Ordinal))
        {
            arguments[0] = script.Source;
            return await CallAsync(_connection.Commands, "EVAL", arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType)
        {
            // The server does not say which; a person has to know.
            throw new StoreException(StoreFault.WrongType, $"one of {string.Join(", ", keys.Select(key => (string?)key))} holds the wrong type of value", e);
        }
    }

    internal static async Task<RedisResult> CallAsync(IDatabase database, string command, object[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await Bounded(() => database.ExecuteAsync(command, arguments), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType && command is "HGETALL" or "HSCAN" or "XINFO")
        {
            throw new StoreException(StoreFault.WrongType, $"{arguments[command == "XINFO" ? 1 : 0]} holds the wrong type of value", e);
        }
    }

    private static async Task<T> Bounded<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().WaitAsync(CallTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new StoreException(StoreFault.Timeout, $"no answer within {CallTimeout.TotalSeconds} s", e);
        }
        catch (RedisServerException e)
        {
            throw new StoreException(StoreException.FaultOf(e.Message), e.Message, e);
        }
        catch (RedisCommandException e)
        {
            throw new StoreException(StoreFault.Denied, e.Message, e);
        }
        catch (RedisException e)
        {
            throw new StoreException(StoreFault.Connection, e.Message, e);
        }
        catch (ObjectDisposedException e)
        {
            throw new StoreException(StoreFault.Connection, e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreException(StoreFault.Connection, "the client gave up the connection", e);
        }
    }

    internal static Task<bool> Bounded(Task task, CancellationToken cancellationToken) => Bounded(
        async () =>
        {
            await task.ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private static StreamEntry Entry(RedisResult raw)
    {
        var parts = (RedisResult[])raw!;
        EntryId id = Id(parts[0]);
        if (parts[1].IsNull) return new StreamEntry(id, null);
        var values = (RedisResult[])parts[1]!;
        var fields = new EntryField[values.Length / 2];
        for (int i = 0; i < fields.Length; i++) fields[i] = new EntryField((byte[])values[2 * i]!, (byte[])values[(2 * i) + 1]!);
        return new StreamEntry(id, fields);
    }

    private static EntryId Id(RedisResult value) => EntryId.TryParse((byte[])value!, out EntryId id)
        ? id
        : throw new StoreException(StoreFault.Server, $"'{(string?)value}' is no entry id");

    private static SymbolOverrides[] Overrides(RedisResult[] lists) => Array.ConvertAll(lists, list =>
    {
        RedisResult[] values = List(list);
        if (values.Length == 2 && (string?)values[0] == "") return new SymbolOverrides(SymbolOverrides.None.Values, (string?)values[1]);
        if (values.Length == 0) return SymbolOverrides.None;
        var overrides = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i + 1 < values.Length; i += 2) overrides[(string)values[i]!] = (string)values[i + 1]!;
        return new SymbolOverrides(overrides);
    });

    private static long TokenOf(string lease) =>
        long.TryParse(lease.AsSpan(0, Math.Max(0, lease.IndexOf(':', StringComparison.Ordinal))), NumberStyles.None, CultureInfo.InvariantCulture, out long token)
            ? token
            : 0; // somebody else wrote this lease; it runs out

    internal static RedisResult[] List(RedisResult value) => value.IsNull ? [] : (RedisResult[])value!;

    // A lag that Redis cannot tell, after an entry was deleted, is nil; and casting what is not there throws.
    internal static long Number(RedisResult[] fields, string name) => Field(fields, name) is { } value ? (long)value : 0;

    internal static RedisResult? Field(RedisResult[] fields, string name)
    {
        for (int i = 0; i + 1 < fields.Length; i += 2)
        {
            if ((string?)fields[i] == name) return fields[i + 1].IsNull ? null : fields[i + 1];
        }
        return null;
    }
}
