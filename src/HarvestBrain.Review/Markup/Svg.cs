using System.Globalization;
using System.Text;

namespace HarvestBrain.Review.Markup;

/// <summary>
/// Writes one chart as inline SVG. Ours, because what charts need here is lines, bars and text, and the libraries to be had bring
/// megabytes. Colours come from the page's style sheet by class, so that dark, light and print are one picture.
/// </summary>
internal sealed class Svg
{
    public const double Width = 480;

    private readonly StringBuilder _text = new();
    private readonly double _height;

    /// <param name="height">Height in the units of <see cref="Width"/>.</param>
    /// <param name="label">What the chart shows, for those who do not see it.</param>
    public Svg(double height, string label)
    {
        _height = height;
        _text.Append(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {N(Width)} {N(height)}\" role=\"img\" aria-label=\"{Html.Escape(label)}\">");
    }

    /// <summary>A coordinate with one decimal.</summary>
    public static string N(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    public Svg Line(double x1, double y1, double x2, double y2, string style)
    {
        _text.Append(CultureInfo.InvariantCulture,
            $"<line x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\" class=\"{style}\"/>");
        return this;
    }

    public Svg Rect(double x, double y, double width, double height, string style, string? title = null)
    {
        _text.Append(CultureInfo.InvariantCulture,
            $"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(Math.Max(0, width))}\" height=\"{N(Math.Max(0, height))}\" class=\"{style}\"");
        _text.Append(title is null ? "/>" : $"><title>{Html.Escape(title)}</title></rect>");
        return this;
    }

    /// <summary>A cell of a heat map: the stronger, the more it covers.</summary>
    public Svg Cell(double x, double y, double width, double height, string style, string opacity, string title)
    {
        _text.Append(CultureInfo.InvariantCulture,
            $"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\" class=\"{style}\" "
            + $"fill-opacity=\"{opacity}\"><title>{Html.Escape(title)}</title></rect>");
        return this;
    }

    /// <summary>Slanted lines over a rectangle.</summary>
    public Svg Hatch(double x, double y, double width, double height)
    {
        const double Gap = 7;
        var path = new StringBuilder();
        for (double from = Gap; from < width + height; from += Gap)
        {
            double left = Math.Max(0, from - height), top = Math.Min(from, height), right = Math.Min(from, width),
                low = Math.Max(0, from - width);
            path.Append('M').Append(N(x + left)).Append(' ').Append(N(y + top)).Append('L').Append(N(x + right)).Append(' ')
                .Append(N(y + low));
        }
        return Path(path.ToString(), "hatch");
    }

    public Svg Circle(double x, double y, double radius, string style, string? title = null)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\" class=\"{style}\"");
        _text.Append(title is null ? "/>" : $"><title>{Html.Escape(title)}</title></circle>");
        return this;
    }

    /// <summary>A text, anchored at its start, middle or end.</summary>
    public Svg Text(double x, double y, string text, string anchor = "start", string style = "")
    {
        _text.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(x)}\" y=\"{N(y)}\"");
        if (anchor != "start") _text.Append(CultureInfo.InvariantCulture, $" text-anchor=\"{anchor}\"");
        if (style.Length > 0) _text.Append(CultureInfo.InvariantCulture, $" class=\"{style}\"");
        _text.Append('>').Append(Html.Escape(text)).Append("</text>");
        return this;
    }

    public Svg Path(string d, string style)
    {
        _text.Append("<path d=\"").Append(d).Append("\" class=\"").Append(style).Append("\"/>");
        return this;
    }

    /// <summary>A line through points.</summary>
    public Svg Line(IEnumerable<(double X, double Y)> points, string style) => Path(Through(points), style);

    /// <summary>Straight lines from point to point, each written relative to the one before it, which is shorter.</summary>
    public static string Through(IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        double x = 0, y = 0;
        foreach ((double X, double Y) point in points)
        {
            double nextX = Math.Round(point.X, 1), nextY = Math.Round(point.Y, 1);
            if (path.Length == 0) path.Append('M').Append(N(nextX)).Append(' ').Append(N(nextY));
            else path.Append('l').Append(N(nextX - x)).Append(' ').Append(N(nextY - y));
            (x, y) = (nextX, nextY);
        }
        return path.ToString();
    }

    /// <summary>A step line: each value holds until the next.</summary>
    public Svg Steps(IReadOnlyList<(double X, double Y)> points, double endX, string style)
    {
        var corners = new List<(double, double)>();
        for (int i = 0; i < points.Count; i++)
        {
            if (i > 0) corners.Add((points[i].X, points[i - 1].Y));
            corners.Add(points[i]);
        }
        if (points.Count > 0) corners.Add((endX, points[^1].Y));
        return Line(corners, style);
    }

    /// <summary>Dots, as one path of points without length.</summary>
    public Svg Dots(IEnumerable<(double X, double Y)> points, string style)
    {
        var path = new StringBuilder();
        foreach ((double x, double y) in points) path.Append('M').Append(N(x)).Append(' ').Append(N(y)).Append("h0");
        return path.Length == 0 ? this : Path(path.ToString(), style);
    }

    /// <summary>Horizontal grid lines with their values at the left.</summary>
    public Svg GridY(Scale y, double left, double right, Func<double, string> format)
    {
        foreach (double tick in y.Ticks())
        {
            Line(left, y[tick], right, y[tick], tick == 0 ? "zero" : "grid");
            Text(left - 6, y[tick] + 4, format(tick), "end", "tick");
        }
        return this;
    }

    /// <summary>Values along the bottom.</summary>
    public Svg GridX(Scale x, double top, double bottom, Func<double, string> format)
    {
        foreach (double tick in x.Ticks())
        {
            Line(x[tick], top, x[tick], bottom, tick == 0 ? "zero" : "grid");
            Text(x[tick], bottom + 16, format(tick), "middle", "tick");
        }
        return this;
    }

    public double Height => _height;

    public override string ToString() => _text.ToString() + "</svg>";
}
