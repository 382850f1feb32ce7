using System.Globalization;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Sweeps;

namespace HarvestBrain.Review.Charts;

/// <summary>Charts of a sweep.</summary>
internal static class SweepCharts
{
    private const double Left = 64, Right = Svg.Width - 12, Top = 14;
    private const double MaxColour = 0.85;

    /// <summary>Two axes against each other, everything else at its best; <see langword="null"/> when nothing varies.</summary>
    public static Svg? HeatMap(SweepNumbers numbers, out string caption)
    {
        caption = "";
        if (numbers.Chosen is not { } chosen) return null;
        IReadOnlyList<SweepAxis> axes = numbers.Plan.Grids[chosen.Cell.Grid];
        int[] varying = [.. Enumerable.Range(0, axes.Count).Where(axis => axes[axis].Values.Count > 1).Take(2)];
        if (varying.Length == 0) return null;
        int across = varying[0], up = varying.Length > 1 ? varying[1] : -1;
        int columns = axes[across].Values.Count, rows = up < 0 ? 1 : axes[up].Values.Count;
        var best = new Dictionary<(int, int), CellNumbers>();
        foreach (CellNumbers cell in numbers.Cells.Where(cell => cell.Cell.Grid == chosen.Cell.Grid && cell.MeanR is not null))
        {
            foreach ((int, int) place in cell.Cell.Places.Select(at => (at[across], up < 0 ? 0 : at[up])).Distinct())
            {
                if (!best.TryGetValue(place, out CellNumbers? other) || cell.MeanR > other.MeanR) best[place] = cell;
            }
        }
        double largest = Math.Max(0.01, best.Values.Max(cell => Math.Abs(cell.Delta!.Value.Mean)));
        double height = Math.Clamp(rows * 34, 40, 340), bottom = Top + height, width = (Right - Left) / columns, tall = height / rows;
        var svg = new Svg(bottom + 46, $"Mean difference by {axes[across].Name}" + (up < 0 ? "" : $" and {axes[up].Name}"));
        foreach (((int x, int y), CellNumbers cell) in best.OrderBy(pair => pair.Key))
        {
            double left = Left + (x * width), top = bottom - ((y + 1) * tall), delta = cell.Delta!.Value.Mean;
            string opacity = (0.08 + (MaxColour * Math.Abs(delta) / largest)).ToString("0.##", CultureInfo.InvariantCulture);
            svg.Cell(left + 1, top + 1, width - 2, tall - 2, delta >= 0
                ? "fgood"
                : "fbad", opacity, $"{SweepConclusions.Describe(cell.Cell)}: {Whisker.Text(cell.Delta)}");
            if (cell.Delta is not { ExcludesZero: true }) svg.Hatch(left + 1, top + 1, width - 2, tall - 2);
            if (width > 38) svg.Text(left + (width / 2), top + (tall / 2) + 5, Numbers.Signed(delta), "middle", "onmap");
        }
        Outline(svg, chosen, across, up, columns, rows, (x, y) => (Left + (x * width), bottom - ((y + 1) * tall)), width, tall);
        int every = 1 + (columns / 14);
        for (int i = 0; i < columns; i += every) svg.Text(Left + ((i + 0.5) * width), bottom + 17, axes[across].Text(i), "middle", "tick");
        for (int i = 0; i < rows; i++) svg.Text(Left - 6, bottom - ((i + 0.5) * tall) + 4, up < 0 ? "" : axes[up].Text(i), "end", "tick");
        svg.Text((Left + Right) / 2, bottom + 36, axes[across].Name, "middle", "soft");
        caption = $"Mean difference to the recording in R a trade, by {axes[across].Name}"
            + (up < 0 ? "" : $" (across) and {axes[up].Name} (up)")
            + ", everything else at its best. Green is more than recorded, red is less, hatched where the 95 % interval holds 0; "
                + "outlined: the choice and its neighbours.";
        return svg;
    }

