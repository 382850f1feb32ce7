using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Paper.Store;
using HarvestBrain.Paper.Venue;
using HarvestBrain.Testing;
using HarvestBrain.Testing.Model;

namespace HarvestBrain.Paper.Memory;

/// <summary>
/// What <see cref="PaperStore"/> is, in memory. The venue itself is the only place that knows its orders: it is loaded once, empty.
/// </summary>
internal sealed class MemoryVenueStore(InMemoryHarvest memory, PaperKeys keys, TimeProvider time) : IPaperStore
{
    private static readonly byte[] Price = "PRICE_UPDATE"u8.ToArray();

    private string _revision = "";
    private bool _isLoaded;

    public Task ConnectAsync(CancellationToken stop) => Task.CompletedTask;

    public Task ResetAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<PaperPlace> LoadAsync(PaperVenue venue, CancellationToken stop)
    {
        if (_isLoaded) throw new InvalidOperationException("what the venue knew is not kept anywhere else");
        _isLoaded = true;
        return Task.FromResult(new PaperPlace(_revision, default, default));
    }

    public Task<PaperEntry[]> ReadAsync(string stream, EntryId after, int count, CancellationToken stop) => Task.FromResult(
        memory.Run(redis => redis.Stream(stream) is { } found
            ? found.Entries.Skip(found.IndexAfter(after)).Take(count).Select(entry => new PaperEntry(entry.Id, entry.Fields)).ToArray()
            : []));

    public Task<PaperEntry[]> ReadBackAsync(string stream, EntryId? before, int count, CancellationToken stop) => Task.FromResult(
        memory.Run(redis => redis.Stream(stream) is { } found
            ? found.Entries.Reverse().Where(entry => before is not { } id || entry.Id < id).Take(count)
                .Select(entry => new PaperEntry(entry.Id, entry.Fields)).ToArray()
            : []));

    public Task<string[]> GroupsAsync(string stream, CancellationToken stop) =>
        Task.FromResult(memory.Run(redis => redis.Stream(stream) is { } found ? found.Groups.Keys.ToArray() : []));

    public async Task WaitAsync(EntryId executions, EntryId intents, TimeSpan atMost, CancellationToken stop)
    {
        Task changed = memory.Changed;
        if (memory.Run(redis => HasAfter(redis, keys.Executions, executions) || HasAfter(redis, keys.Intents, intents))) return;
        // It throws when the time is over, which is no error.
        await changed.WaitAsync(atMost, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
    }

    public Task<PaperCommit> CommitAsync(PaperBatch batch, CancellationToken stop)
    {
        PaperCommit done = memory.Run(redis => Commit(redis, batch));
        memory.Change();
        return Task.FromResult(done);
    }

    // As commit.lua has it.
    private PaperCommit Commit(ModelRedis redis, PaperBatch batch)
    {
        if (batch.Revision != _revision) return PaperCommit.Stale;
        if (batch.Step.Answers.Count > 0 && MoreThanPrices(redis, batch.Executions)) return PaperCommit.Behind;
        _revision = batch.Next;
        foreach (PaperAnswer answer in batch.Step.Answers) Add(redis, keys.Executions, answer.Fields());
        if (keys.OpenOrders.Length == 0) return PaperCommit.Done;
        foreach ((_, _, string payload) in batch.Snapshots)
        {
            Add(redis, keys.OpenOrders,
            [
                "event_type", "open.orders", "payload", payload, "timestamp", IntentEncoder.Iso8601(batch.NowUnixMs),
                "source", PaperAnswer.Source,
            ]);
        }
        return PaperCommit.Done;
    }

    private bool MoreThanPrices(ModelRedis redis, EntryId after)
    {
        if (redis.Stream(keys.Executions) is not { } stream) return false;
        return stream.Entries.Skip(stream.IndexAfter(after)).Any(entry =>
            !Array.Exists(entry.Fields, field => field.Value.Span.IndexOf(Price) >= 0));
    }

    private static bool HasAfter(ModelRedis redis, string stream, EntryId after) =>
        redis.Stream(stream) is { } found && found.IndexAfter(after) < found.Entries.Count;

    private static void Add(ModelRedis redis, string stream, List<string> fields) => redis.StreamAdd(
        stream, [.. fields.Select(Encoding.UTF8.GetBytes).Chunk(2).Select(pair => new EntryField(pair[0], pair[1]))]);
}
