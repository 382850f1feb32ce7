using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Charts;

/// <summary>A mean with its interval on a line that has 0 on it.</summary>
internal static class Whisker
{
    private const double RowHeight = 34;

    /// <summary>Several intervals under each other, on one scale.</summary>
    public static Svg Rows(string label, IReadOnlyList<(string Name, BootstrapInterval Interval)> rows)
    {
        const double Right = Svg.Width - 16;
        double left = rows.All(row => row.Name.Length == 0) ? 16 : 150;
        double height = (rows.Count * RowHeight) + 34, bottom = height - 24;
        double least = Math.Min(0, rows.Min(row => row.Interval.Lo ?? row.Interval.Mean)),
            most = Math.Max(0, rows.Max(row => row.Interval.Hi ?? row.Interval.Mean));
        double pad = Math.Max(0.02, (most - least) * 0.06);
        var x = new Scale(least - pad, most + pad, left, Right, 4);
        var svg = new Svg(height, label);
        svg.GridX(x, 6, bottom, tick => Numbers.Signed(tick) + "R");
        for (int i = 0; i < rows.Count; i++)
        {
            double y = 6 + ((i + 0.5) * RowHeight);
            (string name, BootstrapInterval interval) = rows[i];
            svg.Text(left - 10, y + 4, name, "end");
            if (interval is { Lo: { } lo, Hi: { } hi })
                svg.Line(x[lo], y, x[hi], y, "whisk").Line(x[lo], y - 5, x[lo], y + 5, "whisk").Line(x[hi], y - 5, x[hi], y + 5, "whisk");
            svg.Circle(x[interval.Mean], y, 5.5, interval.Mean >= 0 ? "fgood" : "fbad", $"{name} {Text(interval)}");
        }
        return svg;
    }

    /// <summary>A small one for a cell of a table.</summary>
    public static string Cell(BootstrapInterval? interval, double span)
    {
        if (interval is not { } known) return "–";
        const double Width = 120, Height = 16;
        var x = new Scale(-span, span, 3, Width - 3);
        string zero = Svg.N(x[0]), mean = Svg.N(x[known.Mean]);
        string whisker = known is { Lo: { } lo, Hi: { } hi }
            ? $"<line x1=\"{Svg.N(x[lo])}\" y1=\"8\" x2=\"{Svg.N(x[hi])}\" y2=\"8\" class=\"whisk\"/>"
            : "";
        return $"<svg viewBox=\"0 0 {Svg.N(Width)} {Svg.N(Height)}\" role=\"img\" aria-label=\"{Text(known)}\"><line x1=\"{zero}\" "
            + $"y1=\"0\" x2=\"{zero}\" y2=\"16\" class=\"zero\"/>"
            + $"{whisker}<circle cx=\"{mean}\" cy=\"8\" r=\"3.5\" class=\"{(known.Mean >= 0 ? "fgood" : "fbad")}\"/></svg>";
    }

    /// <summary>Such as <c>+0.12R (−0.03 to +0.27)</c>.</summary>
    public static string Text(BootstrapInterval? interval) => interval is not { } known ? "–"
        : known.Lo is null ? $"{Numbers.Signed(known.Mean)}R"
        : $"{Numbers.Signed(known.Mean)}R ({Numbers.Signed(known.Lo)} to {Numbers.Signed(known.Hi)})";
}