    /// <summary>Mean R against the drawdown to expect.</summary>
    public static Svg? Frontier(SweepNumbers numbers)
    {
        CellNumbers[] cells = [.. numbers.Cells.Where(cell => cell is { MeanR: not null, Drawdown95: not null })];
        if (cells.Length == 0) return null;
        const double Bottom = 244;
        (double X, double Y,
            string Name)[] references = [.. numbers.References.Where(run => run is { MeanR: not null, Drawdown95: not null })
            .Select(run => (run.Drawdown95!.Value, run.MeanR!.Value, run.Name))];
        double[] xs = [.. cells.Select(cell => cell.Drawdown95!.Value), .. references.Select(point => point.X)],
            ys = [.. cells.Select(cell => cell.MeanR!.Value), .. references.Select(point => point.Y)];
        double padX = Math.Max(0.01, (xs.Max() - xs.Min()) * 0.08), padY = Math.Max(0.01, (ys.Max() - ys.Min()) * 0.08);
        var x = new Scale(Math.Max(0, xs.Min() - padX), xs.Max() + padX, Left, Right, 5);
        var y = new Scale(ys.Min() - padY, ys.Max() + padY, Bottom, Top, 5);
        var svg = new Svg(290, "Mean R against the 95 % drawdown of each policy");
        svg.GridY(y, Left, Right, tick => Numbers.Signed(tick)).GridX(x, Top, Bottom, tick => Numbers.Percent(tick));
        svg.Dots(cells.Select(cell => (x[cell.Drawdown95!.Value], y[cell.MeanR!.Value])), "dgood thin");
        CellNumbers[] frontier = Undominated(cells);
        svg.Line(frontier.Select(cell => (x[cell.Drawdown95!.Value], y[cell.MeanR!.Value])), "har");
        double lastLabel = double.NegativeInfinity;
        foreach (IGrouping<(double X, double Y), (double X, double Y, string Name)> point in references.GroupBy(point => (point.X, point.Y))
            .OrderByDescending(point => point.Key.Y))
        {
            string name = string.Join(", ", point.Select(run => run.Name));
            double label = Math.Max(y[point.Key.Y] + 4, lastLabel + 15); // names that would lie on each other go below
            bool isFarRight = x[point.Key.X] > (Left + Right) / 2;
            svg.Circle(x[point.Key.X], y[point.Key.Y], 4.5, "frec", name)
                .Text(x[point.Key.X] + (isFarRight ? -8 : 8), label, name, isFarRight ? "end" : "start", "soft");
            lastLabel = label;
        }
        if (numbers.Chosen is { Drawdown95: { } fall, MeanR: { } r })
            svg.Circle(x[fall], y[r], 7, "cut", "the choice: " + SweepConclusions.Describe(numbers.Chosen.Cell));
        svg.Text((Left + Right) / 2, Bottom + 36, "drawdown that one account in twenty exceeds", "middle", "soft");
        return svg;
    }

    /// <summary>The best mean for each value of one axis.</summary>
    public static Svg Profile(SweepNumbers numbers, int grid, int axis)
    {
        const double Bottom = 164;
        SweepAxis what = numbers.Plan.Grids[grid][axis];
        double?[] best = new double?[what.Values.Count];
        foreach (CellNumbers cell in numbers.Cells.Where(cell => cell.Cell.Grid == grid && cell.MeanR is not null))
        {
            foreach (int place in cell.Cell.Places.Select(at => at[axis]).Distinct())
            {
                if (best[place] is not { } known || cell.MeanR > known) best[place] = cell.MeanR;
            }
        }
        double[] values = [.. best.OfType<double>()];
        double pad = Math.Max(0.005, (values.Max() - values.Min()) * 0.1);
        var y = new Scale(values.Min() - pad, values.Max() + pad, Bottom, Top, 4);
        var x = new Scale(0, what.Values.Count - 1, Left + 14, Right - 14);
        var svg = new Svg(206, $"Best mean R by {what.Name}");
        svg.GridY(y, Left, Right, tick => Numbers.Signed(tick, values.Max() - values.Min() < 0.05 ? 3 : 2));
        int every = 1 + (what.Values.Count / 12);
        var points = new List<(double, double)>();
        for (int i = 0; i < best.Length; i++)
        {
            if (i % every == 0) svg.Text(x[i], Bottom + 17, what.Text(i), "middle", "tick");
            if (best[i] is { } mean) points.Add((x[i], y[mean]));
        }
        svg.Line(points, "har");
        foreach ((double px, double py) in points) svg.Circle(px, py, 3.5, "fhar");
        svg.Text((Left + Right) / 2, Bottom + 36, what.Name, "middle", "soft");
        return svg;
    }

    private static CellNumbers[] Undominated(CellNumbers[] cells)
    {
        var frontier = new List<CellNumbers>();
        double best = double.NegativeInfinity;
        foreach (CellNumbers cell in cells.OrderBy(cell => cell.Drawdown95).ThenByDescending(cell => cell.MeanR))
        {
            if (cell.MeanR <= best) continue;
            best = cell.MeanR!.Value;
            frontier.Add(cell);
        }
        return [.. frontier];
    }

    private static void Outline(Svg svg, CellNumbers chosen, int across, int up, int columns, int rows,
        Func<int, int, (double X, double Y)> corner, double width, double tall)
    {
        HashSet<(int X, int Y)> own = [.. chosen.Cell.Places.Select(at => (at[across], up < 0 ? 0 : at[up]))];
        (int X, int Y)[] steps = [(-1, 0), (1, 0), (0, -1), (0, 1)];
        foreach ((int x, int y) in own.SelectMany(at => steps.Select(step => (at.X + step.X, at.Y + step.Y))).Except(own).Where(Exists)
            .Order()) Frame(x, y, "near");
        foreach ((int x, int y) in own.Order()) Frame(x, y, "cut");

        bool Exists((int X, int Y) at) => at.X >= 0 && at.X < columns && at.Y >= 0 && at.Y < rows;

        void Frame(int x, int y, string style)
        {
            (double left, double top) = corner(x, y);
            svg.Rect(left + 1, top + 1, width - 2, tall - 2, style);
        }
    }
}
