namespace HarvestBrain.Core.Policy;

/// <summary>One step of the ladder: at this R, close this fraction.</summary>
/// <param name="TriggerR">R-multiple at which the rung fires, &gt; 0; inclusive.</param>
/// <param name="Fraction">Part of the base quantity that it closes, &gt; 0 and at most 1.</param>
public readonly record struct LadderRung(decimal TriggerR, decimal Fraction);
