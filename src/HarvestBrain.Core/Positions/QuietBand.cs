namespace HarvestBrain.Core.Positions;

/// <summary>
/// The prices that only mark the position: from the one to the other nothing is due, no best and no least price is passed, no stop is
/// crossed, and no price is far from the one before it. Most ticks are held against these two, and against nothing else.
/// Derived, not saved. Empty, the default, means that every price is looked at closely.
/// </summary>
/// <param name="Low">The least of them.</param>
/// <param name="High">The greatest of them; below the least there are none.</param>
/// <param name="UntilUnixMs">From then on, by either clock, something may be due at any price, Unix milliseconds.</param>
/// <param name="Bars">The bars that learn each price; <see langword="null"/> = no rule needs them.</param>
internal readonly record struct QuietBand(decimal Low, decimal High, long UntilUnixMs, AtrBars? Bars);
