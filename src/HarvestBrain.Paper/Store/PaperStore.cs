using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Wire;
using HarvestBrain.Paper.Venue;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using HarvestBrain.Redis.Store.Redis.Scripts;
using StackExchange.Redis;

namespace HarvestBrain.Paper.Store;

/// <summary>
/// The paper venue's state in Redis. Commands: EVAL and EVALSHA (2.6) with HSET, HGET, HDEL, TYPE, XRANGE, XADD and acl_check_cmd (7.0)
/// inside; HGETALL, XRANGE and XREVRANGE with exclusive ids (6.2), XREAD (5.0), XINFO GROUPS (5.0).
/// </summary>
internal sealed class PaperStore : IPaperStore
{
    private const int LoadTries = 5; // against somebody who writes while we read
    private static readonly string Commit = Text("commit");

    private readonly PaperKeys _keys;
    private readonly int _maxLength;
    private readonly RedisConnection _connection;
    private readonly RedisCalls _calls;

    public PaperStore(PaperKeys keys, RedisSettings settings, CallLimits limits)
    {
        _keys = keys;
        _maxLength = settings.OutputMaxLength;
        _connection = new RedisConnection(ConnectionSettings.Of(settings, limits));
        _calls = new RedisCalls(_connection, limits);
    }

    public Task ConnectAsync(CancellationToken stop) => _calls.ConnectAsync(stop);

    public Task ResetAsync() => _connection.ResetAsync();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Puts what is saved into a venue that is empty.</summary>
    /// <exception cref="StateException">It is of another version, or broken.</exception>
    public async Task<PaperPlace> LoadAsync(PaperVenue venue, CancellationToken stop)
    {
        Dictionary<string, string> before = await HashAsync(_keys.Checkpoint, stop).ConfigureAwait(false);
        for (int i = 0; i < LoadTries; i++)
        {
            Dictionary<string, string> positions = await HashAsync(_keys.Positions, stop).ConfigureAwait(false);
            Dictionary<string, string> orders = await HashAsync(_keys.Orders, stop).ConfigureAwait(false);
            Dictionary<string, string> seen = await HashAsync(_keys.Seen, stop).ConfigureAwait(false);
            Dictionary<string, string> after = await HashAsync(_keys.Checkpoint, stop).ConfigureAwait(false);
            if (after.GetValueOrDefault("revision") == before.GetValueOrDefault("revision"))
            {
                Fill(venue, positions.Values, orders.Values, seen);
                return new PaperPlace(
                    after.GetValueOrDefault("revision", ""),
                    await CursorAsync(_keys.Executions, after, stop).ConfigureAwait(false),
                    await CursorAsync(_keys.Intents, after, stop).ConfigureAwait(false));
            }
            before = after;
        }
        throw new StoreException(StoreFault.Server, "the paper venue's state changes while it is loaded");
    }

    /// <summary>Entries behind an id, oldest first.</summary>
    public Task<PaperEntry[]> ReadAsync(string stream, EntryId after, int count, CancellationToken stop) => RangeAsync(
        redis => redis.StreamRangeAsync(stream, $"({after}", "+", count, Order.Ascending), stream, stop);

    /// <summary>Entries before an id, newest first.</summary>
    public Task<PaperEntry[]> ReadBackAsync(string stream, EntryId? before, int count, CancellationToken stop) => RangeAsync(
        redis => redis.StreamRangeAsync(stream, "-", before is { } id ? $"({id}" : "+", count, Order.Descending), stream, stop);

    /// <summary>Consumer groups that read a stream.</summary>
    public async Task<string[]> GroupsAsync(string stream, CancellationToken stop)
    {
        try
        {
            StreamGroupInfo[] groups = await _calls.DoAsync(
                redis => redis.StreamGroupInfoAsync(stream), stop, stream).ConfigureAwait(false);
            return [.. groups.Select(group => group.Name)];
        }
        catch (StoreException e) when (GroupProgress.IsNoStream(e))
        {
            return [];
        }
    }

    /// <summary>Returns when there is more on either stream, or the time is over.</summary>
    public Task WaitAsync(EntryId executions, EntryId intents, TimeSpan atMost, CancellationToken stop)
    {
        object[] arguments =
        [
            "COUNT", 1, "BLOCK", Math.Max(1, (long)atMost.TotalMilliseconds),
            "STREAMS", (RedisKey)_keys.Executions, (RedisKey)_keys.Intents, executions.ToString(), intents.ToString(),
        ];
        return _calls.WaitAsync(redis => redis.ExecuteAsync("XREAD", arguments), stop);
    }

    public async Task<PaperCommit> CommitAsync(PaperBatch batch, CancellationToken stop)
    {
        var keys = new List<RedisKey> { _keys.Checkpoint, _keys.Positions, _keys.Orders, _keys.Seen, _keys.Executions };
        if (_keys.OpenOrders.Length > 0) keys.Add(_keys.OpenOrders);
        RedisValue[] arguments = Arguments(batch);
        RedisResult reply = await _calls.DoAsync(
            redis => redis.ScriptEvaluateAsync(Commit, [.. keys], arguments), stop).ConfigureAwait(false);
        string? answer = (string?)reply;
        return answer switch
        {
            "OK" => PaperCommit.Done,
            "STALE" => PaperCommit.Stale,
            "BEHIND" => PaperCommit.Behind,
            _ when answer?.StartsWith("DENIED ", StringComparison.Ordinal) == true =>
                throw new StoreException(StoreFault.Denied, $"the user may not {answer[7..]}; nothing was written"),
            _ when answer?.StartsWith("WRONGTYPE ", StringComparison.Ordinal) == true =>
                throw new StoreException(StoreFault.WrongType, $"{answer[10..]} holds the wrong type of value"),
            _ => throw new StoreException(StoreFault.Server, $"the commit script answered '{answer}'"),
        };
    }

