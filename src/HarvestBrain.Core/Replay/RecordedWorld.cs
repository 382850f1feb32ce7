using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Core.Replay;

/// <summary>The positions as the recording itself had them, harvests and all: the reference for what its fills meant.</summary>
internal sealed class RecordedWorld(EngineSettings settings)
{
    private readonly HarvestEngine _engine = WithoutHarvest(settings);

    /// <summary>The recording's own positions.</summary>
    public HarvestEngine Engine => _engine;

    /// <summary>What the fold refused of the last fill or snapshot.</summary>
    public IReadOnlyList<FoldRejection> Rejections { get; private set; } = [];

    /// <summary>In what the last snapshot differed from the recording's own fills.</summary>
    public IReadOnlyList<PositionDrift> Drifts { get; private set; } = [];

    /// <summary>An engine that folds and never asks.</summary>
    public static HarvestEngine WithoutHarvest(EngineSettings settings)
    {
        var engine = new HarvestEngine(settings.Policy, settings.Mode, settings.MaxActionsPerMinute, settings.MaxStopsPerMinute)
        {
            KillSwitchOn = true,
            RemembersAll = true,
        };
        foreach ((string symbol, HarvestPolicy policy) in settings.SymbolPolicies) engine.SetPolicy(symbol, policy);
        return engine;
    }

    /// <summary>Folds an entry and tells what a fill meant to the recorded position.</summary>
    public RecordedFill Apply(in HarvestEvent e)
    {
        if (e.Kind != EventKind.Fill)
        {
            _engine.Apply(e, e.TimeUnixMs);
            return default;
        }
        Position? before = _engine.Find(e.Symbol, e.PositionSide);
        Direction direction = before?.Direction ?? Direction.Flat;
        decimal open = before?.Quantity ?? 0;
        EntryId epoch = before?.Epoch ?? default;
        bool wasSuspect = before?.Suspect ?? false;
        bool isHarvest = before is not null && e.IntentEcho is { } echo && IntentId.IsOf(before, echo);
        HarvestEvent understood = _engine.Understood(e); // what it adds is known only before it is folded
        StepResult result = _engine.Apply(e, e.TimeUnixMs);
        Rejections = result.Rejections;
        int refusal = result.RejectionList.FindIndex(rejection => IsRefusal(rejection.Code));
        if (refusal >= 0 && RestOf(understood, result.RejectionList[refusal]) is { } rest) (understood, refusal) = (rest, -1);
        Position? after = _engine.Find(e.Symbol, e.PositionSide);
        return new RecordedFill(understood, open)
        {
            Opens = after is { Direction: not Direction.Flat } && (direction == Direction.Flat || after.Epoch != epoch),
            LeavesDust = after is { IsDust: true },
            IsHarvest = isHarvest,
            Refused = refusal < 0 ? null : result.RejectionList[refusal].Code,
            Reduces = direction != Direction.Flat && (e.Side == OrderSide.Buy) != (direction == Direction.Long),
            MadeSuspect = !wasSuspect && (after?.Suspect ?? false),
        };
    }

    // Of the fill nothing was counted.
    private static bool IsRefusal(FoldCode code) => code is FoldCode.DuplicateExecution or FoldCode.ExecutionChanged
        or FoldCode.MayBeRepeated or FoldCode.TooOldToJudge or FoldCode.NothingToReduce or FoldCode.IncludedInSnapshot
        or FoldCode.MayBeInSnapshot;

    /// <summary>What was counted of a fill that a snapshot has in part; <see langword="null"/> = nothing.</summary>
    private static HarvestEvent? RestOf(in HarvestEvent fill, in FoldRejection refusal)
    {
        decimal rest = fill.Quantity - refusal.Value;
        bool isPart = refusal.Code == FoldCode.MayBeInSnapshot && rest > 0;
        return isPart ? fill with { Quantity = rest, FeeQuote = Costs.Share(fill.FeeQuote, rest, fill.Quantity) } : null;
    }

    /// <summary>The same event in another world: of a cost, what is open there pays its part.</summary>
    public HarvestEvent ShareOf(in HarvestEvent e, HarvestEngine world)
    {
        if (e.Kind != EventKind.Cost) return e;
        decimal recorded = _engine.OpenFor(e.Symbol, e.PositionSide);
        return recorded == 0 ? e : e with { FeeQuote = Costs.Share(e.FeeQuote, world.OpenFor(e.Symbol, e.PositionSide), recorded) };
    }

