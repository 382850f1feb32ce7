using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using HarvestBrain.Testing.Model;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Testing;

/// <summary>
/// In place of Redis, in memory: what a service reads, keeps and publishes, with the commit rules of the real one. Nothing survives it.
/// Thread-safe.
/// </summary>
public sealed class InMemoryHarvest : IHarvestStores
{
    private readonly Lock _lock = new();
    private readonly ModelRedis _redis = new();
    private readonly TimeProvider _time;
    private TaskCompletionSource _changed = NewChange();

    /// <summary>With nothing in it.</summary>
    /// <param name="time">Its clock.</param>
    /// <param name="options">The options of the service.</param>
    public InMemoryHarvest(TimeProvider time, IOptions<HarvestBrainOptions> options)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        Keys = new Keys(options.Value.Redis, options.Value.Mode, options.Value.Instance);
    }

    /// <summary>What was published, JSON, in order.</summary>
    public IReadOnlyList<string> Intents => Payloads(Keys.Output);

    /// <summary>The trades that are over, JSON, in order.</summary>
    public IReadOnlyList<string> Trades => Payloads(Keys.Trades);

    /// <summary>How many entries could not be understood.</summary>
    public int DeadLetters
    {
        get
        {
            lock (_lock) return _redis.Stream(Keys.DeadLetters)?.Entries.Count ?? 0;
        }
    }

    internal Keys Keys { get; }

    /// <summary>Adds an entry to the stream of executions: a fill, a price, an outcome.</summary>
    /// <param name="fields">Names and values in turn, as a producer writes them.</param>
    /// <returns>Its id.</returns>
    public EntryId Add(params IEnumerable<string> fields) => AddTo(Keys.Input, fields);

    /// <summary>Adds an entry to any stream.</summary>
    /// <param name="stream">The stream's key.</param>
    /// <param name="fields">Names and values in turn.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="ArgumentException">A name is without its value.</exception>
    public EntryId AddTo(string stream, params IEnumerable<string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        byte[][] values = [.. fields.Select(Encoding.UTF8.GetBytes)];
        if (values.Length == 0 || values.Length % 2 != 0) throw new ArgumentException("names and values in turn", nameof(fields));
        EntryId id = Run(redis => redis.StreamAdd(stream, [.. values.Chunk(2).Select(pair => new EntryField(pair[0], pair[1]))]));
        Change();
        return id;
    }

    /// <summary>Sets the kill switch.</summary>
    /// <param name="on">Nothing is published.</param>
    public void SetKillSwitch(bool on)
    {
        Run(redis =>
        {
            if (on) redis.Set(Keys.KillSwitch, "1");
            else redis.Delete(Keys.KillSwitch);
            return on;
        });
        Change();
    }

    /// <summary>Sets one of a symbol's own settings.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="name">Its short name, such as <c>ladder</c>.</param>
    /// <param name="value">Its value.</param>
    public void SetSymbol(string symbol, string name, string value) => Run(redis =>
    {
        redis.HashSet(Keys.Config(symbol), name, value);
        return 0;
    });

    /// <summary>Ends when all that was added to the input streams is decided and committed.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>Observers are told beside the service: all of them have been told when the host has stopped.</remarks>
    public async Task AppliedAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task changed = Changed;
            if (Run(_ => Keys.Inputs.All(IsApplied))) return;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    IHarvestStore IHarvestStores.Open(HarvestBrainOptions options, string consumer, string owner) =>
        new InMemoryStore(this, _time, new ModelStore(_redis, options, owner));

    /// <summary>Ends with the next change of anything.</summary>
    internal Task Changed
    {
        get
        {
            lock (_lock) return _changed.Task;
        }
    }

    /// <summary>Does something alone, at the time of the clock.</summary>
    internal T Run<T>(Func<ModelRedis, T> work)
    {
        lock (_lock)
        {
            _redis.NowUnixMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
            return _redis.Run(() => work(_redis));
        }
    }

    /// <summary>Something has changed.</summary>
    internal void Change()
    {
        TaskCompletionSource changed;
        lock (_lock) (changed, _changed) = (_changed, NewChange());
        changed.TrySetResult();
    }

    private bool IsApplied(InputStream input)
    {
        EntryId last = _redis.Stream(input.Name)?.LastId ?? default;
        return last == default || (EntryId.TryParse(_redis.HashText(Keys.Checkpoint, input.Name), out EntryId applied) && applied >= last);
    }

    private string[] Payloads(string stream)
    {
        lock (_lock)
        {
            return
            [
                .. (_redis.Stream(stream)?.Entries ?? []).Select(entry =>
                    Encoding.UTF8.GetString(Array.Find(entry.Fields, field => field.Name.Span.SequenceEqual("payload"u8)).Value.Span)),
            ];
        }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
