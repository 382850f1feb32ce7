using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Deciding;

/// <summary>What a decision depends on beside the position and its policy, the same for all positions.</summary>
/// <param name="Mode">Shadow or live.</param>
/// <param name="Rate">The partial closes of the last minute.</param>
/// <param name="StopRate">The stop moves of the last minute.</param>
internal sealed record DecisionContext(HarvestMode Mode, RateWindow Rate, RateWindow StopRate);
