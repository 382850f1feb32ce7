using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Sections;

namespace HarvestBrain.Review.Page;

/// <summary>The report as a page: the answer first, then what it rests on.</summary>
internal static class ReportPage
{
    private static readonly string[] Titles =
    [
        "Answer", "What was read", "What you did", "What was on the table", "What the ladder did", "Equity", "Is it real",
            "How to get this again",
    ];

    public static byte[] Of(ReportNumbers numbers)
    {
        string title = numbers.Options.Title.Length > 0 ? numbers.Options.Title : "What your trades say about the ladder";
        return PageFrame.Of(title, html =>
        {
            html.Raw($"<header><h1>{Html.Escape(title)}</h1>\n");
            html.P(Subtitle(numbers), "soft");
            html.Raw("<nav aria-label=\"Sections\">");
            for (int i = 0; i < Titles.Length; i++) html.Raw($"<a href=\"#s{i}\">{i} {Titles[i]}</a> ");
            html.Raw("</nav></header>\n<main>\n");
            html.Section(0, Titles[0], h => AnswerSection.Write(h, numbers));
            html.Section(1, Titles[1], h => InputSection.Write(h, numbers));
            string? noR = numbers.WithR.Count > 0 ? null : "there is no closed trade with a known stop";
            string? none = noR ?? (numbers.Covered.Count > 0 ? null : "prices cover no closed trade with a known stop");
            html.Section(2, Titles[2], h => Or(h, noR, () => TradesSection.Write(h, numbers)));
            html.Section(3, Titles[3], h => Or(h, none, () => ExcursionSection.Write(h, numbers)));
            html.Section(4, Titles[4], h => Or(h, none, () => LadderSection.Write(h, numbers)));
            html.Section(5, Titles[5], h => Or(h, none, () => EquitySection.Write(h, numbers)));
            html.Section(6, Titles[6], h => RealitySection.Write(h, numbers));
            html.Section(7, Titles[7], h => ReproduceSection.Write(h, numbers.Options, numbers.Inputs));
            html.Raw("</main>\n");
        });
    }

    private static void Or(Html html, string? missing, Action write)
    {
        if (missing is null) write();
        else html.P($"Cannot be said: {missing}.");
    }

    private static string Subtitle(ReportNumbers numbers)
    {
        string span = numbers.Epochs.Count == 0
            ? "no closed trade"
            : $"{Calendar.Iso(numbers.Epochs.Min(epoch => epoch.Record.OpenedMs))[..10]} to "
                + $"{Calendar.Iso(numbers.Epochs.Max(epoch => epoch.Record.ClosedMs))[..10]}";
        return $"{Conclusions.Trades(numbers.Epochs.Count)} · {span} · "
            + $"{string.Join(", ", numbers.Inputs.Select(input => input.Name))} · ladder {numbers.Options.Settings.Policy.Ladder}";
    }
}
