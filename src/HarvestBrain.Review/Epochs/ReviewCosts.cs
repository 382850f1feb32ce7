namespace HarvestBrain.Review.Epochs;

/// <summary>What simulated fills cost.</summary>
/// <param name="FeeRate">Of the notional; <see langword="null"/> = the rate that the recorded fills of the epoch paid.</param>
/// <param name="SlippageBps">How much worse than the mark they are, in basis points.</param>
internal readonly record struct ReviewCosts(decimal? FeeRate, decimal SlippageBps);
