using HarvestBrain.Review.Charts;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Sections;

/// <summary>What the ladder would have made of these trades, and whether that is more than luck.</summary>
internal static class AnswerSection
{
    public static void Write(Html html, ReportNumbers numbers)
    {
        html.Raw("<div class=\"verdict\"><div>");
        BootstrapInterval? difference = numbers.Difference.Interval;
        html.Raw(difference is null ? "<p class=\"big\">–<br><small>cannot be said</small></p>"
            : $"<p class=\"big\">{Numbers.Signed(difference?.Mean)}R<br><small>per trade, ladder less recorded</small></p>");
        if (difference is { } interval) html.Raw(Whisker.Rows("Mean difference with its 95 % interval", [("", interval)]).ToString());
        html.Raw("</div><ol>");
        foreach (string sentence in Conclusions.Answer(numbers)) html.Raw("<li>").Raw(Html.Escape(sentence)).Raw("</li>");
        html.Raw("</ol></div>\n");
        html.Raw(
            $"<p class=\"paste\">The ladder of this report, to paste into the settings: "
            + $"<code>HARVEST_LADDER={Html.Escape(numbers.Options.Settings.Policy.Ladder.ToString())}</code></p>\n");
        if (numbers.Covered.Count == 0) return;
        html.Table(
            "Five ways to leave the same trades. Max drawdown is marked to market at every price for the first three, from close to close "
            + "for the others.",
            ["", "trades", "mean R", "median R", "win rate", "profit factor", "SQN", "losing streak", "max drawdown"],
            ((RunNumbers[])[numbers.Recorded, numbers.Harvested, numbers.Unharvested, numbers.AllAtOneR, numbers.Default]).Select(RowOf));
    }

    private static Row RowOf(RunNumbers run)
    {
        Expectancy e = run.Expectancy;
        return Row.Of(
            e.N, run.Name, Numbers.Count(e.N), Numbers.Signed(e.MeanR, 3), Numbers.Signed(e.MedianR), Numbers.Percent(e.WinRate),
            Numbers.Fixed(e.ProfitFactor),
            Numbers.Fixed(e.Sqn), Numbers.Count(e.LongestLosingStreak), Numbers.Fixed(run.MaxDrawdownR, 1) + "R");
    }
}
