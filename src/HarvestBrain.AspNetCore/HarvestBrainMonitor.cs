using System.Text.Json;
using HarvestBrain.AspNetCore.Api;
using HarvestBrain.AspNetCore.Exposition;
using HarvestBrain.Redis.Telemetry;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore;

/// <summary>
/// Everything that the endpoints show, of one service. Collects the metrics from when it is made: <c>MapHarvestBrain</c> asks the
/// application's services for it, which is before the service starts.
/// </summary>
public sealed class HarvestBrainMonitor : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Begins to collect.</summary>
    /// <param name="status">What the service is doing.</param>
    /// <param name="metrics">Its meter.</param>
    /// <param name="positions">Its positions.</param>
    /// <param name="recent">What it did last.</param>
    /// <param name="time">The clock of the ages.</param>
    public HarvestBrainMonitor(HarvestStatus status, HarvestMetrics metrics, PositionsView positions, RecentActivity recent,
        TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Status = status;
        Positions = positions;
        Recent = recent;
        Time = time;
        Metrics = new MetricsCollector(metrics);
        ActivityJson = new ActivityJson(recent, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    internal HarvestStatus Status { get; }

    internal PositionsView Positions { get; }

    internal RecentActivity Recent { get; }

    internal TimeProvider Time { get; }

    internal MetricsCollector Metrics { get; }

    internal PositionsJson PositionsJson { get; } = new();

    internal ActivityJson ActivityJson { get; }

    /// <summary>Those who may be sent the positions at the same time.</summary>
    internal SemaphoreSlim Readers { get; } = new(PositionsResponse.MaxReaders);

    /// <summary>What happened last, as JSON, as of now.</summary>
    internal ReadOnlyMemory<byte> Activity(PositionList positions) =>
        ActivityJson.Of(positions, Status.Now.Instance, Time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Makes one answer at a time: many who ask must not take all threads of the pool, which the service's loop needs
    /// too.</summary>
    internal async Task<T> InTurnAsync<T>(Func<T> make, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return make();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Answers with an object that is made when it is this answer's turn.</summary>
    internal async Task AnswerInTurnAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        ReadOnlyMemory<byte> body = await InTurnAsync(() => Answer.JsonObject(write), context.RequestAborted).ConfigureAwait(false);
        await Answer.WriteAsync(context.Response, Answer.Json, body).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Metrics.Dispose();
        _turn.Dispose();
        Readers.Dispose();
    }
}
