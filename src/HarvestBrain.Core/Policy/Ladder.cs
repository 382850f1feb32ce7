using System.Globalization;

namespace HarvestBrain.Core.Policy;

/// <summary>The ordered rungs at which profit is taken. Immutable; trigger R strictly rising, fractions add up to at most 1.</summary>
public sealed class Ladder : IEquatable<Ladder>
{
    /// <summary>More rungs than this are refused: each rung of each open position is kept and saved.</summary>
    public const int MaxRungs = 32;

    /// <summary>What the text of a ladder looks like, for error messages.</summary>
    public const string Allowed =
        "R:fraction pairs such as 0.5:0.25,1.0:0.25; R > 0 and strictly rising, fraction > 0, sum of fractions <= 1, at most 32 pairs";

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

    /// <summary>Reads <c>R:fraction</c> pairs separated by commas, invariant culture.</summary>
    /// <param name="text">Such as <c>0.5:0.25,1.0:0.25,1.5:0.25</c>.</param>
    /// <param name="ladder">The ladder, when the text is one.</param>
    /// <param name="problem">What is wrong, when it is not.</param>
    public static bool TryParse(string text, out Ladder? ladder, out string? problem)
    {
        ladder = null;
        string[] pairs = text.Split(',');
        var rungs = new LadderRung[pairs.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            string[] parts = pairs[i].Split(':');
            if (parts.Length != 2 || !TryNumber(parts[0], out decimal triggerR) || !TryNumber(parts[1], out decimal fraction))
            {
                problem = $"'{pairs[i].Trim()}' is no R:fraction pair";
                return false;
            }
            rungs[i] = new LadderRung(triggerR, fraction);
        }
        problem = Check(rungs);
        if (problem is not null) return false;
        ladder = new Ladder(rungs);
        return true;
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() =>
        string.Join(',', _rungs.Select(rung => $"{PlainDecimal.Format(rung.TriggerR)}:{PlainDecimal.Format(rung.Fraction)}"));

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
        foreach (LadderRung rung in rungs)
        {
            if (rung.TriggerR <= previousR)
                return $"R {PlainDecimal.Format(rung.TriggerR)} does not rise above {PlainDecimal.Format(previousR)}";
            if (rung.TriggerR > HarvestPolicy.MaxR) return $"R {PlainDecimal.Format(rung.TriggerR)} is above {HarvestPolicy.MaxR}";
            if (rung.Fraction is <= 0 or > 1) return $"fraction {PlainDecimal.Format(rung.Fraction)} is not above 0 and at most 1";
            previousR = rung.TriggerR;
            sum += rung.Fraction;
        }
        return sum > 1 ? $"the fractions add up to {PlainDecimal.Format(sum)}, more than 1" : null;
    }

    private static bool TryNumber(string text, out decimal value) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
