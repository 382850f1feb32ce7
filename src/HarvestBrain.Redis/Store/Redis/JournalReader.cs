using System.Globalization;
using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>
/// Reads what a service read, decided and published, beside a running one or without one. Writes nothing. Commands: XRANGE, XINFO STREAM
/// (entries-added: 7.0), HGETALL, HSCAN, ZRANGE.
/// </summary>
internal sealed class JournalReader(HarvestBrainOptions options, CallLimits limits) : IAsyncDisposable
{
    /// <summary>How many entries one call reads at most.</summary>
    public const int Page = 500;

    private readonly OperatorConnection _connection = new(options, limits);

    public Keys Keys { get; } = new(options.Redis, options.Mode, options.Instance);

    /// <summary>The instance whose intents count.</summary>
    public string Instance => options.Instance;

    /// <summary>About how much the output keeps.</summary>
    public long OutputMaxLength => options.Redis.OutputMaxLength;

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>The anchors that are set, the older one first.</summary>
    public async Task<IReadOnlyList<JournalAnchor>> AnchorsAsync(CancellationToken stop)
    {
        var anchors = new List<JournalAnchor>();
        for (int slot = 0; slot < 2; slot++)
        {
            if (await AnchorAsync(slot, stop).ConfigureAwait(false) is { } anchor) anchors.Add(anchor);
        }
        return [.. anchors.OrderBy(anchor => anchor.Added)];
    }

    /// <summary>The positions of an anchor; <see langword="null"/> when it was replaced meanwhile.</summary>
    public async Task<IReadOnlyList<(string Key, byte[] State)>?> PositionsAsync(JournalAnchor anchor, CancellationToken stop)
    {
        var positions = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        string cursor = "0";
        do
        {
            (cursor, HashEntry[] page) = await DoAsync(
                () => RedisHarvestStore.ScanAsync(_connection.Calls, Keys.Anchor(anchor.Slot), cursor, Page, stop), stop).ConfigureAwait(
                    false);
            foreach (HashEntry position in page) positions[(string)position.Name!] = (byte[])position.Value!;
        }
        while (cursor != "0");
        bool isStill = await AnchorAsync(anchor.Slot, stop).ConfigureAwait(false) is { } now && now.Journal == anchor.Journal;
        return isStill ? [.. positions.Select(pair => (pair.Key, pair.Value))] : null;
    }

    /// <summary>Entries of the journal after one, <see cref="Page"/> at most.</summary>
    public async Task<IReadOnlyList<JournalEntry>> JournalAsync(EntryId after, CancellationToken stop) =>
        [.. (await RangeAsync(Keys.Journal, after, null, Page, stop).ConfigureAwait(false)).Select(Journalled)];

    /// <summary>Entries of an input stream after one, up to one.</summary>
    public async Task<IReadOnlyList<StreamEntry>> EntriesAsync(InputStream stream, EntryId after, EntryId? upto, CancellationToken stop)
    {
        var entries = new List<StreamEntry>();
        while (true)
        {
            StackExchange.Redis.StreamEntry[] page = await RangeAsync(stream.Name, after, upto, Page, stop).ConfigureAwait(false);
            foreach (StackExchange.Redis.StreamEntry entry in page)
            {
                after = Id(entry.Id);
                EntryField[] fields = [.. entry.Values.Select(field => new EntryField((byte[])field.Name!, (byte[])field.Value!))];
                entries.Add(new StreamEntry(after, fields, stream));
            }
            if (page.Length < Page) return entries;
        }
    }

    /// <summary>The names of the keys in a mode.</summary>
    public Keys KeysOf(HarvestMode mode) => new(options.Redis, mode, options.Instance);

    /// <summary>The whole of an output stream: ids and fields.</summary>
    public async Task<IReadOnlyList<(EntryId Id, IReadOnlyDictionary<string, byte[]> Fields)>> OutputAsync(
        string stream, CancellationToken stop)
    {
        var entries = new List<(EntryId, IReadOnlyDictionary<string, byte[]>)>();
        EntryId after = default;
        while (true)
        {
            StackExchange.Redis.StreamEntry[] page = await RangeAsync(stream, after, null, Page, stop).ConfigureAwait(false);
            foreach (StackExchange.Redis.StreamEntry entry in page)
            {
                after = Id(entry.Id);
                entries.Add((after, entry.Values.GroupBy(field => (string)field.Name!).ToDictionary(
                    field => field.Key, field => (byte[])field.Last().Value!, StringComparer.Ordinal)));
            }
            if (page.Length < Page) return entries;
        }
    }

    /// <summary>The payloads of a symbol's last intents.</summary>
    public async Task<IReadOnlyList<byte[]>> HistoryAsync(string symbol, CancellationToken stop) =>
    [
        .. (await DoAsync(() => _connection.Calls.DoAsync(redis => redis.SortedSetRangeByRankAsync(Keys.History(symbol)), stop), stop)
            .ConfigureAwait(false))
            .Select(member => (byte[])member!),
    ];

    /// <summary>How much a stream has and has had; nothing where there is none.</summary>
    public async Task<StreamCount> CountAsync(string stream, CancellationToken stop)
    {
        try
        {
            StreamInfo info = await DoAsync(() => _connection.Calls.DoAsync(redis => redis.StreamInfoAsync(stream), stop, stream), stop)
                .ConfigureAwait(false);
            return new StreamCount(info.EntriesAdded, info.Length, Id(info.LastGeneratedId));
        }
        catch (StoreException e) when (GroupProgress.IsNoStream(e))
        {
            return default;
        }
    }

    private async Task<JournalAnchor?> AnchorAsync(int slot, CancellationToken stop)
    {
        HashEntry[] fields = await DoAsync(
            () => _connection.Calls.DoAsync(redis => redis.HashGetAllAsync(Keys.AnchorCheckpoint(slot)), stop), stop).ConfigureAwait(false);
        var checkpoint = new Checkpoint(
            fields.ToDictionary(field => (string)field.Name!, field => (string)field.Value!, StringComparer.Ordinal));
        if (checkpoint[Checkpoint.AnchorStartField] is not { } start || checkpoint[Checkpoint.AnchorAddedField] is not { } added)
            return null;
        return new JournalAnchor(
            slot, checkpoint, Id(checkpoint[Checkpoint.AnchorJournalField]), long.Parse(added, CultureInfo.InvariantCulture),
            Id(checkpoint[Checkpoint.AnchorOutputField]), Encoding.UTF8.GetBytes(start));
    }

    private Task<StackExchange.Redis.StreamEntry[]> RangeAsync(
        string stream, EntryId after, EntryId? upto, int count, CancellationToken stop) => DoAsync(
        () => _connection.Calls.DoAsync(redis => redis.StreamRangeAsync(stream, $"({after}", upto?.ToString() ?? "+", count), stop, stream),
            stop);

    private Task<T> DoAsync<T>(Func<Task<T>> call, CancellationToken stop) => _connection.RunAsync(call, stop);

    private static JournalEntry Journalled(StackExchange.Redis.StreamEntry entry) => new(
        Id(entry.Id), (byte[]?)entry["commit"] ?? [], (string?)entry["published"] ?? "", (string?)entry["first"] is { } first ? Id(first)
            : null,
        entry["position"], entry["state"]);

    private static EntryId Id(string? text) =>
        EntryId.TryParse(text, out EntryId id) ? id : throw new StoreException(StoreFault.Server, $"'{text}' is no entry id");
}
