using HarvestBrain.Core;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tape;

/// <summary>
/// Decides once more what a service decided: the same entries, in the same batches, at the same times, with the same settings, by the code
/// of the service. Positions are saved and restored where the service saved and restored them.
/// </summary>
/// <param name="inputs">The streams that a tape may hold.</param>
/// <param name="mode">The mode of the intents to write, and of their instance; <see langword="null"/> = those of the service
/// itself.</param>
/// <param name="instance">The instance of the intents to write.</param>
internal sealed class Redecider(IReadOnlyList<InputStream> inputs, HarvestMode? mode = null, string? instance = null) : IDisposable
{
    private readonly Dictionary<string, byte[]> _saved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _symbols = new(StringComparer.Ordinal);
    private List<PolicyChange> _policies = [];
    private JournalStart? _settings;
    private BatchProcessor? _processor;
    private OwnedPartition? _partition;
    private (long[] Closes, long[] Stops) _rates = ([], []);

    /// <summary>Begins with what was saved.</summary>
    /// <param name="start">Settings in force.</param>
    /// <param name="rates">When partial closes and stop moves of the last minute were published.</param>
    public void Begin(JournalStart start, (long[] Closes, long[] Stops) rates)
    {
        _saved.Clear();
        _rates = rates;
        _partition = null;
        Take(start);
    }

    /// <summary>A position is saved so, by an operator, or before anything else; the next owner restores it.</summary>
    public void Save(string key, byte[] state) => _saved[key] = state;

    /// <summary>Decides one commit.</summary>
    /// <returns>What comes of it.</returns>
    public CommitBatch Decide(JournalNote note, IReadOnlyList<StreamEntry> entries)
    {
        if (note.Begins is { } begins)
        {
            Take(begins);
            _partition = null;
        }
        while (true)
        {
            int policies = _policies.Count;
            OwnedPartition partition = _partition ??= Load();
            try
            {
                return Decide(partition, note, entries);
            }
            catch (PoisonException)
            {
                // As the service does: all that was not saved is forgotten, and that entry is set aside.
                _policies.RemoveRange(policies, _policies.Count - policies);
                _partition = null;
            }
        }
    }

    public void Dispose() => _processor?.Dispose();

    private CommitBatch Decide(OwnedPartition partition, JournalNote note, IReadOnlyList<StreamEntry> entries)
    {
        CommitBatch batch = partition.NewBatch(note.NowUnixMs);
        partition.Engine.KillSwitchOn = note.KillSwitchOn;
        foreach (PolicyChange change in note.Policies)
        {
            change.ApplyTo(partition.Engine);
            _policies.Add(change);
        }
        if (note.AllSuspect) partition.MarkAllSuspect();
        _symbols.Clear();
        _processor!.Decode(entries, partition.Engine, _symbols);
        if (note.TakesBack) _processor.TakeBack(partition, note.NowUnixMs, batch);
        _processor.Apply(partition, note.NowUnixMs, batch, report: null);
        foreach (Position position in partition.Dirty)
            _saved[position.Key.ToString()] = PositionState.Save(position, partition.Engine.Mode);
        if (batch.Intents.Count > 0) _rates = ([.. partition.Engine.Rate.OldestFirst()], [.. partition.Engine.StopRate.OldestFirst()]);
        partition.Dirty.Clear();
        return batch;
    }

    private void Take(JournalStart start)
    {
        bool isSame = _settings is { } known && known.Settings.Mode == start.Settings.Mode
            && known.Settings.Instance == start.Settings.Instance;
        _settings = start;
        _policies = [.. start.Policies];
        if (isSame) return; // what was set aside stays so
        _processor?.Dispose();
        _processor = new BatchProcessor(
            new HarvestBrainOptions { Mode = mode ?? start.Settings.Mode, Instance = instance ?? start.Settings.Instance });
    }

    private OwnedPartition Load()
    {
        Core.Settings.EngineSettings settings = _settings!.Settings;
        var engine = new HarvestEngine(settings.Policy, settings.Mode, settings.MaxActionsPerMinute, settings.MaxStopsPerMinute);
        foreach (byte[] state in _saved.Values) engine.Restore(PositionState.Restore(state, settings.Mode, out _));
        engine.Rate.Restore(_rates.Closes);
        engine.StopRate.Restore(_rates.Stops);
        foreach (PolicyChange change in _policies) change.ApplyTo(engine);
        return new OwnedPartition("", new RememberedState(engine, new InputCursors(inputs)), "", 0);
    }
}
