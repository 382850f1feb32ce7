using System.Buffers;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Redis.Loop;

/// <summary>Turns the entries of one read into one commit. Knows nothing of Redis beyond what a batch carries.</summary>
internal sealed class BatchProcessor(HarvestBrainOptions options) : IDisposable
{
    private readonly EntryDecoder _decoder = new();
    private readonly IntentEncoder _encoder = new(options.Mode, options.Instance);
    private readonly TradeEncoder _trades = new(options.Mode, options.Instance);
    private readonly ArrayBufferWriter<byte> _payload = new(1024);
    private readonly List<Decoded> _decoded = [];
    private readonly HashSet<(InputStream, EntryId)> _poison = [];

    private readonly record struct Decoded(StreamEntry Entry, bool Understood, HarvestEvent Event, DecodeError Error);

    /// <summary>Decodes the entries and tells which symbols a decision may be made for.</summary>
    public void Decode(IReadOnlyList<StreamEntry> entries, HarvestEngine engine, ISet<string> symbols)
    {
        _decoded.Clear();
        foreach (StreamEntry entry in entries)
        {
            bool understood = _decoder.TryDecode(entry.Stream.Source, entry.Id, entry.Fields, out HarvestEvent e, out DecodeError error);
            _decoded.Add(new Decoded(entry, understood, e, error));
            bool opens = e.Kind == EventKind.Fill || (e.Kind == EventKind.PositionSnapshot && e.Quantity > 0);
            bool decides = opens || (e.Kind is EventKind.Price or EventKind.PositionSnapshot && HasOpen(engine, e.Symbol));
            if (understood && decides) symbols.Add(e.Symbol);
        }
    }

    /// <summary>Applies what was decoded, in order, and fills the batch.</summary>
    /// <param name="partition">What it is applied to.</param>
    /// <param name="nowUnixMs">When that is, Unix milliseconds of Redis's clock.</param>
    /// <param name="batch">Takes what comes of it.</param>
    /// <param name="report">Is told; <see langword="null"/> when it is decided once more, and was told before.</param>
    public void Apply(OwnedPartition partition, long nowUnixMs, CommitBatch batch, BatchReport? report)
    {
        foreach (Decoded decoded in _decoded)
        {
            if (_poison.Contains((decoded.Entry.Stream, decoded.Entry.Id)))
                DeadLetter(partition, decoded, PoisonError(decoded), batch, report);
            else if (!decoded.Understood) DeadLetter(partition, decoded, decoded.Error, batch, report);
            else ApplyEvent(partition, decoded, nowUnixMs, batch, report);
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _trades.Dispose();
    }

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

    private void ApplyEvent(OwnedPartition partition, in Decoded decoded, long nowUnixMs, CommitBatch batch, BatchReport? report)
    {
        HarvestEvent e = decoded.Event;
        StepResult result;
        try
        {
            report?.Applying(partition.Engine, e);
            result = partition.Engine.Apply(e, nowUnixMs);
        }
        catch (Exception error)
        {
            // A bug of ours must not stop every symbol: next time this entry is set aside. Nothing of this batch is written.
            _poison.Add((decoded.Entry.Stream, e.Id));
            report?.Poisoned(e.Id, error);
            throw new PoisonException(e.Id);
        }
        report?.Applied(result, e);
        Add(result, partition, batch);
    }

    /// <summary>The kill switch came on: takes back what nobody has answered.</summary>
    /// <returns>What is taken back.</returns>
    public StepResult TakeBack(OwnedPartition partition, long nowUnixMs, CommitBatch batch)
    {
        batch.TakesBack = true;
        StepResult result = partition.Engine.TakeBack(nowUnixMs);
        Add(result, partition, batch);
        return result;
    }

    private void Add(StepResult result, OwnedPartition partition, CommitBatch batch)
    {
        foreach (Position position in result.Dirty) partition.Dirty.Add(position);
        foreach (ClosedEpoch trade in result.Closed)
        {
            _payload.ResetWrittenCount();
            _trades.Write(trade, _payload);
            batch.Trades.Add(new CommitTrade(_payload.WrittenSpan.ToArray(), trade.ClosedAtUnixMs));
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

    private static string What(in Intent intent) => intent.Kind switch
        {
            IntentKind.PartialClose => $"{Words.Of(intent.Side)} {PlainDecimal.Format(intent.Quantity)}",
            IntentKind.MoveStop => $"stop to {PlainDecimal.Format(intent.StopPrice)}",
            _ => "taken back",
        }
        + (intent.Attempt > 1 ? $" (attempt {intent.Attempt})" : "");

    private static void DeadLetter(
        OwnedPartition partition, in Decoded decoded, in DecodeError error, CommitBatch batch, BatchReport? report)
    {
        batch.DeadLetters.Add(new DeadLetter(decoded.Entry, error.ToString()));
        report?.DeadLettered(decoded.Entry.Id, error);
        if (error.Symbol is null || !error.MayBeFill) return;
        foreach (Position position in partition.Engine.MarkSuspect(error.Symbol))
        {
            partition.Dirty.Add(position);
            report?.Suspect(position, decoded.Entry.Id);
        }
    }
}

/// <summary>An entry broke the engine: load everything anew and set the entry aside.</summary>
internal sealed class PoisonException(EntryId id) : Exception($"entry {id} broke the engine");
