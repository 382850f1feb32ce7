namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>A fee as far as it can be counted, in the quote currency.</summary>
/// <param name="Amount">A rebate is negative.</param>
/// <param name="IsUncounted">It was paid in something that has no price here: all that is net of it is incomplete.</param>
internal readonly record struct OracleFee(Rational Amount, bool IsUncounted)
{
    /// <summary>The part that belongs to a part of the fill; that it is not all is true of each.</summary>
    public OracleFee Share(Rational part, Rational whole) => this with { Amount = Amount * part / whole };

    public static OracleFee operator +(OracleFee left, OracleFee right) =>
        new(left.Amount + right.Amount, left.IsUncounted || right.IsUncounted);
}
