using System.Globalization;
using HarvestBrain.Core;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Loop;

/// <summary>
/// What an owner works on: the state under one lease, and what its commits are compared with. Ends with the lease or the first error.
/// </summary>
/// <param name="lease">The lease, token first.</param>
/// <param name="memory">The positions, and how far they are applied.</param>
/// <param name="revision">The revision of the checkpoint, as loaded.</param>
/// <param name="savedPositions">How many positions are saved.</param>
internal sealed class OwnedPartition(string lease, RememberedState memory, string revision, long savedPositions)
{
    private long _savedPositions = savedPositions;

    public string Lease => lease;

    public RememberedState Memory => memory;

    public HarvestEngine Engine => memory.Engine;

    public InputCursors Cursors => memory.Cursors;

    public HashSet<Position> Dirty => memory.Dirty;

    /// <summary>All became suspect since the last commit.</summary>
    public bool AllSuspect { get; private set; }

    /// <summary>The symbols whose settings come with every read.</summary>
    public WatchedSymbols Watched { get; } = new();

    /// <summary>A commit with nothing in it but what is dirty.</summary>
    /// <param name="decidedAtUnixMs">When something to publish was decided, Unix milliseconds of Redis's clock; 0 = nothing was.</param>
    public CommitBatch NewBatch(long decidedAtUnixMs = 0) => new()
    {
        Cursors = Cursors.Unsaved(),
        Revision = revision,
        SavedPositions = _savedPositions,
        DecidedAtUnixMs = decidedAtUnixMs,
    };

    /// <summary>A commit of what was read.</summary>
    public CommitBatch NewBatch(ReadResult read) => memory.Uncommitted = new CommitBatch
    {
        Cursors = Cursors.Moves(read),
        Revision = revision,
        SavedPositions = _savedPositions,
        DecidedAtUnixMs = read.NowUnixMs,
    };

    /// <summary>Adds what every commit carries: the positions that changed, and how far we are.</summary>
    public void Complete(CommitBatch batch, long appliedCount)
    {
        foreach (Position position in Dirty) batch.Positions.Add((position.Key.ToString(), PositionState.Save(position, Engine.Mode)));
        batch.CheckpointFields.Add((Checkpoint.AppliedCountField, appliedCount.ToString(CultureInfo.InvariantCulture)));
        if (batch.Intents.Count == 0) return;
        batch.CheckpointFields.Add((Checkpoint.RateField, string.Join(',', Engine.Rate.OldestFirst())));
        batch.CheckpointFields.Add((Checkpoint.StopRateField, string.Join(',', Engine.StopRate.OldestFirst())));
    }

    /// <summary>The commit was written.</summary>
    public void Committed(CommitBatch batch, long appliedCount, long saved)
    {
        Dirty.Clear();
        AllSuspect = false;
        Cursors.Committed(batch);
        memory.Uncommitted = null;
        memory.AppliedCount = appliedCount;
        _savedPositions = saved;
    }

    /// <summary>An operator or nobody: everything that is open may have missed something.</summary>
    /// <returns>How many became suspect.</returns>
    public int MarkAllSuspect()
    {
        IReadOnlyList<Position> marked = Engine.MarkAllSuspect();
        Dirty.UnionWith(marked);
        AllSuspect = true;
        return marked.Count;
    }
}

/// <summary>The symbols whose settings come with every read: likely those of the next batch. Others cost a call of their own.</summary>
internal sealed class WatchedSymbols
{
    private const int MaxNames = 32;

    private readonly List<string> _names = [];

    public IReadOnlyList<string> Names => _names;

    public void Add(IEnumerable<string> symbols)
    {
        foreach (string symbol in symbols)
        {
            if (_names.Contains(symbol)) continue;
            if (_names.Count == MaxNames) _names.RemoveAt(0);
            _names.Add(symbol);
        }
    }
}
