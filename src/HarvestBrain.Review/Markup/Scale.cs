namespace HarvestBrain.Review.Markup;

/// <summary>Maps values to coordinates.</summary>
internal sealed class Scale
{
    private readonly double _start;
    private readonly double _perUnit;
    private readonly int _ticks;

    /// <param name="min">Smallest value.</param>
    /// <param name="max">Largest value.</param>
    /// <param name="start">Where the smallest is.</param>
    /// <param name="end">Where the largest is.</param>
    /// <param name="ticks">About how many values to name.</param>
    public Scale(double min, double max, double start, double end, int ticks = 5)
    {
        if (!(max > min)) (min, max) = (min - 0.5, min + 0.5);
        (Min, Max, _start, _ticks) = (min, max, start, ticks);
        _perUnit = (end - start) / (max - min);
    }

    public double Min { get; }

    public double Max { get; }

    /// <summary>The coordinate of a value; of one beyond the ends the end's.</summary>
    public double this[double value] => _start + ((Math.Clamp(value, Min, Max) - Min) * _perUnit);

    /// <summary>Round values within the range: steps of 1, 2 or 5.</summary>
    public IEnumerable<double> Ticks()
    {
        double step = Step((Max - Min) / _ticks);
        for (double i = Math.Ceiling((Min / step) - 1e-9); i * step <= Max + (step * 1e-9); i++) yield return Math.Round(i * step, 10);
    }

    private static double Step(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough))), digit = rough / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
