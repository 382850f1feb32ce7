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
        var engine = new HarvestEngine(settings.Policy, settings.Mode, settings.MaxActionsPerMinute) { KillSwitchOn = true };
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
        bool isHarvest = before is not null && e.IntentEcho is { } echo && IntentId.IsOf(before, echo);
        StepResult result = _engine.Apply(e, e.TimeUnixMs);
        Rejections = result.Rejections;
        bool refused = result.RejectionList.Exists(
            rejection => rejection.Code is FoldCode.DuplicateExecution or FoldCode.NothingToReduce or FoldCode.IncludedInSnapshot);
        bool reduces = direction != Direction.Flat && (e.Side == OrderSide.Buy) != (direction == Direction.Long);
        bool repeats = result.RejectionList.Exists(rejection => rejection.Code == FoldCode.DuplicateExecution);
        return new RecordedFill(e, refused || isHarvest, repeats, reduces, open);
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
        (decimal after, decimal entryAfter) = Open(e);
        return new RecordedSnapshot(e, tooLate, before, entryBefore, after, entryAfter);
    }

    private (decimal Quantity, decimal Entry) Open(in HarvestEvent e) =>
        _engine.Find(e.Symbol, e.PositionSide) is { Direction: not Direction.Flat } position
            ? ((int)position.Direction * position.Quantity, position.AverageEntry)
            : (0, 0);

    public void MarkSuspect(string symbol) => _engine.MarkSuspect(symbol);
}

/// <summary>A recorded fill and what it meant to the position that the recording had open.</summary>
/// <param name="Event">The fill.</param>
/// <param name="LeftOut">It changed nothing, or was itself a harvest, which another world replaces by its own.</param>
/// <param name="Repeats">It was told before: its price is no news.</param>
/// <param name="Reduces">It reduced the recorded position.</param>
/// <param name="OpenBefore">What the recording had open before it.</param>
internal readonly record struct RecordedFill(HarvestEvent Event, bool LeftOut, bool Repeats, bool Reduces, decimal OpenBefore)
{
    /// <summary>
    /// The same fill in a world that may have less, or more, open: what opened opens, what closed everything closes everything,
    /// a partial exit closes as much as there is. An exit never turns into a flip because of an earlier harvest.
    /// </summary>
    /// <returns><see langword="null"/> when nothing is left of it there.</returns>
    public HarvestEvent? In(HarvestEngine world)
    {
        if (LeftOut) return null;
        HarvestEvent fill = Event with { ExecutionKey = 0, IsJudged = true }; // repeats and what came too late were left out already
        if (!Reduces) return fill;

        decimal open = world.Find(fill.Symbol, fill.PositionSide)?.Quantity ?? 0;
        bool closesAll = fill.Quantity >= OpenBefore;
        bool flips = fill.Quantity > OpenBefore && fill.PositionSide == PositionSide.Both && !fill.ReduceOnly;
        decimal opened = flips ? fill.Quantity - OpenBefore : 0;
        decimal quantity = closesAll ? open + opened : Math.Min(fill.Quantity, open);
        if (quantity == 0) return null;
        return fill with { Quantity = quantity, ReduceOnly = !flips, FeeQuote = Costs.Share(fill.FeeQuote, quantity, fill.Quantity) };
    }
}
