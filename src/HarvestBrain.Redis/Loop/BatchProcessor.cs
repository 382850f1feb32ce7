using System.Buffers;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Loop;

/// <summary>Turns the entries of one read into one commit. Knows nothing of Redis beyond what a batch carries.</summary>
internal sealed class BatchProcessor(HarvestBrainOptions options, string deadLetters, HarvestObservers observers, ILogger logger) : IDisposable
{
    private readonly EntryDecoder _decoder = new();
    private readonly IntentEncoder _encoder = new(options.Mode, options.Instance);
    private readonly ArrayBufferWriter<byte> _payload = new(1024);
    private readonly List<Decoded> _decoded = [];
    private readonly HashSet<(InputStream?, EntryId)> _poison = [];
    private readonly RungWatch _rungs = new();

    private readonly record struct Decoded(StreamEntry Entry, bool Understood, HarvestEvent Event, DecodeError Error);

    /// <summary>How often a snapshot differed from the fold, since the start.</summary>
    public long Drifts { get; private set; }

    /// <summary>Decodes the entries and tells which symbols a decision may be made for.</summary>
    public void Decode(IReadOnlyList<StreamEntry> entries, HarvestEngine engine, ISet<string> symbols)
    {
        _decoded.Clear();
        foreach (StreamEntry entry in entries)
        {
            HarvestEvent e = default;
            DecodeError error = default;
            bool understood = entry.Fields is { } fields && _decoder.TryDecode(
                entry.Snapshots?.Source ?? EntrySource.Execution, entry.Id, fields, out e, out error);
            _decoded.Add(new Decoded(entry, understood, e, error));
            bool opens = e.Kind == EventKind.Fill || (e.Kind == EventKind.PositionSnapshot && e.Quantity > 0);
            bool decides = opens || (e.Kind is EventKind.Price or EventKind.PositionSnapshot && HasOpen(engine, e.Symbol));
            if (understood && decides) symbols.Add(e.Symbol);
        }
    }

    /// <summary>Applies what was decoded, in order, and fills the batch.</summary>
    /// <returns>How many entries were lost.</returns>
    public int Apply(Ledger ledger, long nowUnixMs, CommitBatch batch)
    {
        int lost = 0;
        foreach (Decoded decoded in _decoded)
        {
            StreamEntry entry = decoded.Entry;
            if (entry.Snapshots is null)
            {
                batch.Acknowledged.Add(entry.Id);
                if (ledger.Applied is { } applied && entry.Id <= applied) continue; // applied before, only never acknowledged
            }
            if (entry.Fields is null) lost++;
            else if (_poison.Contains((entry.Snapshots, entry.Id))) DeadLetter(ledger, decoded, PoisonError(decoded), batch);
            else if (!decoded.Understood) DeadLetter(ledger, decoded, decoded.Error, batch);
            else ApplyEvent(ledger, decoded, nowUnixMs, batch);
        }
        if (lost > 0) ledger.Dirty.UnionWith(ledger.Engine.MarkAllSuspect());
        return lost;
    }

    public void Dispose() => _encoder.Dispose();

    private static bool HasOpen(HarvestEngine engine, string symbol)
    {
        for (PositionSide side = PositionSide.Both; side <= PositionSide.Short; side++)
        {
            if (engine.Find(symbol, side) is { Quantity: > 0 }) return true;
        }
        return false;
    }

    private static DecodeError PoisonError(in Decoded decoded) =>
        new(DecodeCode.EngineFailed, null, null, decoded.Event.Symbol, decoded.Event.Kind == EventKind.Fill);

    private void ApplyEvent(Ledger ledger, in Decoded decoded, long nowUnixMs, CommitBatch batch)
    {
        HarvestEvent e = decoded.Event;
        StepResult result;
        bool refused;
        try
        {
            _rungs.Before(ledger.Engine, e);
            result = ledger.Engine.Apply(e, nowUnixMs);
            refused = _rungs.After(batch.Tally);
        }
        catch (Exception error)
        {
            // A bug of ours must not stop every symbol: next time this entry is set aside. Nothing of this batch is written.
            _poison.Add((decoded.Entry.Snapshots, e.Id));
            Log.Poison(logger, e.Id.ToString(), error.ToString());
            throw new PoisonException(e.Id);
        }
        batch.Tally.Folded++;
        observers.Note(result, e.Id);
        if (refused && e.Kind == EventKind.Outcome)
        {
            Log.IntentRefused(logger, e.IntentEcho!, e.Id.ToString());
            observers.Note(new IntentRefused(e.Symbol, e.IntentEcho!, e.Id.ToString()));
        }
        foreach (Position position in result.Dirty) ledger.Dirty.Add(position);
        foreach (FoldRejection rejection in result.Rejections)
        {
            batch.Tally.Rejected[(int)rejection.Code]++;
            Log.Rejected(logger, rejection.Key.ToString(), rejection.ToString(), e.Id.ToString());
        }
        foreach (PositionDrift drift in result.Drifts)
        {
            Drifts++;
            batch.Tally.Drifted[(int)drift.Kind]++;
            Log.Drift(logger, drift.Key.ToString(), drift.ToString(), e.Id.ToString());
        }
        foreach (HoldReason hold in result.Holds)
        {
            batch.Tally.Held[(int)hold.Code]++;
            if (logger.IsEnabled(LogLevel.Debug)) Log.Held(logger, hold.Key.ToString(), hold.ToString());
        }
        foreach (Intent intent in result.Intents)
        {
            _payload.ResetWrittenCount();
            _encoder.Write(intent, _payload);
            batch.Intents.Add(new CommitIntent(
                intent.IntentId, intent.Key.Symbol, intent.Kind, intent.Attempt, _payload.WrittenSpan.ToArray(), intent.TimeUnixMs,
                What(intent), IntentEncoder.Reason(intent), intent.StopKind));
        }
    }

    private static string What(in Intent intent) => intent.Kind == IntentKind.PartialClose
        ? $"{Words.Of(intent.Side)} {PlainDecimal.Format(intent.Quantity)}"
        : $"stop to {PlainDecimal.Format(intent.StopPrice)}";

    private void DeadLetter(Ledger ledger, in Decoded decoded, in DecodeError error, CommitBatch batch)
    {
        batch.DeadLetters.Add(new DeadLetter(decoded.Entry, error.ToString()));
        batch.Tally.DeadLettered[(int)error.Code]++;
        observers.Note(new EntryDeadLettered(decoded.Entry.Id.ToString(), error));
        Log.DeadLettered(logger, decoded.Entry.Id.ToString(), error.ToString(), deadLetters);
        if (error.Symbol is null || !error.MayBeFill) return;
        foreach (Position position in ledger.Engine.MarkSuspect(error.Symbol))
        {
            ledger.Dirty.Add(position);
            Log.Suspect(logger, position.Key.ToString(), decoded.Entry.Id.ToString());
        }
    }
}

/// <summary>An entry broke the engine: load everything anew and set the entry aside.</summary>
internal sealed class PoisonException(EntryId id) : Exception($"entry {id} broke the engine");
