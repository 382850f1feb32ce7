using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;
using HarvestBrain.Review.Epochs;

namespace HarvestBrain.Review.Sweeps;

/// <summary>
/// Many policies on the same entries: decoded and folded once, applied to all of them stretch by stretch, on all cores. Memory grows with
/// policies and their open epochs, and by eight bytes for each trade and policy.
/// </summary>
internal sealed class SweepRun
{
    private const int Stretch = 2048; // turns of half a megabyte: they stay in the cache while every policy goes over them

    private readonly Turn[] _turns = new Turn[Stretch];
    private readonly PolicyRun[] _runs;
    private readonly bool _anyLearnsRanges;
    private readonly ParallelOptions _parallel;
    private readonly List<EpochRecord> _closed = [];
    private int _count;

    public SweepRun(ReviewOptions options, SweepPlan plan)
    {
        Recording = new Recording(options.Settings, [], options.BarPath);
        Unharvested = new PolicyRun(options.Settings, options.Costs, harvests: false);
        AllAtOneR = new PolicyRun(Variants.AllAtOneR(options.Settings), options.Costs, harvests: true);
        Default = new PolicyRun(Variants.Default(options.Settings), options.Costs, harvests: true);
        Present = new PolicyRun(options.Settings, options.Costs, harvests: true);
        Cells = [.. plan.Cells.Select(cell => new PolicyRun(cell.In(options.Settings), options.Costs, harvests: true))];
        _runs = [Unharvested, AllAtOneR, Default, Present, .. Cells];
        _anyLearnsRanges = Array.Exists(_runs, learner => learner.LearnsRanges);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Cores) };
    }

    public Recording Recording { get; }

    public PolicyRun Unharvested { get; }

    public PolicyRun AllAtOneR { get; }

    public PolicyRun Default { get; }

    /// <summary>The settings as they are: what a change has to be better than.</summary>
    public PolicyRun Present { get; }

    public IReadOnlyList<PolicyRun> Cells { get; }

    /// <summary>When each closed epoch was closed, and its recorded R.</summary>
    public IReadOnlyList<EpochRecord> Closed => _closed;

    public void Apply(in HarvestEvent e) => Take(Recording.Apply(e));

    public void Apply(PriceBar bar) => Take(Recording.Apply(bar));

    public void Reject(in DecodeError error)
    {
        if (Recording.Reject(error) is { } turn) Take(turn);
    }

    public void End() => Flush();

    private void Take(in Turn turn)
    {
        if (turn.Meaning?.Closed is { } closed)
        {
            closed.Path = []; // no chart of single trades is drawn
            _closed.Add(closed);
        }
        // What is not open in the recording is open in no run: its price matters only to who learns ranges from it.
        if (turn is { Meaning: null, Bar: null } && !_anyLearnsRanges && !Recording.IsOpen(turn.Symbol)) return;
        _turns[_count++] = turn;
        if (_count == Stretch) Flush();
    }

    private void Flush()
    {
        int count = _count;
        _count = 0;
        Parallel.For(0, _runs.Length, _parallel, i =>
        {
            PolicyRun run = _runs[i];
            for (int t = 0; t < count; t++) run.Apply(_turns[t]);
        });
    }
}
