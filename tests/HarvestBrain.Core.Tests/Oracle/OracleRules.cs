namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>What the oracle holds of prices and crumbs. Nothing jumps and nothing is a crumb unless it says so.</summary>
internal sealed record OracleRules(Rational JumpPercent, Rational DustPercent, Rational Step, Rational MinNotional, Rational ContractSize)
{
    public static OracleRules None { get; } = Of(0, 0, 0, 0);

    public static OracleRules Of(decimal jumpPercent, decimal dustPercent, decimal step, decimal minNotional, decimal contractSize = 1) => new(
        Rational.FromDecimal(jumpPercent), Rational.FromDecimal(dustPercent), Rational.FromDecimal(step), Rational.FromDecimal(minNotional),
        Rational.FromDecimal(contractSize));
}
