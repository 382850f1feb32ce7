namespace HarvestBrain.Core.Policy;

/// <summary>
/// How the ladder's fractions depend on the volatility that the initial stop stands for: a wide stop takes less at each rung, a
/// tight one more. Immutable; the limits rise strictly, scales are above 0.
/// </summary>
public sealed class VolatilityScale : IEquatable<VolatilityScale>
{
    /// <summary>More steps than this are refused.</summary>
    public const int MaxSteps = 32;

    /// <summary>What the text of the steps looks like, for error messages.</summary>
    public const string Allowed =
        "off, or riskPct:scale pairs such as 1.0:1.4,2.5:1.0,*:0.6; riskPct strictly rising and > 0 (* = all above, last),"
        + " scale > 0 and <= 100, at most 32 pairs";

    private const int Digits = 20; // compared: an average entry of 85.714285... is itself cut somewhere behind them
    private const string OffWord = "off";
    private readonly VolatilityStep[] _steps;

    private VolatilityScale(VolatilityStep[] steps) => _steps = steps;

    /// <summary>Fractions are what the ladder says.</summary>
    public static VolatilityScale Off { get; } = new([]);

    /// <summary>The steps in rising order.</summary>
    public ReadOnlySpan<VolatilityStep> Steps => _steps;

    /// <summary>Makes a scale of steps.</summary>
    /// <exception cref="ArgumentException">The steps contradict each other; the message says why.</exception>
    public static VolatilityScale Of(params ReadOnlySpan<VolatilityStep> steps) =>
        Check(steps) is { } problem ? throw new ArgumentException(problem, nameof(steps)) : new VolatilityScale(steps.ToArray());

    /// <summary>The factor for an initial risk; 1 when no step is meant for it.</summary>
    /// <param name="initialRisk">1R per unit, quote currency.</param>
    /// <param name="averageEntry">Average entry, &gt; 0.</param>
    public decimal For(decimal initialRisk, decimal averageEntry)
    {
        // Multiplied out and rounded, so that a risk of exactly the limit is not decided by the last digit of a quotient.
        decimal risk = PlainDecimal.RoundToSignificant(initialRisk * 100, Digits);
        foreach (VolatilityStep step in _steps)
        {
            if (step.BelowRiskPct is not { } limit) return step.Scale;
            if (risk < PlainDecimal.RoundToSignificant(limit * averageEntry, Digits)) return step.Scale;
        }
        return 1;
    }

    /// <summary>Reads <c>riskPct:scale</c> pairs separated by commas, invariant culture; <c>off</c> is <see cref="Off"/>.</summary>
    /// <param name="text">Such as <c>1.0:1.4,2.5:1.0,*:0.6</c>: a risk under 1 % of the entry scales by 1.4, under 2.5 % by 1, above by
    /// 0.6.</param>
    /// <param name="scale">The steps, when the text is valid.</param>
    /// <param name="problem">What is wrong, when it is not.</param>
    public static bool TryParse(string text, out VolatilityScale scale, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        scale = Off;
        problem = null;
        if (string.Equals(text, OffWord, StringComparison.OrdinalIgnoreCase)) return true;
        if (!StepTable.TryParse(text, "riskPct:scale", out (decimal? RiskPct, decimal? Scale)[] pairs, out problem)) return false;
        if (pairs.Any(pair => pair.Scale is null)) problem = "* is no scale";
        if (problem is not null) return false;
        VolatilityStep[] steps = [.. pairs.Select(pair => new VolatilityStep(pair.RiskPct, pair.Scale!.Value))];
        problem = Check(steps);
        if (problem is not null) return false;
        scale = new VolatilityScale(steps);
        return true;
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() =>
        _steps.Length == 0 ? OffWord : StepTable.Format(_steps, step => (step.BelowRiskPct, (decimal?)step.Scale));

    /// <inheritdoc/>
    public bool Equals(VolatilityScale? other) => other is not null && _steps.AsSpan().SequenceEqual(other._steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VolatilityScale);

    /// <inheritdoc/>
    public override int GetHashCode() => _steps.Length == 0 ? 0 : HashCode.Combine(_steps.Length, _steps[0], _steps[^1]);

    private static string? Check(ReadOnlySpan<VolatilityStep> steps)
    {
        if (steps.Length > MaxSteps) return $"{steps.Length} steps, more than {MaxSteps}";
        decimal previous = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            VolatilityStep step = steps[i];
            if (step.Scale is <= 0 or > 100) return $"the scale {PlainDecimal.Format(step.Scale)} is not above 0 and at most 100";
            if (step.BelowRiskPct is not { } limit)
            {
                if (i < steps.Length - 1) return "* stands for all risks above the others, and must be last";
                continue;
            }
            if (limit <= previous) return $"the risk {PlainDecimal.Format(limit)} does not rise above {PlainDecimal.Format(previous)}";
            if (limit > 100) return $"the risk {PlainDecimal.Format(limit)} is above 100 %";
            previous = limit;
        }
        return null;
    }
}

/// <summary>One step of a <see cref="VolatilityScale"/>.</summary>
/// <param name="BelowRiskPct">For an initial risk below this many percent of the entry; <see langword="null"/> = for all above the
/// others.</param>
/// <param name="Scale">Factor for the ladder's fractions, &gt; 0.</param>
public readonly record struct VolatilityStep(decimal? BelowRiskPct, decimal Scale);
