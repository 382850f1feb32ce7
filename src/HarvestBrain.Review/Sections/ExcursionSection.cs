using HarvestBrain.Review.Charts;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Sections;

/// <summary>How far the trades went, and what was made of it.</summary>
internal static class ExcursionSection
{
    private const double MinMfe = 0.25;

    public static void Write(Html html, ReportNumbers numbers)
    {
        IReadOnlyList<EpochReview> epochs = numbers.Covered;
        html.Charts(h =>
        {
            Svg dots = TradeCharts.Excursions(epochs, numbers.Rungs, out int every);
            h.Figure(dots, "Each trade: up is its best R, left its worst. Green closed above 0, red below."
                + (every > 1 ? $" One trade in {every} is drawn." : "")
                + " Green dots far left survived a deep fall; red dots high up gave a profit back.");
            h.Figure(TradeCharts.HitRates(numbers),
                "Share of trades that get to each R before they fail, corrected for trades closed by hand (Kaplan-Meier, 95 % band). "
                + "Dashed: had every trade been held to its stop or for a week.");
        });
        Rungs(html, numbers);
        double[] capture = [.. epochs.Where(epoch => epoch.Record.MfeR > MinMfe)
            .Select(epoch => epoch.Record.R!.Value / epoch.Record.MfeR!.Value)];
        double[] captured = [.. epochs.Where(epoch => epoch.Record.MfeR > MinMfe)
            .Select(epoch => epoch.HarvestedR!.Value / epoch.Record.MfeR!.Value)];
        double[] giveback = [.. epochs.Select(epoch => epoch.Record.MfeR!.Value - epoch.Record.R!.Value)];
        decimal? breakEven = numbers.Options.Settings.Policy.BreakEvenAtR;
        int scratches = epochs.Count(epoch => Scratch.Is(epoch, breakEven));
        html.Facts(
        [
            ("Capture, median",
                $"{Numbers.Percent(Quantiles.Median(capture))} of the best R as recorded, {Numbers.Percent(Quantiles.Median(captured))} "
                + $"with the ladder ({Conclusions.Trades(capture.Length)} that got beyond {Numbers.Fixed(MinMfe)}R)"),
            ("Giveback, median", Numbers.Fixed(Quantiles.Median(giveback)) + "R from the best R to the exit"),
            ("Best R, median", Numbers.Signed(Quantiles.Median([.. epochs.Select(epoch => epoch.Record.MfeR!.Value)])) + "R"),
            ("Worst R, median", Numbers.Signed(Quantiles.Median([.. epochs.Select(epoch => epoch.Record.MaeR!.Value)])) + "R"),
            ("Best open profit, median", Numbers.Signed(Quantiles.Median([.. epochs.Select(OpenBest)])) + "R of the whole position"),
            ("Break-even scratches", breakEven is null
                ? "break-even is off"
                : $"{Conclusions.Trades(scratches)} ended within ±{Numbers.Fixed(Scratch.Width)}R after the stop went to the entry"),
        ]);
    }

    private static double OpenBest(EpochReview epoch) => epoch.Record.InR(epoch.Record.BestOpenPnl) ?? 0;

    private static void Rungs(Html html, ReportNumbers numbers)
    {
        var rows = new List<Row>();
        double? before = null;
        foreach (RungNumbers rung in numbers.Rungs)
        {
            HitRate rate = numbers.Curve.At((double)rung.Rung.TriggerR), held = numbers.HeldCurve.At((double)rung.Rung.TriggerR);
            double? conditional = before is null ? rate.Rate : before > 0 ? rate.Rate / before : null;
            rows.Add(Row.Of(
                rate.AtRisk, $"{Core.PlainDecimal.Format(rung.Rung.TriggerR)}R", Numbers.Percent(rate.Rate, 1),
                $"{Numbers.Percent(rate.Lo)} to {Numbers.Percent(rate.Hi)}",
                Numbers.Percent(conditional, 1), Numbers.Percent(held.Rate, 1), Numbers.Count(rate.AtRisk),
                Numbers.Duration(rung.MedianMsToReach)));
            before = rate.Rate;
        }
        html.Table("The rungs: how many trades get there",
            ["rung", "hit rate", "95 % band", "of those at the rung before", "had they been held", "trades that got there",
            "median time to it"], rows);
    }
}