    /// <summary>Folds a snapshot and tells what it did to the recorded position.</summary>
    public RecordedSnapshot ApplySnapshot(in HarvestEvent e)
    {
        (decimal before, decimal entryBefore) = Open(e);
        StepResult result = _engine.Apply(e, e.TimeUnixMs);
        Rejections = result.Rejections;
        Drifts = result.Drifts;
        bool tooLate = result.RejectionList.Exists(rejection => rejection.Code == FoldCode.StaleSnapshot);
        bool rescales = result.DriftList.Exists(drift => drift.Kind == DriftKind.Rescaled);
        (decimal after, decimal entryAfter) = Open(e);
        return new RecordedSnapshot(e, tooLate, rescales, before, entryBefore, after, entryAfter);
    }

    private (decimal Quantity, decimal Entry) Open(in HarvestEvent e) =>
        _engine.Find(e.Symbol, e.PositionSide) is { Direction: not Direction.Flat } position
            ? ((int)position.Direction * position.Quantity, position.AverageEntry)
            : (0, 0);

    public void MarkSuspect(string symbol) => _engine.MarkSuspect(symbol);
}

/// <summary>A recorded fill and what it meant to the position that the recording had open.</summary>
/// <param name="Event">The fill: of an order's total what was new in it, with its fee in quote currency.</param>
/// <param name="OpenBefore">What the recording had open before it.</param>
internal readonly record struct RecordedFill(HarvestEvent Event, decimal OpenBefore)
{
    /// <summary>It was itself a harvest, which another world replaces by its own.</summary>
    public bool IsHarvest { get; init; }

    /// <summary>Why nothing of it was counted; <see langword="null"/> = it was.</summary>
    public FoldCode? Refused { get; init; }

    /// <summary>It reduced the recorded position.</summary>
    public bool Reduces { get; init; }

    /// <summary>An epoch of the recording began with it.</summary>
    public bool Opens { get; init; }

    /// <summary>The recording is left with dust.</summary>
    public bool LeavesDust { get; init; }

    /// <summary>The recorded position can no longer be trusted because of it.</summary>
    public bool MadeSuspect { get; init; }

    /// <summary>It changed nothing, or is replaced.</summary>
    public bool LeftOut => IsHarvest || Refused is not null;

    /// <summary>It was told before: its price is no news.</summary>
    public bool Repeats => Refused is FoldCode.DuplicateExecution or FoldCode.MayBeRepeated;

    /// <summary>
    /// The same fill in a world that may have less, or more, open: what opened opens, what closed everything closes everything,
    /// a partial exit closes as much as there is. An exit never turns into a flip because of an earlier harvest.
    /// </summary>
    /// <returns><see langword="null"/> when nothing is left of it there.</returns>
    public HarvestEvent? In(HarvestEngine world)
    {
        decimal open = world.Find(Event.Symbol, Event.PositionSide)?.Quantity ?? 0;
        // What found nothing to reduce finds nothing there either, and waits for the fill that explains it.
        bool findsNothing = Refused == FoldCode.NothingToReduce && !IsHarvest && open == 0;
        if (LeftOut && !findsNothing) return null;
        // Repeats and what came too late were left out already, and what was left out of the entry was said.
        HarvestEvent fill = Event with { ExecutionKey = 0, OrderKey = 0, LeftOut = null, IsJudged = true };
        if (!Reduces) return fill;

        decimal surplus = fill.Quantity - OpenBefore;
        bool closesAll = surplus >= 0 || Noise.Covers(surplus, OpenBefore);
        if (!closesAll && open == 0) return null;
        // A crumb on the other side is no trade there. Where nothing is left to close it would look like one.
        if (Noise.Covers(surplus, OpenBefore) || (LeavesDust && open == 0)) surplus = 0;
        bool flips = surplus > 0 && fill.PositionSide == PositionSide.Both && !fill.ReduceOnly;
        decimal quantity = closesAll ? open + surplus : Math.Min(fill.Quantity, open);
        if (quantity == 0) return null;
        return fill with { Quantity = quantity, ReduceOnly = !flips, FeeQuote = Costs.Share(fill.FeeQuote, quantity, fill.Quantity) };
    }
}
