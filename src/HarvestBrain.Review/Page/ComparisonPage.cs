using HarvestBrain.Review.Charts;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;

namespace HarvestBrain.Review.Page;

/// <summary>Two reports held against each other, as a page.</summary>
internal static class ComparisonPage
{
    private const int Shown = 20;

    public static byte[] Of(Comparison comparison) => PageFrame.Of($"{comparison.Second.Name} against {comparison.First.Name}", html =>
    {
        html.Raw($"<header><h1>{Html.Escape(comparison.Second.Name)} against {Html.Escape(comparison.First.Name)}</h1></header>\n<main>\n");
        html.Section(0, "Answer", h =>
        {
            h.P(comparison.Sentence());
            if (comparison.InputsDiffer) h.P("The reports are not of the same files: only the trades that stand in both are compared.");
            if (comparison.Unpaired > 0) h.P($"{Conclusions.Trades(comparison.Unpaired)} stand in one report alone, or have no R.");
            h.Facts([(comparison.First.Name, comparison.First.PolicyText), (comparison.Second.Name, comparison.Second.PolicyText)]);
        });
        html.Section(1, "The same trades twice", h => h.Charts(c =>
        {
            c.Figure(TradeCharts.Histogram([.. comparison.Pairs.Select(pair => pair.A.Harvested!.Value)],
                [.. comparison.Pairs.Select(pair => pair.B.Harvested!.Value)]),
                $"How many trades came to which R: bars {comparison.First.Name}, line {comparison.Second.Name}.");
            c.Raw("<div>");
            if (comparison.Interval is { } interval)
                c.Raw(Whisker.Rows("Mean difference with its 95 % interval", [("difference", interval)]).ToString());
            c.Table("Each", ["", comparison.First.Name, comparison.Second.Name], comparison.Rows()
                .Select(row => Row.Of(row.Name, row.A, row.B)));
            c.Raw("</div>");
        }));
        html.Section(2, "Where they differ most", h => h.Table(
            $"The {Shown} trades with the largest differences",
            ["opened", "symbol", "side", "recorded", comparison.First.Name, comparison.Second.Name, "difference"],
            comparison.Pairs.Where(pair => pair.A.Harvested != pair.B.Harvested)
                .OrderByDescending(pair => Math.Abs(pair.B.Harvested!.Value - pair.A.Harvested!.Value))
                .ThenBy(pair => pair.A.OpenedMs)
                .ThenBy(pair => pair.A.Symbol, StringComparer.Ordinal).Take(Shown)
                .Select(pair => Row.Of(
                    Calendar.Minute(pair.A.OpenedMs), pair.A.Symbol, pair.A.Side,
                    Numbers.Signed(pair.A.Recorded), Numbers.Signed(pair.A.Harvested),
                    Numbers.Signed(pair.B.Harvested),
                    Numbers.Signed(pair.B.Harvested - pair.A.Harvested)))));
        html.Raw("</main>\n");
    });
}
