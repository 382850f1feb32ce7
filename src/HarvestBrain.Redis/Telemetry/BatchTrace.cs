using System.Diagnostics;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// The trace of one batch: a span <c>batch</c>, and in it <c>read</c>, <c>decide</c> and <c>commit</c>, one after the other. A read that
/// gives nothing leaves none. Without a listener nothing is made.
/// </summary>
internal sealed class BatchTrace : IDisposable
{
    private static readonly ActivitySource Source = new(HarvestTraces.SourceName);

    private readonly Activity _batch;
    private Activity? _step;
    private bool _committed;

    private BatchTrace(Activity batch) => _batch = batch;

    /// <summary>When a read begins that may become a batch; the default when nobody listens.</summary>
    public static DateTimeOffset Begin() =>
        Source.HasListeners() ? TimeProvider.System.GetUtcNow() : default; // as activities tell the time

    /// <summary>A read has given entries.</summary>
    /// <param name="begun">What <see cref="Begin"/> said.</param>
    /// <param name="entries">How many.</param>
    /// <returns><see langword="null"/> when nobody wants it.</returns>
    public static BatchTrace? Start(DateTimeOffset begun, int entries)
    {
        if (begun == default
            || Source.StartActivity("batch", ActivityKind.Consumer, default(ActivityContext), startTime: begun) is not { } batch)
            return null;
        batch.SetTag("harvest.entries", entries);
        Source.StartActivity("read", ActivityKind.Client, batch.Context, startTime: begun)?.Dispose();
        return new BatchTrace(batch);
    }

    /// <summary>Folding and deciding begins.</summary>
    public void Decide() => Step("decide", ActivityKind.Internal);

    /// <summary>Writing begins.</summary>
    public void Commit(CommitBatch batch)
    {
        _batch.SetTag("harvest.intents", batch.Intents.Count);
        _batch.SetTag("harvest.dead_letters", batch.DeadLetters.Count);
        Step("commit", ActivityKind.Client);
    }

    /// <summary>It is written.</summary>
    public void Committed() => _committed = true;

    /// <summary>Ends the spans; with an error if nothing was written.</summary>
    public void Dispose()
    {
        if (!_committed) (_step ?? _batch).SetStatus(ActivityStatusCode.Error, "not committed");
        _step?.Dispose();
        if (!_committed) _batch.SetStatus(ActivityStatusCode.Error, "not committed");
        _batch.Dispose();
    }

    private void Step(string name, ActivityKind kind)
    {
        _step?.Dispose();
        _step = Source.StartActivity(name, kind, _batch.Context);
    }
}
