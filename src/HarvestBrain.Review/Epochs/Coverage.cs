using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;

namespace HarvestBrain.Review.Epochs;

/// <summary>What was read, and how closely the prices lie.</summary>
internal sealed class Coverage
{
    private const int MaxNamed = 5; // enough to find the rule that makes them

    private readonly GapHistogram _gaps = new();
    private readonly List<HarvestEvent> _firstStopsOnWrongSide = [];

    public long Entries { get; private set; }

    public long Fills { get; private set; }

    public long Prices { get; private set; }

    public long Bars { get; private set; }

    public long Refused { get; set; }

    public long Duplicates { get; private set; }

    /// <summary>Reductions of what was not open: what they closed was opened before the recording began.</summary>
    public long CarriedIn { get; private set; }

    public long StopsOnWrongSide { get; private set; }

    /// <summary>The first fills that told such a stop.</summary>
    public IReadOnlyList<HarvestEvent> FirstStopsOnWrongSide => _firstStopsOnWrongSide;

    public long FirstMs { get; private set; } = long.MaxValue;

    public long LastMs { get; private set; } = long.MinValue;

    /// <summary>Time of the first price or bar; <see langword="null"/> = there is none.</summary>
    public long? FirstPriceMs { get; private set; }

    /// <summary>Time of the last one.</summary>
    public long? LastPriceMs { get; private set; }

    /// <summary>Prices that open epochs saw.</summary>
    public long Gaps => _gaps.Count;

    public void Count(in HarvestEvent e)
    {
        Entries++;
        if (e.Kind == EventKind.Fill) Fills++;
        if (e.Kind == EventKind.Price)
        {
            Prices++;
            CountPrice(e.TimeUnixMs, e.TimeUnixMs);
        }
        FirstMs = Math.Min(FirstMs, e.TimeUnixMs);
        LastMs = Math.Max(LastMs, e.TimeUnixMs);
    }

    public void Count(PriceBar bar)
    {
        Entries++;
        Bars++;
        CountPrice(bar.FromUnixMs, bar.ToUnixMs);
        FirstMs = Math.Min(FirstMs, bar.FromUnixMs);
        LastMs = Math.Max(LastMs, bar.ToUnixMs);
    }

    private void CountPrice(long from, long to)
    {
        FirstPriceMs = Math.Min(FirstPriceMs ?? from, from);
        LastPriceMs = Math.Max(LastPriceMs ?? to, to);
    }

    public void CountRefusals(in HarvestEvent e, IReadOnlyList<FoldRejection> rejections)
    {
        foreach (FoldRejection rejection in rejections)
        {
            if (rejection.Code == FoldCode.DuplicateExecution) Duplicates++;
            else if (rejection.Code is FoldCode.NothingToReduce or FoldCode.ReductionSurplus) CarriedIn++;
            else if (rejection.Code == FoldCode.StopOnWrongSide)
            {
                StopsOnWrongSide++;
                if (_firstStopsOnWrongSide.Count < MaxNamed) _firstStopsOnWrongSide.Add(e);
            }
        }
    }

    public void CountGap(double? r)
    {
        if (r is { } gap) _gaps.Add(gap);
    }

    /// <summary>The distance between two prices that a share of them does not exceed, in R, to a thousandth.</summary>
    public double? GapQuantile(double share) => _gaps.Quantile(share);
}
