using HarvestBrain.Review.Charts;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Sections;

/// <summary>The trades as they were made.</summary>
internal static class TradesSection
{
    public static void Write(Html html, ReportNumbers numbers)
    {
        double[] recorded = [.. numbers.WithR.Select(epoch => epoch.Record.R!.Value)],
            harvested = [.. numbers.Covered.Select(epoch => epoch.HarvestedR!.Value)];
        html.Charts(h =>
        {
            h.Figure(TradeCharts.Histogram(recorded, harvested),
                "How many trades came to which R: bars as recorded, line with the ladder. The first and last bar hold all beyond.");
            h.Raw("<div>");
            Compare(h, numbers.Done, numbers.Harvested, recorded, harvested);
            h.Raw("</div>");
        });
        html.P($"Expectancy is the mean R after fees and funding (Tharp); others divide it by the average loss. SQN is √n × mean / "
            + $"deviation; with n capped at 100 it is {Numbers.Fixed(numbers.Done.Expectancy.SqnCapped)} as recorded. "
            + $"Groups of fewer than {Conclusions.Few} trades are greyed: they say next to nothing. Times are UTC.", "soft");
        double span = Span(numbers.Groupings);
        html.Charts(h =>
        {
            foreach (Grouping grouping in numbers.Groupings) Group(h, grouping, span);
        });
    }

    private static void Compare(
        Html html, RunNumbers recorded, RunNumbers harvested, double[] recordedR, double[] harvestedR)
    {
        Expectancy a = recorded.Expectancy, b = harvested.Expectancy;
        html.Table("Recorded, and with the ladder", ["", recorded.Name, harvested.Name],
        [
            Row.Of("trades", Numbers.Count(a.N), Numbers.Count(b.N)),
            Row.Of("expectancy, R a trade", Numbers.Signed(a.MeanR, 3), Numbers.Signed(b.MeanR, 3)),
            Row.Of("standard deviation", Numbers.Fixed(a.SdR), Numbers.Fixed(b.SdR)),
            Row.Of("win rate", Numbers.Percent(a.WinRate, 1), Numbers.Percent(b.WinRate, 1)),
            Row.Of("profit factor", Numbers.Fixed(a.ProfitFactor), Numbers.Fixed(b.ProfitFactor)),
            Row.Of("payoff", Numbers.Fixed(a.Payoff), Numbers.Fixed(b.Payoff)),
            Row.Of("best and worst trade", Ends(recordedR), Ends(harvestedR)),
            Row.Of("SQN", Numbers.Fixed(a.Sqn), Numbers.Fixed(b.Sqn)),
            Row.Of("longest losing streak", Numbers.Count(a.LongestLosingStreak), Numbers.Count(b.LongestLosingStreak)),
        ]);
    }

    private static string Ends(double[] r) => r.Length == 0 ? "–" : $"{Numbers.Signed(r.Max(), 1)}R / {Numbers.Signed(r.Min(), 1)}R";

    private static void Group(Html html, Grouping grouping, double span)
    {
        html.Table("By " + char.ToLowerInvariant(grouping.Name[0]) + grouping.Name[1..],
            [grouping.Name, "trades", "mean R", "95 % interval", "", "ladder less recorded"],
            grouping.Groups.Select(group => new Row(group.N < Conclusions.Few, Html.Escape(group.Name), Numbers.Count(group.N),
                Numbers.Signed(group.Mean?.Mean), group.Mean?.Lo is { } lo
                    ? $"{Numbers.Signed(lo)} to {Numbers.Signed(group.Mean?.Hi)}"
                    : "–",
                Whisker.Cell(group.Mean, span), Numbers.Signed(group.MeanDelta))));
    }

    private static double Span(IReadOnlyList<Grouping> groupings)
    {
        double widest = 0.25;
        foreach (GroupNumbers group in groupings.SelectMany(grouping => grouping.Groups).Where(group => group.N >= Conclusions.Few))
        {
            if (group.Mean is { Lo: { } lo, Hi: { } hi }) widest = Math.Max(widest, Math.Max(Math.Abs(lo), Math.Abs(hi)));
        }
        return widest;
    }
}
