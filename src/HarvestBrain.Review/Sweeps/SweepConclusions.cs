using HarvestBrain.Review.Reports;

namespace HarvestBrain.Review.Sweeps;

/// <summary>The numbers of a sweep in words.</summary>
internal static class SweepConclusions
{
    public static IReadOnlyList<string> Answer(SweepNumbers numbers)
    {
        if (numbers.Chosen is not { Delta: { } delta } chosen || numbers.Best is not { } best)
            return ["No closed trade has a known stop, so no policy can be told from another.",
            "Give stops with the fills (stop_loss), or a risk to assume: --set HARVEST_FALLBACK_STOP_PCT=0.02."];
        string range = delta.Lo is null ? "" : $" (95 % interval {Numbers.Signed(delta.Lo)}R to {Numbers.Signed(delta.Hi)}R)";
        string compared = delta.Mean >= 0 ? $"{Numbers.Signed(delta.Mean)}R more" : $"{Numbers.Fixed(-delta.Mean)}R less";
        return
        [
            $"Of {Numbers.Count(numbers.Cells.Count)} policies on {Conclusions.Trades(numbers.Trades)}, take {Describe(chosen.Cell)}: "
                + $"{compared} per trade than you made{range}.",
            Luck(numbers),
            $"The largest mean alone is {Describe(best.Cell)} with {Numbers.Signed(best.MeanR)}R; the choice goes by a policy and its "
            + $"neighbours, and of equals the one with fewest rungs, because the best of many is the luckiest.",
        ];
    }

    public static string Describe(SweepCell cell) =>
        $"{cell.Ladder}, break-even {(cell.BreakEvenAtR is { } r ? $"at {Core.PlainDecimal.Format(r)}R" : "off")}"
        + (cell.Trail is { } trail ? $", trailing {SweepJson.Text(trail)}" : "");

    private static string Luck(SweepNumbers numbers)
    {
        if (numbers.Trades < Conclusions.Few) return $"{Conclusions.Trades(numbers.Trades)} are too few to tell any of this from luck.";
        if (numbers.RealityCheckP is not { } p) return "How much of that is luck cannot be said: all trades closed on one day.";
        string odds = $"the best of so many would look this good by luck alone {Numbers.Percent(p, 1)} of the time";
        string overfitted = numbers.Pbo is { } pbo
            ? $", and in {Numbers.Percent(pbo)} of the ways to cut the trades in two the best of one half is not above the median in the "
            + $"other"
            : "";
        return p <= 0.05
            ? $"That is more than the luck of the best: {odds}{overfitted}."
            : $"That may be the luck of the best: {odds}{overfitted}. Do not change the ladder because of it.";
    }
}
