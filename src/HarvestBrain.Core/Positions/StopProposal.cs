namespace HarvestBrain.Core.Positions;

/// <summary>Where a stop rule wants the stop.</summary>
/// <param name="Price">Stop price, rounded to the tick away from the market.</param>
/// <param name="Kind">The rule.</param>
/// <param name="ThresholdR">The R that has to be reached.</param>
internal readonly record struct StopProposal(decimal Price, StopKind Kind, decimal ThresholdR);

/// <summary>A stop that a price brings about: from the trigger on, the rule proposes it.</summary>
/// <param name="Trigger">Mark price from which it holds.</param>
/// <param name="Proposal">The stop.</param>
internal readonly record struct StopStep(decimal Trigger, StopProposal Proposal);
