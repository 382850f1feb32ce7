using HarvestBrain.Review.Charts;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;

namespace HarvestBrain.Review.Sections;

/// <summary>What each part of the policy did.</summary>
internal static class LadderSection
{
    private const int Shown = 10;

    public static void Write(Html html, ReportNumbers numbers)
    {
        html.Charts(h =>
        {
            h.Figure(TradeCharts.Waterfall(numbers),
                "What each rung adds to the mean R, before costs; the rest left by a stop or with you.");
            h.Raw("<div>");
            h.Table("What each part is worth: mean R with it less mean R without it",
                ["part", "trades", "adds, R a trade", "is worth, R a trade"],
            [
                .. numbers.Rungs.Select(rung => Row.Of(
                    rung.Times, $"{Core.PlainDecimal.Format(rung.Rung.TriggerR)}R : {Fraction(rung)}", Numbers.Count(rung.Times),
                    Numbers.Signed(rung.ContributionR, 3), Numbers.Signed(rung.WorthR, 3))),
                .. numbers.Stops.Select(stop =>
                Row.Of(stop.Times, Name(stop.Rule), Numbers.Count(stop.Times), "–", Numbers.Signed(stop.WorthR, 3))),
            ]);
            h.P("A rung can add much and be worth nothing: what it sells, the next rung or the exit would have sold as well.", "soft");
            h.Raw("</div>");
        });
        EpochReview[] byDelta = [.. numbers.Covered.Where(epoch => epoch.Record.Path.Count > 1 && epoch.Delta != 0)
            .OrderByDescending(epoch => epoch.Delta).ThenBy(epoch => epoch.Record.Id)];
        Cards(html, "Helped most", [.. byDelta.Where(epoch => epoch.Delta > 0).Take(Shown)], numbers);
        Cards(html, "Hurt most", [.. byDelta.Where(epoch => epoch.Delta < 0).Reverse().Take(Shown)], numbers);
        Trades(html, numbers);
    }

    private static void Cards(Html html, string title, EpochReview[] epochs, ReportNumbers numbers)
    {
        if (epochs.Length == 0) return;
        html.H3(title);
        html.P("Price in R, stop as a red step line, rungs dashed, ladder's sales as dots, your exit as a ring.", "soft")
            .Raw("<div class=\"cards\">\n");
        foreach (EpochReview epoch in epochs)
        {
            html.Figure(TradeCharts.Trade(epoch, numbers.Rungs),
                $"{epoch.Record.Key.Symbol} {(epoch.Record.Direction == Core.Positions.Direction.Long ? "long" : "short")} "
                + $"{Calendar.Minute(epoch.Record.OpenedMs)}: "
                + $"{Numbers.Signed(epoch.Record.R)}R → {Numbers.Signed(epoch.HarvestedR)}R ({Numbers.Signed(epoch.Delta)}R)");
        }
        html.Raw("</div>\n");
    }

    private static void Trades(Html html, ReportNumbers numbers)
    {
        const int MaxRows = 1000;
        IReadOnlyList<EpochReview> epochs = numbers.Epochs;
        string which = epochs.Count > MaxRows
            ? $"The last {Numbers.Count(MaxRows)} of {Conclusions.Trades(epochs.Count)} (all are in the JSON)"
            : $"All {Conclusions.Trades(epochs.Count)}";
        html.Raw($"<details><summary>{which}</summary>\n");
        html.Table(which,
            ["opened", "symbol", "side", "recorded R", "with the ladder", "difference", "best R", "worst R", "end with the ladder"],
            epochs.Skip(Math.Max(0, epochs.Count - MaxRows)).Select(epoch => Row.Of(
                Calendar.Minute(epoch.Record.OpenedMs), epoch.Record.Key.Symbol,
                epoch.Record.Direction == Core.Positions.Direction.Long ? "long" : "short",
                Numbers.Signed(epoch.Record.R), Numbers.Signed(epoch.IsCovered ? epoch.HarvestedR : null),
                Numbers.Signed(epoch.IsCovered ? epoch.Delta : null),
                Numbers.Signed(epoch.Record.MfeR),
                Numbers.Signed(epoch.Record.MaeR), ReportJson.Of(epoch.Exit))));
        html.Raw("</details>\n");
    }

    private static string Fraction(RungNumbers rung) => rung.Rung.TakesRest ? "the rest" : Numbers.Percent((double)rung.Rung.Fraction);

    private static string Name(StopRule rule) => rule switch
    {
        StopRule.BreakEven => "stop to break-even",
        StopRule.Lock => "profit lock",
        _ => "trailing stop",
    };
}
