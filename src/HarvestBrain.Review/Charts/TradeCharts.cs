using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Charts;

/// <summary>Charts of many trades: how their R are spread, how far they got, what single ones did.</summary>
internal static class TradeCharts
{
    private const int MaxDots = 3000;
    private const double Left = 44, Right = Svg.Width - 12, Top = 14;

    /// <summary>How many trades came to which R: recorded as bars, with the ladder as a line around its own.</summary>
    public static Svg Histogram(double[] recorded, double[] harvested)
    {
        const double Bottom = 224;
        double[] sorted = Quantiles.Sorted([.. recorded, .. harvested]);
        double least = Math.Max(-4, Math.Min(-1, Math.Floor(Quantiles.Of(sorted, 0.005)!.Value * 2) / 2));
        double most = Math.Min(8, Math.Max(1, Math.Ceiling(Quantiles.Of(sorted, 0.995)!.Value * 2) / 2));
        const double Bin = 0.25;
        int bins = (int)Math.Round((most - least) / Bin);
        int[] first = Count(recorded), second = Count(harvested);
        var x = new Scale(least, most, Left, Right, 8);
        var y = new Scale(0, Math.Max(first.Max(), second.Max()) * 1.25, Bottom, Top, 4); // the words stand above the bars
        var svg = new Svg(262, "Histogram of R, as recorded and with the ladder");
        svg.GridY(y, Left, Right, tick => Numbers.Fixed(tick, tick == Math.Floor(tick) ? 0 : 1));
        var outline = new List<(double X, double Y)>();
        for (int i = 0; i < bins; i++)
        {
            double from = least + (i * Bin), to = from + Bin;
            svg.Rect(x[from] + 1, y[first[i]], x[to] - x[from] - 2, Bottom - y[first[i]], "frec",
                $"{Numbers.Signed(from)}R to {Numbers.Signed(to)}R: {first[i]} as recorded, {second[i]} with the ladder");
            outline.Add((x[from], y[second[i]]));
        }
        svg.Steps(outline, Right, "har").GridX(x, Bottom, Bottom, tick => Numbers.Tick(tick) + "R");
        double mean = Expectancy.Mean(recorded)!.Value, median = Quantiles.Median(recorded)!.Value;
        svg.Line(x[mean], Top - 4, x[mean], Bottom, "mark").Text(x[mean] + 4, Top + 4, $"mean {Numbers.Signed(mean)}R");
        svg.Line(x[median], Top + 10, x[median], Bottom, "mark").Text(x[median] + 4, Top + 20, $"median {Numbers.Signed(median)}R");
        return svg;

        int[] Count(double[] values)
        {
            var counts = new int[bins];
            foreach (double value in values) counts[Math.Clamp((int)Math.Floor((value - least) / Bin), 0, bins - 1)]++;
            return counts;
        }
    }

    /// <summary>The best against the worst R on the way. Of very many trades every so many are drawn.</summary>
    public static Svg Excursions(IReadOnlyList<EpochReview> epochs, IReadOnlyList<RungNumbers> rungs, out int every)
    {
        const double Bottom = 252;
        double[] best = Quantiles.Sorted([.. epochs.Select(epoch => epoch.Record.MfeR ?? 0)]);
        double[] worst = Quantiles.Sorted([.. epochs.Select(epoch => epoch.Record.MaeR ?? 0)]);
        double most = Math.Clamp(Math.Ceiling(Quantiles.Of(best, 0.98)!.Value), 2, 12),
            least = Math.Clamp(Math.Floor(Quantiles.Of(worst, 0.01)!.Value * 2) / 2, -4, -1.5);
        var x = new Scale(least, 0, Left, Right, 5);
        var y = new Scale(0, most, Bottom, Top, 5);
        var svg = new Svg(290, "Best against worst R of each trade");
        svg.GridY(y, Left, Right, tick => Numbers.Tick(tick) + "R").GridX(x, Top, Bottom, tick => Numbers.Tick(tick) + "R");
        int step = every = 1 + (epochs.Count / MaxDots);
        string size = epochs.Count > 600 ? " thin" : "";
        svg.Dots(Points(lost: true), "dbad" + size).Dots(Points(lost: false), "dgood" + size);
        foreach (RungNumbers rung in rungs)
        {
            double r = (double)rung.Rung.TriggerR;
            if (r < most)
                svg.Line(Left, y[r], Right, y[r], "mark")
                    .Text(Left + 4, y[r] - 3, $"rung {Core.PlainDecimal.Format(rung.Rung.TriggerR)}R", style: "soft");
        }
        svg.Line(x[-1], Top, x[-1], Bottom, "mark").Text(x[-1] + 4, Top + 8, "−1R", style: "soft");
        svg.Text((Left + Right) / 2, Bottom + 32, "worst R on the way (MAE)", "middle", "soft");
        return svg;

        IEnumerable<(double, double)> Points(bool lost) => epochs.Where((epoch, i) => i % step == 0 && epoch.Record.R < 0 == lost)
            .Select(epoch => (x[epoch.Record.MaeR ?? 0], y[epoch.Record.MfeR ?? 0]));
    }

