using HarvestBrain.Review.Charts;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Sections;

/// <summary>Whether the difference is more than luck.</summary>
internal static class RealitySection
{
    public static void Write(Html html, ReportNumbers numbers)
    {
        if (numbers.Covered.Count > 0) Evidence(html, numbers);
        html.H3("What cannot be concluded");
        html.Raw("<ul>");
        foreach (string text in numbers.CannotConclude) html.Raw("<li>").Raw(Html.Escape(text)).Raw("</li>\n");
        html.Raw("</ul>\n");
    }

    private static void Evidence(Html html, ReportNumbers numbers)
    {
        var rows = new List<(string, BootstrapInterval)>();
        Add("all trades", numbers.Difference);
        Add("earlier half", numbers.Halves[0]);
        Add("later half", numbers.Halves[1]);
        html.Charts(h =>
        {
            if (rows.Count > 0)
                h.Figure(Whisker.Rows("Mean difference, whole and in halves", rows),
                    "Ladder less recorded, R a trade, with 95 % intervals: what holds in one half alone is no rule.");
            h.Raw("<div>");
            h.Facts(
            [
                ("Difference", Whisker.Text(numbers.Difference.Interval)),
                ("Resamples above 0", Numbers.Percent(numbers.Difference.Interval?.ShareAboveZero, 1)),
                ("Trades needed", numbers.Difference.Needed is { } needed
                    ? $"about {Numbers.Count(needed)} to tell a difference of this size from none (80 % power); there are "
                        + $"{Numbers.Count(numbers.Covered.Count)}"
                    : "cannot be said"),
                ("How", $"{Numbers.Count(DayBlockBootstrap.Resamples)} resamples of whole days: trades of one day move together"),
            ]);
            h.P("This is one policy, chosen before its trades were looked at, we hope. Of many policies tried on the same trades the best "
                + "looks good by luck alone: sweep says how much of that there is.", "soft");
            h.Raw("</div>");
        });

        void Add(string name, Difference difference)
        {
            if (difference.Interval is { } interval) rows.Add((name, interval));
        }
    }
}
