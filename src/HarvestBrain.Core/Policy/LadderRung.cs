using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Policy;

/// <summary>One step of the ladder: at this R, close this fraction.</summary>
/// <param name="TriggerR">R-multiple at which the rung fires, &gt; 0; inclusive.</param>
/// <param name="Fraction">Part of the base quantity that it closes, &gt; 0 and at most 1; 0 for a rung that takes the rest.</param>
public readonly record struct LadderRung(decimal TriggerR, decimal Fraction)
{
    /// <summary>Closes all that is still open; only the last rung of a ladder may.</summary>
    public bool TakesRest { get; init; }

    /// <summary>A last rung that closes the rest: <c>3.0:*</c>.</summary>
    public static LadderRung Rest(decimal triggerR) => new(triggerR, 0) { TakesRest = true };

    /// <summary>The same as a rung of a position, armed.</summary>
    internal Rung Arm() => new(TriggerR, Fraction, TakesRest);
}
