using HarvestBrain.Core.Replay;

namespace HarvestBrain.Review.Epochs;

/// <summary>How fills are simulated.</summary>
/// <param name="FeeRate">Of the notional; <see langword="null"/> = the rate that the recorded fills of the epoch paid.</param>
/// <param name="SlippageBps">How much worse than the mark they are, in basis points.</param>
/// <param name="BarPath">Which end of a bar comes first.</param>
internal readonly record struct ReviewCosts(decimal? FeeRate, decimal SlippageBps, BarPath BarPath = BarPath.Pessimistic);
