using HarvestBrain.Review.Reports;

namespace HarvestBrain.Review.Sweeps;

/// <summary>The numbers of a sweep in words.</summary>
internal static class SweepConclusions
{
    private const double EnoughProof = 0.05;

    public static IReadOnlyList<string> Answer(SweepNumbers numbers)
    {
        if (numbers.Chosen is not { Delta: { } delta } chosen || numbers.Best is not { } best)
        {
            return numbers.WithR == 0
                ? ["No closed trade has a known stop, so no policy can be told from another.", Conclusions.StopRemedy]
                : [
                    $"Prices cover none of the {Conclusions.Trades(numbers.WithR)} with a known stop, so no policy can be told from "
                        + $"another: {numbers.Uncovered}.",
                    Conclusions.PriceRemedy,
                ];
        }
        string trades = numbers.Uncovered is null ? Conclusions.Trades(numbers.Trades)
            : $"the {Numbers.Count(numbers.Trades)} of {Conclusions.Trades(numbers.WithR)} that prices cover";
        string cells = $"{Numbers.Count(numbers.Cells.Count)} policies on {trades}";
        if (!numbers.IsAnyBetter)
        {
            return
            [
                $"None of {cells} is better than {WhatIsThere(numbers)}: change nothing.", Luck(numbers),
                $"The largest mean is {Describe(best.Cell)} with {Numbers.Signed(best.MeanR)}R.",
            ];
        }
        string range = delta.Lo is null ? "" : $" (95 % interval {Numbers.Signed(delta.Lo)}R to {Numbers.Signed(delta.Hi)}R)";
        string compared = delta.Mean >= 0 ? $"{Numbers.Signed(delta.Mean)}R more" : $"{Numbers.Fixed(-delta.Mean)}R less";
        string than = numbers.IsChosenBetter ? "" : $", which is no better than {WhatIsThere(numbers)}: change nothing";
        string verb = IsMoreThanLuck(numbers) && numbers.IsChosenBetter ? "take" : "the choice is";
        return
        [
            $"Of {cells}, {verb} {Describe(chosen.Cell)}: {compared} per trade than you made{range}{than}.",
            Luck(numbers),
            $"The largest mean alone is {Describe(best.Cell)} with {Numbers.Signed(best.MeanR)}R; the choice goes by a policy and its "
            + $"neighbours, and of equals the one with fewest rungs, because the best of many is the luckiest.",
        ];
    }

    // The better one of the two: a change that does not beat it makes things worse.
    private static string WhatIsThere(SweepNumbers numbers) => numbers.Present.MeanR >= numbers.Recorded
        ? $"your present ladder {numbers.Options.Settings.Policy.Ladder} with {Numbers.Signed(numbers.Present.MeanR)}R per trade"
        : $"what you did yourself, {Numbers.Signed(numbers.Recorded)}R per trade";

    public static string Describe(SweepCell cell) =>
        $"{cell.Ladder}, break-even {(cell.BreakEvenAtR is { } r ? $"at {Core.PlainDecimal.Format(r)}R" : "off")}"
        + (cell.Trail is { } trail ? $", trailing {SweepJson.Text(trail)}" : "");

    private static bool IsMoreThanLuck(SweepNumbers numbers) =>
        numbers.Trades >= Conclusions.Few && numbers.RealityCheckP <= EnoughProof;

    private static string Luck(SweepNumbers numbers)
    {
        if (numbers.Trades < Conclusions.Few) return $"{Conclusions.TooFew(numbers.Trades)} to tell any of this from luck.";
        if (numbers.RealityCheckP is not { } p) return "How much of that is luck cannot be said: all trades closed on one day.";
        string odds = $"the best of so many would look this good by luck alone {Numbers.Percent(p, 1)} of the time";
        string overfitted = numbers.Pbo is { } pbo
            ? $", and in {Numbers.Percent(pbo)} of the ways to cut the trades in two the best of one half is not above the median in the "
            + $"other"
            : "";
        return IsMoreThanLuck(numbers)
            ? $"That is more than the luck of the best: {odds}{overfitted}."
            : $"That may be the luck of the best: {odds}{overfitted}. Do not change the ladder because of it.";
    }
}
