namespace HarvestBrain.Review.Markup;

/// <summary>Maps values to coordinates.</summary>
internal sealed class Scale
{
    private readonly double _start;
    private readonly double _perUnit;
    private readonly int _ticks;

    /// <param name="least">Smallest value.</param>
    /// <param name="most">Largest value.</param>
    /// <param name="start">Where the smallest is.</param>
    /// <param name="end">Where the largest is.</param>
    /// <param name="ticks">About how many values to name.</param>
    public Scale(double least, double most, double start, double end, int ticks = 5)
    {
        if (!(most > least)) (least, most) = (least - 0.5, least + 0.5);
        (Least, Most, _start, _ticks) = (least, most, start, ticks);
        _perUnit = (end - start) / (most - least);
    }

    public double Least { get; }

    public double Most { get; }

    /// <summary>The coordinate of a value; of one beyond the ends the end's.</summary>
    public double this[double value] => _start + ((Math.Clamp(value, Least, Most) - Least) * _perUnit);

    /// <summary>Round values within the range: steps of 1, 2 or 5.</summary>
    public IEnumerable<double> Ticks()
    {
        double step = Step((Most - Least) / _ticks);
        for (double i = Math.Ceiling((Least / step) - 1e-9); i * step <= Most + (step * 1e-9); i++) yield return Math.Round(i * step, 10);
    }

    private static double Step(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough))), digit = rough / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
