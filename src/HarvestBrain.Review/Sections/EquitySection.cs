using HarvestBrain.Review.Charts;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Sections;

/// <summary>Equity and what it may do next.</summary>
internal static class EquitySection
{
    private const int MaxDrawdowns = 5;

    public static void Write(Html html, ReportNumbers numbers)
    {
        html.Charts(h =>
        {
            h.Figure(EquityCharts.Equity("Equity in R", Curves(numbers, meter => meter.InR), "R"),
                "Sum of R of all positions, marked to market at every price.");
            h.Figure(EquityCharts.Underwater(numbers.RecordedEquity.InR.Points(), numbers.HarvestedEquity.InR.Points()),
                $"Below the peak. Deepest and longest: recorded {Fall(numbers.RecordedEquity)}, with the ladder "
                + $"{Fall(numbers.HarvestedEquity)}, nothing harvested {Fall(numbers.UnharvestedEquity)}.");
            if (numbers.Quotes.Count <= 1)
            {
                string money = numbers.Quotes.Count == 1 ? numbers.Quotes[0] : "quote currency";
                h.Figure(EquityCharts.Equity("Equity in money", Curves(numbers, meter => meter.InMoney), ""),
                    $"The same in {money}, as the positions were sized.");
            }
            if (numbers.MonteCarlo is { } fan) h.Figure(EquityCharts.Fan(fan, numbers.Covered.Count), FanCaption(fan));
        });
        if (numbers.Quotes.Count > 1)
            html.P($"In money nothing is added up: the symbols are quoted in {string.Join(" and ", numbers.Quotes)}.", "soft");
        WriteDrawdowns(html, numbers);
        if (numbers is not { MonteCarlo: { } harvested, RecordedMonteCarlo: { } recorded }) return;
        var rows = new List<Row>
        {
            Row.Of("end of the account, 5 / 50 / 95 %", Ends(recorded.End), Ends(harvested.End)),
            Row.Of("largest drawdown, 5 / 50 / 95 %", Falls(recorded.MaxDrawdown), Falls(harvested.MaxDrawdown)),
            Row.Of("the same trades in another order", Falls(recorded.OrderAlone), Falls(harvested.OrderAlone)),
        };
        for (int i = 0; i < harvested.DrawdownAtLeast.Count; i++)
        {
            rows.Add(Row.Of($"chance of a drawdown of {Numbers.Percent(harvested.DrawdownAtLeast[i].Drawdown)} or more",
                Numbers.Percent(recorded.DrawdownAtLeast[i].Share, 1), Numbers.Percent(harvested.DrawdownAtLeast[i].Share, 1)));
        }
        html.Table(
            $"{Numbers.Count(numbers.Options.Paths)} resampled accounts that risk {Numbers.Percent(harvested.RiskFraction, 1)} on each "
            + $"trade, over as many trades", ["", "as recorded", "with the ladder"], rows);
    }

    private static void WriteDrawdowns(Html html, ReportNumbers numbers)
    {
        EpochReview[] closed = [.. numbers.Covered.OrderBy(epoch => epoch.Record.ClosedMs)];
        IReadOnlyList<DrawdownEpisode> recorded = Worst(epoch => epoch.Record.R!.Value);
        IReadOnlyList<DrawdownEpisode> harvested = Worst(epoch => epoch.HarvestedR!.Value);
        if (recorded.Count + harvested.Count == 0) return;
        html.Table(
            "The deepest drawdowns, counted from closed trade to closed trade",
            ["", "depth", "trades down", "from", "bottom", "back at the peak"],
            [.. recorded.Select(episode => Of("as recorded", episode)), .. harvested.Select(episode => Of("with the ladder", episode))]);

        IReadOnlyList<DrawdownEpisode> Worst(Func<EpochReview, double> r) =>
            DrawdownEpisode.Deepest([.. closed.Select(epoch => (epoch.Record.ClosedMs, r(epoch)))], MaxDrawdowns);

        static Row Of(string name, DrawdownEpisode episode) => Row.Of(
            name, $"{Numbers.Fixed(episode.Depth, 1)}R", Numbers.Count(episode.Trades), Calendar.Minute(episode.FromMs)[..10],
            Calendar.Minute(episode.DeepestMs)[..10], episode.BackMs is { } back ? Calendar.Minute(back)[..10] : "not yet");
    }

    // Where the recording has no harvests of its own, what it would be without them is the same line.
    private static (string, string, IReadOnlyList<EquityPoint>)[] Curves(ReportNumbers numbers, Func<EquityMeter, EquityCurve> of)
    {
        (string, string, IReadOnlyList<EquityPoint>)[] two =
            [("as recorded", "rec", of(numbers.RecordedEquity).Points()), ("with the ladder", "har", of(numbers.HarvestedEquity).Points())];
        IReadOnlyList<EquityPoint> unharvested = of(numbers.UnharvestedEquity).Points();
        return unharvested.SequenceEqual(two[0].Item3) ? two : [("nothing harvested", "alt", unharvested), .. two];
    }

    private static string Fall(EquityMeter meter) => $"{Numbers.Fixed(meter.InR.Deepest, 1)}R, {Numbers.Duration(meter.InR.Longest)}";

    private static string FanCaption(MonteCarloResult fan) =>
        $"The ladder's R resampled in blocks, {Numbers.Percent(fan.RiskFraction, 1)} of the account on each trade: median and the middle "
            + $"90 %.";

    private static string Ends(Spread spread) =>
        $"×{Numbers.Fixed(spread.P5)} / ×{Numbers.Fixed(spread.P50)} / ×{Numbers.Fixed(spread.P95)}";

    private static string Falls(Spread spread) =>
        $"{Numbers.Percent(spread.P5)} / {Numbers.Percent(spread.P50)} / {Numbers.Percent(spread.P95)}";
}
