using HarvestBrain.Review.Charts;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Sections;
using HarvestBrain.Review.Sweeps;

namespace HarvestBrain.Review.Page;

/// <summary>A sweep as a page.</summary>
internal static class SweepPage
{
    private const int Shown = 10;

    public static byte[] Of(SweepNumbers numbers)
    {
        string title = numbers.Options.Title.Length > 0 ? numbers.Options.Title : "Which ladder your trades would have liked";
        return PageFrame.Of(title, html =>
        {
            html.Raw($"<header><h1>{Html.Escape(title)}</h1>\n");
            html.P($"{Numbers.Count(numbers.Cells.Count)} policies on {Conclusions.Trades(numbers.Trades)} · "
                + $"{string.Join(", ", numbers.Inputs.Select(input => input.Name))}", "soft");
            html.Raw("</header>\n<main>\n");
            html.Section(0, "Answer", h => Answer(h, numbers));
            if (numbers.Trades > 0)
            {
                html.Section(1, "Where the good ones lie", h => Map(h, numbers));
                html.Section(2, "The ten best", h => Best(h, numbers));
                html.Section(3, "Is it real", h => Reality(h, numbers));
            }
            html.Section(4, "How to get this again", h => ReproduceSection.Write(h, numbers.Options, numbers.Inputs));
            html.Raw("</main>\n");
        });
    }

    private static void Answer(Html html, SweepNumbers numbers)
    {
        html.Raw("<div class=\"verdict\"><div>");
        html.Raw(numbers.Chosen?.Delta is null ? "<p class=\"big\">–<br><small>cannot be said</small></p>"
            : $"<p class=\"big\">{Numbers.Signed(numbers.Chosen.Delta?.Mean)}R<br><small>per trade, the choice less recorded</small></p>");
        if (numbers.Chosen?.Delta is { } delta) html.Raw(Whisker.Rows("Mean difference with its 95 % interval", [("", delta)]).ToString());
        html.Raw("</div><ol>");
        foreach (string sentence in SweepConclusions.Answer(numbers)) html.Raw("<li>").Raw(Html.Escape(sentence)).Raw("</li>");
        html.Raw("</ol></div>\n");
        if (numbers.Chosen is not { } chosen) return;
        if (numbers.IsChosenBetter) Paste(html, chosen.Cell);
        html.P($"{Numbers.Count(numbers.Plan.LeftOut)} combinations were left out: the R of their rungs do not rise, or their fractions "
            + $"exceed 1."
            + (numbers.WithoutR > 0 ? $" {Conclusions.Trades(numbers.WithoutR)} without a known stop stand in no figure." : "")
            + (numbers.Uncovered is { } uncovered ? $" Of those with one, prices do not cover {uncovered}: they stand in no figure." : ""),
            "soft");
    }

    private static void Paste(Html html, SweepCell chosen)
    {
        string be = chosen.BreakEvenAtR is { } r ? Core.PlainDecimal.Format(r) : "";
        html.Raw($"<p class=\"paste\">To paste into the settings: <code>HARVEST_LADDER={Html.Escape(chosen.Ladder.ToString())}</code> "
            + $"<code>HARVEST_SET_BE_AT_R={be}</code>");
        if (chosen.Trail is { } trail)
        {
            html.Raw($" <code>HARVEST_TRAIL_SOURCE={Core.Wire.Words.Of(trail.Source)}</code> "
                + $"<code>HARVEST_TRAIL_ATR_MULT={Core.PlainDecimal.Format(trail.Multiple)}</code>");
        }
        html.Raw("</p>\n");
    }

