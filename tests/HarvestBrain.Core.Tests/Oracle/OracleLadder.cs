using System.Numerics;

namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>
/// The independent oracle of the ladder in design.md section 4: which rungs are due at an R-multiple, and how much each asks for.
/// For a minimum notional of zero only, so that no slice is ever merged into another.
/// </summary>
internal sealed class OracleLadder
{
    private static readonly Rational SmallestDecimal = new(BigInteger.One, BigInteger.Pow(10, 28));

    private readonly (Rational TriggerR, Rational Fraction)[] _rungs;
    private readonly Rational _minR;
    private readonly Rational _step;

    /// <param name="rungs">R strictly rising and above zero, fractions above zero with a sum of at most one.</param>
    /// <param name="minR">No rung is due below this R.</param>
    /// <param name="step">The quantity step; zero means none.</param>
    public OracleLadder(IEnumerable<(decimal TriggerR, decimal Fraction)> rungs, decimal minR, decimal step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);

        _rungs = [.. rungs.Select(rung => (Rational.FromDecimal(rung.TriggerR), Rational.FromDecimal(rung.Fraction)))];
        _minR = Rational.FromDecimal(minR);
        _step = Rational.FromDecimal(step);
    }

    /// <summary>The indexes of the rungs to ask for now, in the order of the ladder. Without an R-multiple none is.</summary>
    public IReadOnlyList<int> Due(Rational? rMultiple, IReadOnlySet<int> asked)
    {
        var due = new List<int>();
        for (var index = 0; index < _rungs.Length; index++)
        {
            if (rMultiple is { } r && r >= Rational.Max(_rungs[index].TriggerR, _minR) && !asked.Contains(index))
            {
                due.Add(index);
            }
        }

        return due;
    }

    /// <summary>
    /// What a rung asks for; zero means that it stays armed. With several rungs due at once, add each slice
    /// to <paramref name="outstanding"/> before the next.
    /// </summary>
    /// <param name="rung">The index of the rung.</param>
    /// <param name="baseQuantity">The largest quantity held in the epoch.</param>
    /// <param name="open">The quantity held now, unsigned.</param>
    /// <param name="outstanding">Asked for and not yet filled.</param>
    public Rational Slice(int rung, Rational baseQuantity, Rational open, Rational outstanding)
    {
        var wanted = _rungs[rung].Fraction * baseQuantity;
        var left = Rational.Max(open - outstanding, Rational.Zero);
        var slice = Rational.Min(wanted, left);

        // Rounded once, at the end: what is left need not be a whole number of steps, and a slice has to be.
        return slice.FloorTo(_step.Sign == 0 ? FifteenthDigit(slice) : _step);
    }

    // Without a step nobody can ask for more than fifteen digits; but a whole number has as many as it needs.
    private static Rational FifteenthDigit(Rational quantity)
    {
        var ten = Rational.FromInteger(10);
        var unit = Rational.One;
        while (quantity.Sign > 0 && quantity < unit * Rational.FromInteger(BigInteger.Pow(10, 14)) && unit > SmallestDecimal) unit /= ten;
        return unit;
    }
}
