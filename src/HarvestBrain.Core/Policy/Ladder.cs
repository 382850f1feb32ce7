namespace HarvestBrain.Core.Policy;

/// <summary>The ordered rungs at which profit is taken. Immutable; trigger R strictly rising, fractions add up to at most 1.</summary>
public sealed class Ladder : IEquatable<Ladder>
{
    /// <summary>More rungs than this are refused: each rung of each open position is kept and saved.</summary>
    public const int MaxRungs = 32;

    /// <summary>What the text of a ladder looks like, for error messages.</summary>
    public const string Allowed =
        "R:fraction pairs such as 0.5:0.25,1.0:0.25; R > 0 and strictly rising, fraction > 0, sum of fractions <= 1, at most 32 pairs;"
        + " * as the last fraction closes the rest";

    private readonly LadderRung[] _rungs;

    private Ladder(LadderRung[] rungs) => _rungs = rungs;

    /// <summary>25 % of the base quantity at 0.5R, 1R and 1.5R.</summary>
    public static Ladder Default { get; } = new([new(0.5m, 0.25m), new(1.0m, 0.25m), new(1.5m, 0.25m)]);

    /// <summary>The rungs in rising order of trigger.</summary>
    public ReadOnlySpan<LadderRung> Rungs => _rungs;

    /// <summary>Makes a ladder of rungs.</summary>
    /// <exception cref="ArgumentException">The rungs are no ladder; the message says why.</exception>
    public static Ladder Of(params ReadOnlySpan<LadderRung> rungs) =>
        Check(rungs) is { } problem ? throw new ArgumentException(problem, nameof(rungs)) : new Ladder(rungs.ToArray());

    /// <summary>
    /// Reads <c>R:fraction</c> pairs separated by commas, invariant culture; <c>*</c> as the last fraction takes the rest.
    /// </summary>
    /// <param name="text">Such as <c>0.5:0.25,1.0:0.25,1.5:0.25</c>.</param>
    /// <param name="ladder">The ladder, when the text is one; <see cref="Default"/> when it is not.</param>
    /// <param name="problem">What is wrong, when it is not.</param>
    public static bool TryParse(string text, out Ladder ladder, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        ladder = Default;
        if (!StepTable.TryParse(text, "R:fraction", out (decimal? R, decimal? Fraction)[] pairs, out problem)) return false;
        var rungs = new LadderRung[pairs.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            if (pairs[i].R is not { } triggerR)
            {
                problem = "a rung has no R";
                return false;
            }
            rungs[i] = pairs[i].Fraction is { } fraction ? new LadderRung(triggerR, fraction) : LadderRung.Rest(triggerR);
        }
        problem = Check(rungs);
        if (problem is not null) return false;
        ladder = new Ladder(rungs);
        return true;
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() =>
        StepTable.Format(_rungs, rung => (rung.TriggerR, rung.TakesRest ? null : rung.Fraction));

    /// <inheritdoc/>
    public bool Equals(Ladder? other) => other is not null && _rungs.AsSpan().SequenceEqual(other._rungs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Ladder);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_rungs.Length, _rungs[0], _rungs[^1]);

    private static string? Check(ReadOnlySpan<LadderRung> rungs)
    {
        if (rungs.IsEmpty) return "a ladder has at least one rung";
        if (rungs.Length > MaxRungs) return $"{rungs.Length} rungs, more than {MaxRungs}";
        decimal previousR = 0, sum = 0;
        for (int i = 0; i < rungs.Length; i++)
        {
            LadderRung rung = rungs[i];
            if (rung.TriggerR <= previousR)
                return $"R {PlainDecimal.Format(rung.TriggerR)} does not rise above {PlainDecimal.Format(previousR)}";
            if (rung.TriggerR > HarvestPolicy.MaxR) return $"R {PlainDecimal.Format(rung.TriggerR)} is above {HarvestPolicy.MaxR}";
            if (rung.TakesRest && i < rungs.Length - 1) return "only the last rung may take the rest";
            if (rung.TakesRest && rung.Fraction != 0) return "a rung that takes the rest has no fraction of its own";
            if (rung.TakesRest && sum == 1) return "nothing is left for the rung that takes the rest";
            if (!rung.TakesRest && rung.Fraction is <= 0 or > 1)
                return $"fraction {PlainDecimal.Format(rung.Fraction)} is not above 0 and at most 1";
            previousR = rung.TriggerR;
            sum += rung.Fraction;
        }
        return sum > 1 ? $"the fractions add up to {PlainDecimal.Format(sum)}, more than 1" : null;
    }
}
