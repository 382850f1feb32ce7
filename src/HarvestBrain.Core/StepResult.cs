using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core;

/// <summary>What one event came to. The engine reuses it: read it before the next event.</summary>
public sealed class StepResult
{
    internal StepResult()
    {
    }

    /// <summary>What is to be published, in order.</summary>
    public IReadOnlyList<Intent> Intents => IntentList;

    /// <summary>Why something that was due was not asked for.</summary>
    public IReadOnlyList<HoldReason> Holds => HoldList;

    /// <summary>What the fold refused.</summary>
    public IReadOnlyList<FoldRejection> Rejections => RejectionList;

    /// <summary>In what a snapshot differed from the fold, and won.</summary>
    public IReadOnlyList<PositionDrift> Drifts => DriftList;

    /// <summary>Positions whose quantity or price changed.</summary>
    public IReadOnlyList<Position> Changed => ChangedList;

    /// <summary>Positions whose saved state is out of date: the changed ones, and those that only remember something new.</summary>
    public IReadOnlyList<Position> Dirty => DirtyList;

    /// <summary>The epochs that were closed.</summary>
    public IReadOnlyList<ClosedEpoch> Closed => ClosedList;

    /// <summary>Positions of which an epoch began.</summary>
    public IReadOnlyList<Position> Opened => OpenedList;

    internal List<ClosedEpoch> ClosedList { get; } = [];

    internal List<Position> OpenedList { get; } = [];

    internal List<Intent> IntentList { get; } = [];

    internal List<HoldReason> HoldList { get; } = [];

    internal List<FoldRejection> RejectionList { get; } = [];

    internal List<PositionDrift> DriftList { get; } = [];

    internal List<Position> ChangedList { get; } = [];

    internal List<Position> DirtyList { get; } = [];

    internal void TakeClosed(Position position)
    {
        if (position.ClosedBefore is { } before) ClosedList.Add(before);
        if (position.LastClosed is { } last) ClosedList.Add(last);
    }

    internal void Clear()
    {
        IntentList.Clear();
        ClosedList.Clear();
        OpenedList.Clear();
        HoldList.Clear();
        RejectionList.Clear();
        DriftList.Clear();
        ChangedList.Clear();
        DirtyList.Clear();
    }
}
