using System.Globalization;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Markup;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Statistics;
using Calendar = HarvestBrain.Review.Reports.Calendar;

namespace HarvestBrain.Review.Charts;

/// <summary>Charts over time: equity, what is under water, and the fan of a Monte Carlo.</summary>
internal static class EquityCharts
{
    private const double Left = 52, Right = Svg.Width - 12, Top = 14;

    /// <summary>Equity curves on one scale.</summary>
    public static Svg Equity(string label, IReadOnlyList<(string Name, string Style, IReadOnlyList<EquityPoint> Points)> curves,
        string unit)
    {
        const double Bottom = 234;
        double least = Math.Min(0, curves.Min(curve => curve.Points.Min(point => point.Value))),
            most = Math.Max(0, curves.Max(curve => curve.Points.Max(point => point.Value)));
        var y = new Scale(least, most + ((most - least) * 0.04), Bottom, Top, 5);
        Scale x = Times(curves[0].Points);
        var svg = new Svg(276, label);
        svg.GridY(y, Left, Right, tick => Numbers.Signed(tick, Math.Abs(tick) < 10 && tick != Math.Round(tick) ? 1 : 0) + unit);
        Dates(svg, x, Bottom);
        double keyX = Left + 8;
        foreach ((string name, string style, IReadOnlyList<EquityPoint> points) in curves)
        {
            svg.Line(points.Select(point => (x[point.At], y[point.Value])), style);
            svg.Text(keyX, 272, name, style: "t" + style);
            keyX += 20 + (name.Length * 7);
        }
        return svg;
    }

    /// <summary>How far below its peak each curve is.</summary>
    public static Svg Underwater(IReadOnlyList<EquityPoint> recorded, IReadOnlyList<EquityPoint> harvested)
    {
        const double Bottom = 164;
        double deepest = Math.Max(1, Math.Max(recorded.Max(point => point.Underwater), harvested.Max(point => point.Underwater)));
        var y = new Scale(-deepest, 0, Bottom, Top, 4);
        Scale x = Times(recorded);
        var svg = new Svg(200, "How far the equity is below its peak");
        svg.GridY(y, Left, Right, tick => Numbers.Signed(tick, 0) + "R");
        Dates(svg, x, Bottom);
        IEnumerable<(double X, double Y)> Below(IReadOnlyList<EquityPoint> curve) =>
            curve.Select(point => (x[point.At], y[-point.Underwater]));
        svg.Path(
            $"{Svg.Through([(x[harvested[0].At], y[0]), .. Below(harvested), (x[harvested[^1].At], y[0])])}z", "fband");
        svg.Line(Below(recorded), "rec");
        svg.Line(Below(harvested), "har");
        return svg;
    }

    /// <summary>Where resampled accounts end up.</summary>
    public static Svg Fan(MonteCarloResult result, int trades)
    {
        const double Bottom = 224;
        IReadOnlyList<Spread> fan = result.Fan;
        double least = Math.Min(0.98, fan.Min(spread => spread.P5)), most = Math.Min(1e6, Math.Max(1.02, fan.Max(spread => spread.P95)));
        var x = new Scale(0, trades, Left, Right, 5);
        var y = new Scale(least, most, Bottom, Top, 5);
        double At(int i) => x[(double)i * trades / (fan.Count - 1)];
        var svg = new Svg(262, "Fan of resampled accounts");
        foreach (double tick in y.Ticks())
            svg.Line(Left, y[tick], Right, y[tick], "grid")
                .Text(Left - 6, y[tick] + 4, "×" + Numbers.Fixed(tick, most - least < 1 ? 2 : 1), "end", "tick");
        svg.GridX(x, Top, Bottom, tick => Numbers.Fixed(tick, 0));
        svg.Path(Svg.Through([.. fan.Select((spread, i) => (At(i), y[spread.P95])), .. fan.Select((spread, i) => (At(i), y[spread.P5]))
            .Reverse()]) + "z", "fband");
        svg.Line(fan.Select((spread, i) => (At(i), y[spread.P50])), "har").Line(Left, y[1], Right, y[1], "zero");
        svg.Text((Left + Right) / 2, Bottom + 32, "trades", "middle", "soft");
        return svg;
    }

    private static Scale Times(IReadOnlyList<EquityPoint> points) => new(points[0].At, points[^1].At, Left, Right);

    private static void Dates(Svg svg, Scale x, double bottom)
    {
        const int Marks = 4;
        string format = x.Max - x.Min < 3 * 24 * 3600 * 1000.0
            ? "d MMM HH:mm" : x.Max - x.Min < 300 * 24 * 3600 * 1000.0 ? "d MMM"
            : "MMM yyyy";
        for (int i = 0; i <= Marks; i++)
        {
            double at = x.Min + ((x.Max - x.Min) * i / Marks);
            string text = Calendar.Time((long)at).ToString(format, CultureInfo.InvariantCulture);
            svg.Text(x[at], bottom + 18, text, i == 0 ? "start" : i == Marks ? "end" : "middle", "tick");
        }
    }
}
