using HarvestBrain.Core.Events;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Loop;

/// <summary>
/// How far each stream is applied, and how far Redis knows it. The checkpoint alone says so: whoever goes on from it reads everything
/// behind it, and nothing before. The executions are the first stream.
/// </summary>
internal sealed class InputCursors(IReadOnlyList<InputStream> streams)
{
    private readonly EntryId?[] _saved = new EntryId?[streams.Count];
    private readonly EntryId[] _applied = new EntryId[streams.Count];
    private readonly bool[] _isReached = new bool[streams.Count];

    /// <summary>Per stream the last applied id.</summary>
    public IReadOnlyList<EntryId> Applied => _applied;

    /// <summary>The last applied execution; 0-0 = none.</summary>
    public EntryId Executions => _applied[0];

    /// <summary>
    /// The stream has had an entry at its cursor or behind it. A cursor may begin ahead of its stream: snapshots do, at the executions.
    /// </summary>
    public bool IsReached(int stream) => _isReached[stream];

    /// <summary>What Redis has is taken.</summary>
    /// <param name="checkpoint">What it has.</param>
    /// <param name="start">Where a stream begins that was never read.</param>
    /// <param name="last">The last id of a stream.</param>
    public void Load(Checkpoint checkpoint, Func<int, EntryId> start, Func<int, EntryId> last)
    {
        Saved(checkpoint);
        for (int i = 0; i < streams.Count; i++)
        {
            _applied[i] = _saved[i] ?? start(i);
            _isReached[i] = last(i) >= _applied[i];
        }
    }

    /// <summary>A stream is another one by now, and nothing of it is applied.</summary>
    public void Rewind(int stream) => _applied[stream] = default;

    /// <summary>What Redis has is noted, and what is applied stays.</summary>
    public void Saved(Checkpoint checkpoint)
    {
        for (int i = 0; i < streams.Count; i++) _saved[i] = checkpoint.Applied(streams[i].Name);
    }

    /// <summary>Redis has what it had when it was last asked.</summary>
    public bool AreSaved(Checkpoint checkpoint)
    {
        for (int i = 0; i < streams.Count; i++)
        {
            if (checkpoint.Applied(streams[i].Name) != _saved[i]) return false;
        }
        return true;
    }

    /// <summary>From what is saved to what is applied.</summary>
    public IReadOnlyList<CursorMove> Unsaved() =>
        [.. streams.Select((stream, i) => new CursorMove(stream.Name, _saved[i], _applied[i], 0))];

    /// <summary>From what is saved to the last entry that was read.</summary>
    public IReadOnlyList<CursorMove> Moves(ReadResult read)
    {
        var moves = new CursorMove[streams.Count];
        for (int i = 0; i < moves.Length; i++)
        {
            IReadOnlyList<StreamEntry> entries = read.Streams[i];
            moves[i] = new CursorMove(streams[i].Name, _saved[i], entries.Count > 0 ? entries[^1].Id : _applied[i], entries.Count);
        }
        return moves;
    }

    /// <summary>A batch is applied; it may not be known to be written.</summary>
    public void Advance(CommitBatch batch)
    {
        for (int i = 0; i < _applied.Length; i++)
        {
            _applied[i] = batch.Cursors[i].To;
            _isReached[i] |= batch.Cursors[i].Entries > 0;
        }
    }

    /// <summary>A batch is written.</summary>
    public void Committed(CommitBatch batch)
    {
        Advance(batch);
        for (int i = 0; i < _saved.Length; i++) _saved[i] = _applied[i];
    }
}
