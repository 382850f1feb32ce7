using FsCheck;
using FsCheck.Fluent;

namespace HarvestBrain.Core.Tests.Generators;

/// <summary>A price, or a fill when it has a quantity; the quantity is signed.</summary>
public readonly record struct OracleTrade(decimal Price, decimal Quantity, decimal? Stop);

/// <summary>Trades of one position as the oracle takes them.</summary>
public sealed record OracleTrades(IReadOnlyList<OracleTrade> Trades)
{
    private const int Length = 60;

    public override string ToString() => string.Join('\n', Trades);

    /// <summary>Any trades; shrinks by leaving out some.</summary>
    public static Arbitrary<OracleTrades> Any() => Arb.From(
        Gen.Choose(0, int.MaxValue).Select(seed => Build(new Random(seed))),
        trades => Shrinking.Shorter(trades.Trades).Select(shorter => new OracleTrades(shorter)));

    private static OracleTrades Build(Random random) => new([.. Enumerable.Range(0, Length).Select(_ => Next(random))]);

    private static OracleTrade Next(Random random)
    {
        decimal price = random.Next(100, 900) + 0.25m;
        if (random.Next(3) == 0) return new OracleTrade(price, 0, null);
        int sign = random.Next(2) == 0 ? 1 : -1;
        return new OracleTrade(price, sign * random.Next(1, 6) * 0.1m, random.Next(2) == 0 ? random.Next(50, 950) : null);
    }
}
