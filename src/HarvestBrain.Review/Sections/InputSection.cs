using HarvestBrain.Core;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;

namespace HarvestBrain.Review.Sections;

/// <summary>What the numbers rest on.</summary>
internal static class InputSection
{
    public static void Write(Html html, ReportNumbers numbers)
    {
        Coverage coverage = numbers.Coverage;
        int withStop = numbers.Epochs.Count(epoch => epoch.Record.RiskSource == RiskSource.Stop),
            fallback = numbers.Epochs.Count(epoch => epoch.Record.RiskSource == RiskSource.Fallback);
        int incomplete = numbers.Epochs.Count(epoch => !epoch.Record.NetComplete);
        html.Facts(
        [
            ("Entries",
                $"{Numbers.Count(coverage.Entries)}: {Numbers.Count(coverage.Fills)} fills, {Numbers.Count(coverage.Prices)} prices, "
                + $"{Numbers.Count(coverage.Bars)} bars"),
            ("Span", coverage.Entries == 0 ? "–" : $"{Calendar.Minute(coverage.FirstMs)} to {Calendar.Minute(coverage.LastMs)} UTC"),
            ("Closed trades", $"{Numbers.Count(numbers.Epochs.Count)}, of which {Numbers.Count(numbers.WithR.Count)} have an R"),
            ("Covered by prices", Conclusions.Uncovered(numbers) is { } uncovered
                ? $"{Numbers.Count(numbers.Covered.Count)} of those; {uncovered}" : "all of those"),
            ("Left open at the end", Numbers.Count(numbers.LeftOpen) + ", in no figure"),
            ("Refused lines", Numbers.Count(coverage.Refused)),
            ("Repeated executions", Numbers.Count(coverage.Duplicates)),
            ("Carried in", $"{Numbers.Count(coverage.CarriedIn)} exits of what was opened before"),
            ("Stops on the wrong side", Stops(coverage)),
            ("Risk",
                $"{Numbers.Count(withStop)} by a stop, {Numbers.Count(fallback)} by the fallback, "
                + $"{Numbers.Count(numbers.Epochs.Count - withStop - fallback)} unknown"),
            ("Fees", incomplete == 0 ? "told for every trade" : $"not told for {Conclusions.Trades(incomplete)}: their R is before costs"),
            ("Price steps while a trade was open", Steps(coverage)),
            ("Rungs decided inside one bar",
                numbers.RungsDecidedInsideABar is { } share ? Numbers.Percent(share) + ", which no bar tells" : "none"),
            ("Money", Money(numbers.Quotes)),
        ]);
        html.Table("Files", ["name", "entries or rows", "first", "last", "sha256"], numbers.Inputs.Select(input => Row.Of(
            input.Name, Numbers.Count(input.Entries), Minute(input.FirstUnixMs), Minute(input.LastUnixMs), Short(input.Sha256))));
    }

    private static string Stops(Coverage coverage)
    {
        IEnumerable<string> named = coverage.FirstStopsOnWrongSide.Select(fill =>
            $"{fill.Symbol} {Calendar.Minute(fill.TimeUnixMs)}, stop {PlainDecimal.Format(fill.StopLoss)} for a fill at "
            + PlainDecimal.Format(fill.Price));
        string first = coverage.StopsOnWrongSide > coverage.FirstStopsOnWrongSide.Count ? ", first: " : ": ";
        return Numbers.Count(coverage.StopsOnWrongSide) + (coverage.StopsOnWrongSide == 0 ? "" : first + string.Join("; ", named));
    }

    private static string Steps(Coverage coverage) => coverage.Gaps == 0
        ? "none"
        : $"median {Numbers.Fixed(coverage.GapQuantile(0.5), 3)}R, 95 % under {Numbers.Fixed(coverage.GapQuantile(0.95), 3)}R";

    private static string Money(IReadOnlyList<string> quotes) => quotes.Count switch
    {
        0 => "quote currency not known from the names",
        1 => quotes[0],
        _ => "not added up: " + string.Join(", ", quotes),
    };

    private static string Minute(long? unixMs) => unixMs is { } known ? Calendar.Minute(known) : "–";

    private static string Short(string hash) => hash.Length > 16 ? hash[..16] + "…" : hash;
}
