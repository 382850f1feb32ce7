namespace HarvestBrain.Core.Policy;

/// <summary>
/// Where the stop goes as profit grows: from each trigger R on, it belongs at the locked R. Immutable; triggers strictly rising,
/// a lock is 0 or more and below its trigger, and locks rise too.
/// </summary>
public sealed class ProfitLock : IEquatable<ProfitLock>
{
    /// <summary>More steps than this are refused.</summary>
    public const int MaxSteps = 32;

    /// <summary>What the text of the steps looks like, for error messages.</summary>
    public const string Allowed =
        "R:lockR pairs such as 1.0:0.25,2.0:1.0; R strictly rising and > 0, lockR rising, 0 or more and below its R, at most 32 pairs;"
        + " or empty";

    private readonly LockStep[] _steps;

    private ProfitLock(LockStep[] steps) => _steps = steps;

    /// <summary>No step: the rule is off.</summary>
    public static ProfitLock None { get; } = new([]);

    /// <summary>The steps in rising order.</summary>
    public ReadOnlySpan<LockStep> Steps => _steps;

    /// <summary>Makes a lock of steps.</summary>
    /// <exception cref="ArgumentException">The steps contradict each other; the message says why.</exception>
    public static ProfitLock Of(params ReadOnlySpan<LockStep> steps) =>
        Check(steps) is { } problem ? throw new ArgumentException(problem, nameof(steps)) : new ProfitLock(steps.ToArray());

    /// <summary>Reads <c>R:lockR</c> pairs separated by commas, invariant culture; an empty text is <see cref="None"/>.</summary>
    /// <param name="text">Such as <c>1.0:0.25,2.0:1.0</c>: at 2R the stop goes to +1R.</param>
    /// <param name="steps">The steps, when the text is valid.</param>
    /// <param name="problem">What is wrong, when it is not.</param>
    public static bool TryParse(string text, out ProfitLock steps, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        steps = None;
        problem = null;
        if (text.Length == 0) return true;
        if (!StepTable.TryParse(text, "R:lockR", out (decimal? R, decimal? LockR)[] pairs, out problem)) return false;
        if (pairs.Any(pair => pair.R is null || pair.LockR is null)) problem = "* is no R";
        if (problem is not null) return false;
        LockStep[] parsed = [.. pairs.Select(pair => new LockStep(pair.R!.Value, pair.LockR!.Value))];
        problem = Check(parsed);
        if (problem is not null) return false;
        steps = new ProfitLock(parsed);
        return true;
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => StepTable.Format(_steps, step => (step.TriggerR, step.LockR));

    /// <inheritdoc/>
    public bool Equals(ProfitLock? other) => other is not null && _steps.AsSpan().SequenceEqual(other._steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ProfitLock);

    /// <inheritdoc/>
    public override int GetHashCode() => _steps.Length == 0 ? 0 : HashCode.Combine(_steps.Length, _steps[0], _steps[^1]);

    private static string? Check(ReadOnlySpan<LockStep> steps)
    {
        if (steps.Length > MaxSteps) return $"{steps.Length} steps, more than {MaxSteps}";
        decimal previousR = 0, previousLock = -1;
        foreach (LockStep step in steps)
        {
            string r = PlainDecimal.Format(step.TriggerR), lockR = PlainDecimal.Format(step.LockR);
            if (step.TriggerR <= previousR) return $"R {r} does not rise above {PlainDecimal.Format(previousR)}";
            if (step.TriggerR > HarvestPolicy.MaxR) return $"R {r} is above {HarvestPolicy.MaxR}";
            if (step.LockR < 0 || step.LockR >= step.TriggerR) return $"the lock {lockR} is not between 0 and its R {r}";
            if (step.LockR <= previousLock) return $"the lock {lockR} does not rise above {PlainDecimal.Format(previousLock)}";
            (previousR, previousLock) = (step.TriggerR, step.LockR);
        }
        return null;
    }
}

/// <summary>One step of a <see cref="ProfitLock"/>: at this R the stop goes to that R.</summary>
/// <param name="TriggerR">R-multiple at which it takes effect, &gt; 0; inclusive.</param>
/// <param name="LockR">R-multiple of the stop, 0 or more and below the trigger.</param>
public readonly record struct LockStep(decimal TriggerR, decimal LockR);
