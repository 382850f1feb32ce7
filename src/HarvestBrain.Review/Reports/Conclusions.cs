using System.Globalization;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Reports;

/// <summary>The numbers in words: what they say, and what they cannot say.</summary>
internal static class Conclusions
{
    /// <summary>Numbers that rest on fewer trades than this are greyed.</summary>
    public const int Few = 20;

    /// <summary>What to do where no trade has an R.</summary>
    public const string StopRemedy =
        "Give stops with the fills (stop_loss), a list of them (--stops FILE), or a risk to assume (--risk pct=2, or of recorded entries "
            + "--set HARVEST_FALLBACK_STOP_PCT=0.02).";

    /// <summary>What to do where prices do not cover the trades.</summary>
    public const string PriceRemedy =
        "Give prices of the symbols for the whole time of the trades, such as bars of a minute, in the same call.";

    /// <summary>The three sentences at the top.</summary>
    public static IReadOnlyList<string> Answer(ReportNumbers numbers)
    {
        if (numbers.Covered.Count == 0)
        {
            return
            [
                numbers.Epochs.Count == 0
                    ? "No trade in these files was closed, so there is nothing to compare."
                    : numbers.WithR.Count == 0 ? $"None of the {Trades(numbers.Epochs.Count)} has a known stop, so none has an R."
                    : $"Prices cover none of the {Trades(numbers.WithR.Count)} with a known stop: {Uncovered(numbers)}.",
                "Whether the ladder would have helped cannot be said.",
                Remedy(numbers),
            ];
        }
        BootstrapInterval interval = numbers.Difference.Interval!.Value;
        return [Effect(numbers, interval), Luck(numbers, interval), Caution(numbers)];
    }

    /// <summary>Everything that these entries do not tell, worst first.</summary>
    public static IReadOnlyList<string> CannotConclude(ReportNumbers numbers)
    {
        var list = new List<string>();
        int closed = numbers.Epochs.Count, n = numbers.Covered.Count, withR = numbers.WithR.Count;
        if (closed == 0) list.Add("No trade was closed: there is nothing to count.");
        if (closed > 0 && withR == 0)
            list.Add("No trade has a known stop: nothing can be told in R. " + Remedy(numbers));
        if (Uncovered(numbers) is { } uncovered)
        {
            list.Add($"What a ladder would have met in {Numbers.Count(withR - n)} of {Trades(withR)}, which prices do not cover and which "
                + $"stand in no comparison: {uncovered}. {PriceRemedy}");
        }
        if (n is > 0 and < Few) list.Add($"{TooFew(n)} for any figure here to be more than an anecdote.");
        if (numbers.Difference.Interval is { } interval && n > 0)
        {
            if (interval.Lo is null) list.Add("All trades closed on one day: how much the difference would vary cannot be said.");
            else if (!interval.ExcludesZero)
            {
                string needed = numbers.Difference.Needed is { } trades
                    ? $"; at this size it takes about {Numbers.Count(trades)} trades to tell"
                    : "";
                list.Add($"Whether the ladder helps or hurts: the interval holds 0{needed}.");
            }
        }
        if (withR > 0 && withR < closed)
            list.Add(
            $"{Numbers.Count(closed - withR)} of {Numbers.Count(closed)} closed trades have no known stop and stand in no figure in R.");
        int fallback = numbers.WithR.Count(epoch => epoch.Record.RiskSource == RiskSource.Fallback);
        if (fallback > 0)
            list.Add($"The risk of {Trades(fallback)} is the fallback of the settings, not a stop of yours: their R is an assumption.");
        int incomplete = numbers.WithR.Count(epoch => !epoch.Record.NetComplete);
        if (incomplete > 0) list.Add($"{Trades(incomplete)} tell no fee: their R is before costs.");
        if (numbers is { OtherPathMean: { } other, Difference.Interval: { } mean })
        {
            list.Add("Prices are bars, and within a bar the order of high and low is not known: "
                + $"the difference is {Numbers.Signed(mean.Mean, 3)}R one way round and {Numbers.Signed(other, 3)}R the other.");
        }
        if (numbers.Coverage is { Prices: 0, Bars: 0 } && closed > 0)
            list.Add("There are no prices between the fills: what a rung or a stop would have met on the way is not known.");
        else if (numbers.Coverage.Bars == 0 && numbers.Coverage.GapQuantile(0.95) is { } gap and > 0.25)
            list.Add($"Prices are coarse: one step in twenty is {Numbers.Fixed(gap)}R or more, and rungs within it fill at its far end.");
        int byHand = numbers.Covered.Count(epoch => !epoch.Record.Failed);
        if (n > 0 && byHand > n / 2)
            list.Add(
            $"{Numbers.Percent((double)byHand / n)} of the trades were closed before their stop. How far they would have gone is "
                + $"estimated, and your exits were not drawn by lot.");
        if (numbers.Quotes.Count > 1)
            list.Add($"Money is not added up: the symbols are quoted in {string.Join(" and ", numbers.Quotes)}. R has no currency.");
        if (numbers.Coverage.Refused > 0)
            list.Add($"{Numbers.Count(numbers.Coverage.Refused)} lines could not be read; a trade may be missing or wrong.");
        if (n > 0) list.Add("Simulated fills are at the price in the file. A real order waits in a queue and slips in a fast market.");
        if (n > 0) list.Add("These trades are the past of one trader in one market. Another ladder may change how you trade.");
        return list;
    }

