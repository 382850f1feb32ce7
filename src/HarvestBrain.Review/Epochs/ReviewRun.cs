using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Review.Epochs;

/// <summary>
/// All runs of one report, entry by entry: the recording, the policy, and what it is compared with. One decoding and one fold of the
/// recording for all of them.
/// </summary>
internal sealed class ReviewRun
{
    private readonly PolicyRun[] _runs;
    private readonly EquityMeter[] _meters = [new(), new(), new()];

    public ReviewRun(EngineSettings settings, ReviewCosts costs)
    {
        Settings = settings;
        Rungs = [.. RungsOf(settings)];
        TimedR = [.. Rungs.Select(rung => (double)rung.TriggerR)];
        Recording = new Recording(settings, TimedR, costs.BarPath);
        Harvested = new DetailedRun(settings, costs);
        OtherPath = new PolicyRun(
            settings, costs with { BarPath = costs.BarPath == BarPath.Pessimistic ? BarPath.Favourable : BarPath.Pessimistic },
            harvests: true);
        Unharvested = new PolicyRun(settings, costs, harvests: false);
        AllAtOneR = new PolicyRun(Variants.AllAtOneR(settings), costs, harvests: true);
        Default = new PolicyRun(Variants.Default(settings), costs, harvests: true);
        WithoutRung = [.. Rungs.Select(rung => new PolicyRun(Variants.WithoutRung(settings, rung.TriggerR), costs, harvests: true))];
        WithoutStop = Enum.GetValues<StopRule>().Where(rule => Variants.Uses(settings, rule))
            .ToDictionary(rule => rule, rule => new PolicyRun(Variants.WithoutStop(settings, rule), costs, harvests: true));
        _runs = [Harvested, OtherPath, Unharvested, AllAtOneR, Default, .. WithoutRung, .. WithoutStop.Values];
    }

    public EngineSettings Settings { get; }

    /// <summary>The rungs of the ladder of all symbols; of the overrides those at other R behind them.</summary>
    public IReadOnlyList<LadderRung> Rungs { get; }

    public double[] TimedR { get; }

    public Recording Recording { get; }

    public DetailedRun Harvested { get; }

    /// <summary>The policy again, with the ends of each bar in the other order.</summary>
    public PolicyRun OtherPath { get; }

    /// <summary>The recording without harvests of its own.</summary>
    public PolicyRun Unharvested { get; }

    public PolicyRun AllAtOneR { get; }

    public PolicyRun Default { get; }

    public IReadOnlyList<PolicyRun> WithoutRung { get; }

    public IReadOnlyDictionary<StopRule, PolicyRun> WithoutStop { get; }

    public EquityMeter RecordedEquity => _meters[0];

    public EquityMeter HarvestedEquity => _meters[1];

    public EquityMeter UnharvestedEquity => _meters[2];

    public void Apply(in HarvestEvent e) => Apply(Recording.Apply(e));

    public void Apply(PriceBar bar) => Apply(Recording.Apply(bar));

    public void Reject(in DecodeError error)
    {
        if (Recording.Reject(error) is { } turn) Apply(turn);
    }

    private void Apply(in Turn turn)
    {
        // What is closed by this entry is worth what it came to; until then the runs know it as open.
        EpochRecord? closed = turn.Meaning?.Closed;
        foreach (PolicyRun run in _runs) run.Apply(turn);
        if (closed is not null)
        {
            EpochReview review = Harvested.Epochs[^1];
            _meters[0].Close(closed.Key, closed.NetPnl, closed.R);
            _meters[1].Close(closed.Key, Harvested.LastNet, review.HarvestedR);
            _meters[2].Close(closed.Key, Unharvested.LastNet, closed.InR(Unharvested.LastNet));
        }
        bool any = closed is not null;
        for (PositionSide side = PositionSide.Both; side <= PositionSide.Short; side++)
        {
            if (Recording.Engine.Find(turn.Event.Symbol, side) is not { Direction: not Direction.Flat } position) continue;
            any = true;
            decimal rate = Recording.FeeRate(turn.Symbol, side);
            decimal? risk = position.InitialRiskQuote;
            _meters[0].Mark(position.Key, position.RealizedPnl + position.UnrealizedPnl - position.FeesQuote, risk);
            _meters[1].Mark(position.Key, Harvested.Worth(turn.Symbol, side, rate), risk);
            _meters[2].Mark(position.Key, Unharvested.Worth(turn.Symbol, side, rate), risk);
        }
        if (!any) return;
        foreach (EquityMeter meter in _meters) meter.Note(turn.Event.TimeUnixMs);
    }

    private static SortedDictionary<decimal, LadderRung>.ValueCollection RungsOf(EngineSettings settings)
    {
        var rungs = new SortedDictionary<decimal, LadderRung>();
        foreach (HarvestPolicy policy in Variants.Policies(settings))
        {
            foreach (LadderRung rung in policy.Ladder.Rungs) rungs.TryAdd(rung.TriggerR, rung);
        }
        return rungs.Values;
    }
}