    /// <summary>Share of trades that reach each R, with its band, and the same had every trade been held.</summary>
    public static Svg HitRates(ReportNumbers numbers)
    {
        const double Bottom = 224;
        double[] reached = Quantiles.Sorted([.. numbers.Covered.Select(epoch => epoch.Record.MfeR ?? 0)]);
        double most = Math.Clamp(Math.Ceiling(Quantiles.Of(reached, 0.97)!.Value), 2, 10);
        var x = new Scale(0, most, Left, Right, 6);
        var y = new Scale(0, 1, Bottom, Top, 4);
        var svg = new Svg(262, "Share of trades that reach each R before they fail");
        svg.GridY(y, Left, Right, tick => Numbers.Percent(tick)).GridX(x, Top, Bottom, tick => Numbers.Tick(tick) + "R");
        HitRate[] rates = [.. Enumerable.Range(0, 121).Select(i => numbers.Curve.At(i * most / 120)).Where(rate => rate.Rate is not null)];
        svg.Path(Svg.Through([.. rates.Select(rate => (x[rate.R], y[rate.Hi!.Value])), .. rates.Reverse()
            .Select(rate => (x[rate.R], y[rate.Lo!.Value]))]) + "z", "fband");
        svg.Line(rates.Select(rate => (x[rate.R], y[rate.Rate!.Value])), "har");
        HitRate[] held = [.. Enumerable.Range(0, 121).Select(i => numbers.HeldCurve.At(i * most / 120))
            .Where(rate => rate.Rate is not null)];
        svg.Line(held.Select(rate => (x[rate.R], y[rate.Rate!.Value])), "alt");
        foreach (RungNumbers rung in numbers.Rungs)
        {
            HitRate rate = numbers.Curve.At((double)rung.Rung.TriggerR);
            if (rate.Rate is { } share && rate.R < most)
                svg.Circle(x[rate.R], y[share], 4.5, "hollow",
                $"{Numbers.Signed(rate.R)}R: {Numbers.Percent(share)}, {rate.AtRisk} trades got there");
        }
        return svg;
    }