    private RedisValue[] Arguments(PaperBatch batch)
    {
        PaperVenue venue = batch.Venue;
        var after = venue.DirtyOrders.Concat(batch.Step.Orders.Keys).Distinct(StringComparer.Ordinal)
            .Select(id => (Id: id, Order: After(batch, id))).ToList();
        var orders = after.FindAll(order => order.Order is not null);
        var gone = after.FindAll(order => order.Order is null);
        var seen = venue.Seen.Changes.ToList();
        List<List<string>> answers = [.. batch.Step.Answers.Select(answer => answer.Fields())];
        var arguments = new List<RedisValue>
        {
            Script.Head(head =>
            {
                WriteWhere(head, batch);
                head.WriteNumber("positions", venue.DirtyPositions.Count);
                head.WriteNumber("orders", orders.Count);
                head.WriteNumber("gone_orders", gone.Count);
                head.WriteNumber("seen", seen.Count(intent => intent.Value is not null));
                head.WriteNumber("forgotten", seen.Count(intent => intent.Value is null));
                head.WriteStartArray("answers");
                foreach (List<string> answer in answers) head.WriteNumberValue(answer.Count);
                head.WriteEndArray();
                head.WriteNumber("snapshots", batch.Snapshots.Count);
                head.WriteString("timestamp", IntentEncoder.Iso8601(batch.NowUnixMs));
                head.WriteNumber("max_length", _maxLength);
            }),
        };
        foreach (Position position in venue.DirtyPositions)
            arguments.AddRange([position.Key.ToString(), PositionState.Save(position, PaperVenue.SavedMode)]);
        foreach ((string id, PaperOrder? order) in orders) arguments.AddRange([id, order!.Save()]);
        foreach ((string id, _) in gone) arguments.Add(id);
        foreach ((string id, string? value) in seen.Where(intent => intent.Value is not null)) arguments.AddRange([id, value]);
        foreach ((string id, _) in seen.Where(intent => intent.Value is null)) arguments.Add(id);
        foreach (List<string> answer in answers) arguments.AddRange(answer.Select(value => (RedisValue)value));
        foreach ((_, _, string payload) in batch.Snapshots) arguments.Add(payload);
        return [.. arguments];
    }

    private void WriteWhere(Utf8JsonWriter head, PaperBatch batch)
    {
        head.WriteString("revision", batch.Revision);
        head.WriteString("next", batch.Next);
        head.WriteString("read_to", batch.Executions.ToString());
        head.WriteStartArray("cursors");
        Write(_keys.Executions, batch.Executions);
        Write(_keys.Intents, batch.Intents);
        head.WriteEndArray();

        void Write(string stream, EntryId id)
        {
            head.WriteStartArray();
            head.WriteStringValue(stream);
            head.WriteStringValue(id.ToString());
            head.WriteEndArray();
        }
    }

    private static PaperOrder? After(PaperBatch batch, string id) =>
        batch.Step.Orders.TryGetValue(id, out PaperOrder? decided) ? decided : batch.Venue.Orders.GetValueOrDefault(id);

    private static void Fill(PaperVenue venue, IEnumerable<string> positions, IEnumerable<string> orders, Dictionary<string, string> seen)
    {
        try
        {
            foreach (string position in positions) venue.Restore(Encoding.UTF8.GetBytes(position));
            foreach (string order in orders) venue.Restore(PaperOrder.Restore(Encoding.UTF8.GetBytes(order)));
            venue.Seen.Restore(seen.Select(pair => (pair.Key, pair.Value)));
        }
        catch (Exception e) when (e is JsonException or FormatException or IndexOutOfRangeException)
        {
            throw new StateException($"the paper venue's saved state is broken: {e.Message}", e);
        }
    }

    // A stream with ids before the cursor was made anew: it is read from its beginning.
    private async Task<EntryId> CursorAsync(string stream, Dictionary<string, string> checkpoint, CancellationToken stop)
    {
        if (!EntryId.TryParse(checkpoint.GetValueOrDefault(stream), out EntryId cursor)) return default;
        PaperEntry[] last = await ReadBackAsync(stream, before: null, 1, stop).ConfigureAwait(false);
        return last is [var newest] && newest.Id < cursor ? default : cursor;
    }

    private async Task<Dictionary<string, string>> HashAsync(string key, CancellationToken stop)
    {
        HashEntry[] fields = await _calls.DoAsync(redis => redis.HashGetAllAsync(key), stop, key).ConfigureAwait(false);
        return fields.ToDictionary(field => (string)field.Name!, field => (string)field.Value!, StringComparer.Ordinal);
    }

    private async Task<PaperEntry[]> RangeAsync(
        Func<IDatabase, Task<StackExchange.Redis.StreamEntry[]>> range, string stream, CancellationToken stop)
    {
        StackExchange.Redis.StreamEntry[] entries = await _calls.DoAsync(range, stop, stream).ConfigureAwait(false);
        return [.. entries.Select(PaperEntry.Of)];
    }

    private static string Text(string name)
    {
        using Stream stream = typeof(PaperStore).Assembly.GetManifestResourceStream($"HarvestBrain.Paper.Store.{name}.lua")
            ?? throw new InvalidOperationException($"script {name} is not part of the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>Where the paper venue is.</summary>
/// <param name="Revision">The checkpoint's; empty = there is none.</param>
/// <param name="Executions">Up to where the executions are folded.</param>
/// <param name="Intents">Up to where the intents are taken.</param>
internal sealed record PaperPlace(string Revision, EntryId Executions, EntryId Intents);
