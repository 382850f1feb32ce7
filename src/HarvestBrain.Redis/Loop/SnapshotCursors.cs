using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Loop;

/// <summary>
/// How far each stream of snapshots is applied. The checkpoint alone says so: no entry is pending, and none is missed when it is cut
/// from its stream, since the next snapshot says the same, and later.
/// </summary>
internal sealed class SnapshotCursors(IReadOnlyList<InputStream> streams)
{
    private readonly EntryId?[] _durable = new EntryId?[streams.Count];
    private readonly EntryId?[] _applied = new EntryId?[streams.Count];

    /// <summary>Per stream the last applied id.</summary>
    public IReadOnlyList<EntryId> Applied => Array.ConvertAll(_applied, id => id ?? default);

    /// <summary>What is loaded: both from Redis, or (<paramref name="keeps"/>) what we still know that Redis has lost.</summary>
    public void Load(LoadedState state, bool keeps = false)
    {
        for (int i = 0; i < streams.Count; i++)
        {
            _durable[i] = Saved(state, streams[i].Name);
            if (!keeps) _applied[i] = _durable[i];
        }
    }

    public void Forget()
    {
        Array.Clear(_durable);
        Array.Clear(_applied);
    }

    /// <summary>The last applied id of a stream, or <see langword="null"/> = none was ever applied.</summary>
    public EntryId? this[string stream] => _applied[IndexOf(stream)];

    /// <summary>A stream that was never read before begins after an id.</summary>
    public void StartAt(string stream, EntryId id) => _applied[IndexOf(stream)] = id;

    /// <summary>Adds the cursors of streams that Redis has not as we do.</summary>
    public void AddUnsaved(CommitBatch batch)
    {
        for (int i = 0; i < streams.Count; i++)
        {
            if (_applied[i] is { } to && to != _durable[i]) batch.Cursors.Add(new CursorMove(streams[i].Name, _durable[i], to, 0));
        }
    }

    /// <summary>Adds the cursors of the streams that a batch reads from.</summary>
    public void AddRead(CommitBatch batch, IReadOnlyList<StreamEntry> snapshots)
    {
        foreach (IGrouping<InputStream, StreamEntry> read in snapshots.GroupBy(entry => entry.Snapshots!))
            batch.Cursors.Add(new CursorMove(read.Key.Name, _durable[IndexOf(read.Key.Name)], read.Last().Id, read.Count()));
    }

    /// <summary>The batch is applied; it may not be known to be written.</summary>
    public void Advance(CommitBatch batch)
    {
        foreach (CursorMove move in batch.Cursors) _applied[IndexOf(move.Stream)] = move.To;
    }

    /// <summary>The batch was written.</summary>
    public void Committed(CommitBatch batch)
    {
        Advance(batch);
        foreach (CursorMove move in batch.Cursors) _durable[IndexOf(move.Stream)] = move.To;
    }

    /// <summary>Redis has exactly what the batch wrote.</summary>
    public static bool AreSaved(LoadedState state, CommitBatch batch) => batch.Cursors.TrueForAll(move => Saved(state, move.Stream) == move.To);

    private static EntryId? Saved(LoadedState state, string stream) =>
        state.Checkpoint.TryGetValue(stream, out string? text) && EntryId.TryParse(text, out EntryId id) ? id : null;

    private int IndexOf(string stream)
    {
        for (int i = 0; i < streams.Count; i++)
        {
            if (streams[i].Name == stream) return i;
        }
        throw new ArgumentException($"{stream} is not read", nameof(stream));
    }
}