    /// <summary>What each rung added, what the rest added, and what it cost.</summary>
    public static Svg Waterfall(ReportNumbers numbers)
    {
        const double Bottom = 214;
        double total = numbers.Harvested.Expectancy.MeanR!.Value;
        double costs = -numbers.CostsR!.Value, rungs = numbers.Rungs.Sum(rung => rung.ContributionR ?? 0);
        var steps = numbers.Rungs.Select(rung => ($"{Core.PlainDecimal.Format(rung.Rung.TriggerR)}R", rung.ContributionR ?? 0)).ToList();
        steps.Add(("the rest", total - rungs - costs));
        steps.Add(("costs", costs));
        double sum = 0, least = Math.Min(0, total), most = Math.Max(0, total);
        foreach ((_, double value) in steps)
        {
            sum += value;
            least = Math.Min(least, sum);
            most = Math.Max(most, sum);
        }
        double pad = (most - least) * 0.08;
        var y = new Scale(least - pad, most + pad, Bottom, Top, 5);
        var svg = new Svg(244, "What each rung adds to the mean R");
        svg.GridY(y, Left, Right, tick => Numbers.Signed(tick));
        double width = (Right - Left) / (steps.Count + 1), at = 0;
        for (int i = 0; i <= steps.Count; i++)
        {
            (string name, double value) = i < steps.Count ? steps[i] : ("result", total);
            double from = i < steps.Count ? at : 0, to = i < steps.Count ? at + value : total, x = Left + (i * width);
            string style = i == steps.Count ? "frec" : value >= 0 ? "fgood" : "fbad";
            svg.Rect(x + (width * 0.14), Math.Min(y[from], y[to]), width * 0.72, Math.Max(1, Math.Abs(y[from] - y[to])), style,
                $"{name}: {Numbers.Signed(value, 3)}R a trade");
            svg.Text(x + (width / 2), Math.Min(y[from], y[to]) - 4, Numbers.Signed(value), "middle", "tick");
            svg.Text(x + (width / 2), Bottom + 18, name, "middle", "soft");
            at = to;
        }
        return svg;
    }

    /// <summary>One trade: the price on its way in R, where it was closed, the stop as it moved, the rungs.</summary>
    public static Svg Trade(EpochReview epoch, IReadOnlyList<RungNumbers> rungs)
    {
        EpochRecord record = epoch.Record;
        const double Bottom = 164, TradeLeft = 36, TradeRight = Svg.Width - 60;
        decimal risk = record.Risk!.Value;
        double InR(decimal price) => ((int)record.Direction * (price - record.Entry)).PerRisk(risk) ?? 0;
        (double X, double Y)[] path = [.. record.Path.Select(point => ((double)(point.At - record.OpenedMs), InR(point.Price)))];
        double least = Math.Min(-1.1, path.Min(point => point.Y)), most = Math.Max(0.6, path.Max(point => point.Y)) + 0.1;
        double end = Math.Max(1, record.ClosedMs - record.OpenedMs);
        var x = new Scale(0, end, TradeLeft, TradeRight);
        var y = new Scale(least, most, Bottom, 10, 4);
        var svg = new Svg(186,
            $"{record.Key.Symbol} {Calendar.Iso(record.OpenedMs)}: {Numbers.Signed(record.R)}R recorded, "
            + $"{Numbers.Signed(epoch.HarvestedR)}R with the ladder");
        svg.GridY(y, TradeLeft, TradeRight, Numbers.Tick);
        foreach (RungNumbers rung in rungs)
        {
            double r = (double)rung.Rung.TriggerR;
            if (r < most)
                svg.Line(TradeLeft, y[r], TradeRight, y[r], "mark")
                    .Text(TradeRight + 4, y[r] + 4, $"{Core.PlainDecimal.Format(rung.Rung.TriggerR)}R", style: "tick");
        }
        var stops = new List<(double, double)> { (x[0], y[-1]) };
        foreach (StopMove move in epoch.StopMoves) stops.Add((x[move.At - record.OpenedMs], y[InR(move.Price)]));
        svg.Steps(stops, TradeRight, "stop");
        svg.Line(path.Select(point => (x[point.X], y[point.Y])), "path");
        foreach (RungFill fill in epoch.Rungs)
        {
            svg.Circle(x[fill.At - record.OpenedMs], y[InR(fill.Price)], 5, "fhar",
                $"{Core.PlainDecimal.Format(fill.R)}R rung: {Core.PlainDecimal.Format(fill.Quantity)} at "
                + $"{Core.PlainDecimal.Format(fill.Price)}");
        }
        svg.Circle(x[end], y[InR(record.ExitPrice)], 5, "hollow", $"recorded exit at {Core.PlainDecimal.Format(record.ExitPrice)}");
        svg.Text(TradeLeft, Bottom + 18, "0", "start", "tick").Text(TradeRight, Bottom + 18, Numbers.Duration(end), "end", "tick");
        return svg;
    }
}