    private static void Map(Html html, SweepNumbers numbers)
    {
        html.Charts(h =>
        {
            if (SweepCharts.HeatMap(numbers, out string caption) is { } map) h.Figure(map, caption);
            if (SweepCharts.Frontier(numbers) is { } frontier)
            {
                h.Figure(frontier,
                    $"Each policy: mean R against the drawdown that one resampled account in twenty exceeds, risking "
                    + $"{Numbers.Percent(numbers.Options.RiskFraction, 1)} on each trade. "
                    + "Line: no other has more for less. Ring: the choice.");
            }
        });
        html.H3("Each parameter, the others at their best");
        html.Charts(h =>
        {
            for (int grid = 0; grid < numbers.Plan.Grids.Count; grid++)
            {
                for (int axis = 0; axis < numbers.Plan.Grids[grid].Count; axis++)
                {
                    SweepAxis what = numbers.Plan.Grids[grid][axis];
                    bool any = what.Values.Count > 1 && numbers.Cells.Any(cell => cell.Cell.Grid == grid && cell.MeanR is not null);
                    if (any)
                        h.Figure(SweepCharts.Profile(numbers, grid, axis),
                            $"Best mean R for each {what.Name}. A flat line means that it hardly matters.");
                }
            }
        });
    }

    private static void Best(Html html, SweepNumbers numbers)
    {
        IEnumerable<CellNumbers> best = numbers.Cells.Where(cell => cell.MeanR is not null)
            .OrderByDescending(cell => cell.NeighbourhoodMean).ThenByDescending(cell => cell.MeanR).Take(Shown);
        if (numbers.Chosen is { } chosen && !best.Contains(chosen)) best = best.Prepend(chosen);
        html.Table(
            "By the mean of each policy and its neighbours; below, what they are held against",
            ["policy", "mean R", "with its neighbours", "difference", "95 % interval", "SQN", "95 % drawdown"],
            [
                .. best.Select(cell => Row.Of(
                    cell.N, (cell == numbers.Chosen ? "→ " : "") + SweepConclusions.Describe(cell.Cell), Numbers.Signed(cell.MeanR, 3),
                    Numbers.Signed(cell.NeighbourhoodMean, 3),
                    Numbers.Signed(cell.Delta?.Mean, 3), Interval(cell.Delta), Numbers.Fixed(cell.Sqn), Numbers.Percent(cell.Drawdown95))),
                .. numbers.References.Select(run => Row.Of(
                    numbers.Trades, run.Name, Numbers.Signed(run.MeanR, 3), "–", Numbers.Signed(run.Delta?.Mean, 3), Interval(run.Delta),
                    Numbers.Fixed(run.Sqn), Numbers.Percent(run.Drawdown95))),
            ]);
    }

    private static void Reality(Html html, SweepNumbers numbers)
    {
        WalkForwardNumbers? walk = numbers.WalkForward;
        html.Facts(
        [
            ("Reality check (White), p",
                Numbers.Fixed(numbers.RealityCheckP, 3) + ": how often the best of so many looks this good by luck"),
            ("The same, studentised (Hansen's SPA), p", Numbers.Fixed(numbers.SpaP, 3)),
            ("Probability of overfitting (PBO)", numbers.Pbo is { } pbo
                ? Numbers.Percent(pbo, 1) + ": the best of one half is not above the median in the other"
                : $"cannot be said with fewer than {Statistics.Pbo.FewestTrades} trades or two policies"),
            ("Deflated Sharpe ratio of the best", numbers.DeflatedSharpe is { } deflated
                ? $"{Numbers.Percent(deflated, 1)} probability that it is above what the best of "
                    + $"{Numbers.Count(numbers.Cells.Count)} worthless policies shows"
                : "cannot be said"),
            ("Walk-forward", walk is null ? "cannot be said within one month"
                : $"chosen on the months before, scored on the next, {walk.Months} times: {Numbers.Signed(walk.MeanR, 3)}R a trade "
                + $"against {Numbers.Signed(walk.RecordedMeanR, 3)}R recorded, {Conclusions.Trades(walk.Trades)}"),
        ]);
    }

    private static string Interval(Statistics.BootstrapInterval? interval) =>
        interval is { Lo: { } lo, Hi: { } hi } ? $"{Numbers.Signed(lo, 3)} to {Numbers.Signed(hi, 3)}" : "–";
}
