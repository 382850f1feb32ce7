namespace HarvestBrain.Core.Positions;

/// <summary>
/// What snapshots knew of and no fill has told yet: the next total of an order may hold it. Base units; above 0 = bought, below = sold.
/// </summary>
/// <param name="Quantity">All of it: so much may be in the total of an order that was known before.</param>
/// <param name="Unclaimed">The part of it that may be in the total of an order that nothing was told of before.</param>
/// <param name="Doubted">
/// What such orders took out of it since the last snapshot: by so much the next one differs if that was an error.
/// </param>
internal readonly record struct UntoldDrift(decimal Quantity, decimal Unclaimed, decimal Doubted);
