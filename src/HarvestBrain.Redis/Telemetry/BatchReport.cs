using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// What becomes of the entries of one read: logged as it happens, counted and told when it is committed, because a batch that is not
/// written is decided anew. Disposed uncommitted, its trace has an error.
/// </summary>
internal sealed class BatchReport(
    HarvestMetrics metrics, HarvestObservers observers, RefusalLog refusals, ILogger logger, TimeProvider time, string deadLetters,
    BatchTrace? trace, ReadResult read) : IDisposable
{
    private readonly RungWatch _rungs = new();
    private readonly long _readAt = time.GetTimestamp();
    private TimeSpan _decoding;
    private long _decideAt;

    /// <summary>What is counted when it is committed.</summary>
    public BatchTally Tally { get; } = new();

    /// <summary>How often a snapshot differed from the fold.</summary>
    public int Drifts { get; private set; }

    /// <summary>The entries are decoded.</summary>
    public void Decoded() => _decoding = time.GetElapsedTime(_readAt);

    /// <summary>Folding and deciding begins.</summary>
    public void Deciding() => _decideAt = time.GetTimestamp();

    /// <summary>An event is about to be applied.</summary>
    public void Applying(HarvestEngine engine, in HarvestEvent e) => _rungs.Before(engine, e);

    /// <summary>An event is applied.</summary>
    public void Applied(StepResult result, in HarvestEvent e)
    {
        bool refused = _rungs.After(Tally);
        Tally.Folded++;
        observers.NoteTrades(result, e);
        observers.Note(result, e.Id);
        foreach (ClosedEpoch trade in result.Closed) Tally.Trades.Add((trade.Key.Symbol, trade.Exit, trade.NetR));
        if (refused && (e.Kind == EventKind.Outcome || e.EndsOrder) && e.IntentEcho is { } intent)
        {
            Log.IntentRefused(logger, intent, e.Id.ToString());
            observers.Note(new IntentRefused(e.Symbol, intent, e.Id.ToString()));
        }
        foreach (FoldRejection rejection in result.Rejections)
        {
            Tally.Rejected[(int)rejection.Code]++;
            refusals.Note(rejection, e.Id);
        }
        foreach (PositionDrift drift in result.Drifts)
        {
            Drifts++;
            Tally.Drifted[(int)drift.Kind]++;
            Log.Drift(logger, drift.Key.ToString(), drift.ToString(), e.Id.ToString());
        }
        foreach (HoldReason hold in result.Holds)
        {
            Tally.Held[(int)hold.Code]++;
            if (logger.IsEnabled(LogLevel.Debug)) Log.Held(logger, hold.Key.ToString(), hold.ToString());
        }
    }

    /// <summary>An entry broke the engine: nothing of this batch is written, and next time it is set aside.</summary>
    public void Poisoned(EntryId id, Exception error) => Log.Poison(logger, id.ToString(), error.ToString());

    /// <summary>An entry could not be understood.</summary>
    public void DeadLettered(EntryId id, in DecodeError error)
    {
        Tally.DeadLettered[(int)error.Code]++;
        observers.Note(new EntryDeadLettered(id.ToString(), error));
        Log.DeadLettered(logger, id.ToString(), error.ToString(), deadLetters);
    }

    /// <summary>A position may have missed something.</summary>
    public void Suspect(Position position, EntryId id) => Log.Suspect(logger, position.Key.ToString(), id.ToString());

    /// <summary>Everything is decided; writing begins.</summary>
    public void Committing(CommitBatch batch)
    {
        metrics.Decided(_decoding + time.GetElapsedTime(_decideAt));
        trace?.Commit(batch);
    }

    /// <summary>It is written.</summary>
    /// <param name="decidedAtUnixMs">Redis's clock when the entries were read.</param>
    public void Settled(long decidedAtUnixMs)
    {
        trace?.Committed();
        metrics.Settled(read.Executions, decidedAtUnixMs + (long)time.GetElapsedTime(_readAt).TotalMilliseconds);
    }

    /// <inheritdoc/>
    public void Dispose() => trace?.Dispose();
}
