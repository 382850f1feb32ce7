using System.Buffers;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Partitions;
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
    private readonly Dictionary<(PositionKey, decimal), (Intent Intent, CommitIntent Commit)> _protections = []; // of the batch in hand

    private readonly record struct Decoded(StreamEntry Entry, bool Understood, HarvestEvent Event, DecodeError Error);

    /// <summary>Decodes the entries and tells which symbols a decision may be made for.</summary>
    public void Decode(IReadOnlyList<StreamEntry> entries, HarvestEngine engine, ISet<string> symbols)
    {
        _decoded.Clear();
        foreach (StreamEntry entry in entries)
        {
            bool understood = _decoder.TryDecode(entry.Stream.Source, entry.Id, entry.Fields, out HarvestEvent e, out DecodeError error);
            if (understood && NotOurs(e.Symbol) is { } code)
                (understood, error) = (false, new DecodeError(code, "symbol", e.Symbol, Symbol: null, MayBeFill: false));
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
        _protections.Clear();
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

    // Whoever wrote it counts partitions otherwise: its position, if it has one, is not here.
    private DecodeCode? NotOurs(string symbol)
    {
        if (options.Redis.Partition is not { } ours) return null;
        if (!SymbolPartition.Fits(symbol)) return DecodeCode.SymbolInvalid;
        return SymbolPartition.Of(symbol, options.Redis.Partitions) == ours ? null : DecodeCode.WrongPartition;
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
        Supersede(result, batch, report);
        Add(result, partition, batch);
    }

    /// <summary>
    /// How much a stop protects is said once for a batch, the last word of it, and not of what is gone: what the executor would be told and
    /// told otherwise in one breath is left out.
    /// </summary>
    private void Supersede(StepResult result, CommitBatch batch, BatchReport? report)
    {
        if (_protections.Count == 0) return;
        foreach (ClosedEpoch closed in result.Closed) Drop(said => said.Key == closed.Key && said.Epoch == closed.Epoch);
        foreach (Intent intent in result.Intents)
        {
            if (intent.Kind == IntentKind.Protect) Drop(said => said.Key == intent.Key && said.StopPrice == intent.StopPrice);
        }

        void Drop(Func<Intent, bool> isSuperseded)
        {
            foreach ((var key, (Intent said, CommitIntent commit)) in _protections)
            {
                if (!isSuperseded(said)) continue;
                batch.Intents.Remove(commit);
                report?.Superseded(said);
                _protections.Remove(key);
            }
        }
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
            var commit = new CommitIntent(
                intent.IntentId, intent.Key.Symbol, intent.Kind, intent.Attempt, _payload.WrittenSpan.ToArray(), intent.TimeUnixMs,
                What(intent), IntentEncoder.Reason(intent), intent.StopKind);
            batch.Intents.Add(commit);
            if (intent.Kind == IntentKind.Protect) _protections[(intent.Key, intent.StopPrice)] = (intent, commit);
        }
    }

    private static string What(in Intent intent) => intent.Kind switch
        {
            IntentKind.PartialClose => $"{Words.Of(intent.Side)} {PlainDecimal.Format(intent.Quantity)}",
            IntentKind.MoveStop => $"stop to {PlainDecimal.Format(intent.StopPrice)}",
            IntentKind.Protect => $"stop {PlainDecimal.Format(intent.StopPrice)} protects {PlainDecimal.Format(intent.ProtectQuantity)}",
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
