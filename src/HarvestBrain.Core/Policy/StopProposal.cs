namespace HarvestBrain.Core.Policy;

/// <summary>Where a stop rule wants the stop.</summary>
/// <param name="Price">Stop price, rounded to the tick away from the market.</param>
/// <param name="Kind">The rule.</param>
/// <param name="ThresholdR">The R that had to be reached.</param>
internal readonly record struct StopProposal(decimal Price, StopKind Kind, decimal ThresholdR);