    /// <summary>Why prices do not cover trades that have an R, with how many of each; <see langword="null"/> = they cover
    /// all.</summary>
    public static string? Uncovered(ReportNumbers numbers) => Uncovered(numbers.WithR.Select(epoch => epoch.Coverage));

    /// <inheritdoc cref="Uncovered(ReportNumbers)"/>
    public static string? Uncovered(IEnumerable<PriceCoverage> trades)
    {
        var counts = trades.Where(of => of != PriceCoverage.Whole).GroupBy(of => of).OrderBy(group => group.Key)
            .Select(group => group.Key switch
            {
                PriceCoverage.None => $"{Numbers.Count(group.Count())} without a price while open",
                PriceCoverage.Part => $"{Numbers.Count(group.Count())} with prices for a part of the time alone",
                _ => $"{Numbers.Count(group.Count())} entered far from the prices about it, which are of another contract or adjusted "
                    + "for a split",
            }).ToList();
        return counts.Count == 0 ? null : string.Join(", ", counts);
    }

    /// <summary>The beginning of a sentence about trades of which there are too few.</summary>
    public static string TooFew(int n) => $"{Trades(n)} {(n == 1 ? "is" : "are")} too few";

    public static string Trades(int n) => n == 1 ? "1 trade" : $"{Numbers.Count(n)} trades";

    private static string Effect(ReportNumbers numbers, BootstrapInterval interval)
    {
        string ladder = numbers.Options.Settings.Policy.Ladder.ToString();
        string range = interval.Lo is null ? "" : $" (95 % interval {Numbers.Signed(interval.Lo)}R to {Numbers.Signed(interval.Hi)}R)";
        string verb = interval.Mean switch
        {
            > 0 => $"{Numbers.Fixed(interval.Mean)}R more per trade than you made",
            < 0 => $"{Numbers.Fixed(-interval.Mean)}R less per trade than you made",
            _ => "exactly what you made",
        };
        string trades = numbers.Covered.Count == numbers.WithR.Count ? $"your {Trades(numbers.WithR.Count)}"
            : $"the {Numbers.Count(numbers.Covered.Count)} of your {Trades(numbers.WithR.Count)} that prices cover";
        return $"On {trades} the ladder {ladder} would have made {verb}{range}: "
            + $"{Numbers.Signed(numbers.Harvested.Expectancy.MeanR)}R instead of {Numbers.Signed(numbers.Recorded.Expectancy.MeanR)}R.";
    }

    private static string Luck(ReportNumbers numbers, BootstrapInterval interval)
    {
        if (interval.Lo is null) return "Whether that is more than luck cannot be said: all trades closed on one day.";
        if (numbers.Covered.Count < Few) return $"{TooFew(numbers.Covered.Count)} to tell that from luck.";
        if (interval.ExcludesZero)
        {
            return interval.Mean > 0
                ? "That is more than luck explains: the interval lies above 0."
                : "That is worse than bad luck explains: the interval lies below 0, so do not use this ladder as it is.";
        }
        string needed = numbers.Difference.Needed is { } trades
            ? $" It takes about {Numbers.Count(trades)} trades like these to know."
            : "";
        return $"That may be luck: the interval holds 0, and {Numbers.Percent(interval.ShareAboveZero)} of the resamples favour the "
            + $"ladder.{needed}";
    }

    private static string Caution(ReportNumbers numbers)
    {
        string? first = numbers.CannotConclude.FirstOrDefault(text =>
            !text.StartsWith("Whether the ladder helps", StringComparison.Ordinal));
        return "What these trades cannot tell: "
            + string.Create(CultureInfo.InvariantCulture, $"{char.ToLowerInvariant(first![0])}{first[1..]}");
    }

    private static string Remedy(ReportNumbers numbers) => numbers.Epochs.Count == 0
        ? "Give files that hold entries and exits of the same positions."
        : numbers.WithR.Count > 0 ? PriceRemedy + Spans(numbers)
        : StopRemedy;

    // Prices and trades of different days are mostly of different time zones, or of another month.
    private static string Spans(ReportNumbers numbers)
    {
        if (numbers.Coverage is not { FirstPriceMs: { } first, LastPriceMs: { } last }) return "";
        return $" Those in the files go from {Calendar.Minute(first)} to {Calendar.Minute(last)}, the trades from "
            + $"{Calendar.Minute(numbers.Epochs.Min(epoch => epoch.Record.OpenedMs))} to "
            + $"{Calendar.Minute(numbers.Epochs.Max(epoch => epoch.Record.ClosedMs))} UTC: if that should be the same time, "
            + "a time zone is wrong (--tz).";
    }
}
