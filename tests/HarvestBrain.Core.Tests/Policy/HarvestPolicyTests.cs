using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Core.Tests.Policy;

public sealed class HarvestPolicyTests
{
    public static TheoryData<string, HarvestPolicy> Bad => new()
    {
        { "MinR -0.1 is not a number from 0 to 1000", HarvestPolicy.Default with { MinR = -0.1m } },
        { "MinR 1000.1 is not a number from 0 to 1000", HarvestPolicy.Default with { MinR = 1000.1m } },
        { "BreakEvenAtR -0.1 is not a number from 0 to 1000, or empty", HarvestPolicy.Default with { BreakEvenAtR = -0.1m } },
        { "BreakEvenAtR 1000.1 is not a number from 0 to 1000, or empty", HarvestPolicy.Default with { BreakEvenAtR = 1000.1m } },
        { "DedupTtlSeconds 0 is not a whole number from 1 to 604800", HarvestPolicy.Default with { DedupTtlSeconds = 0 } },
        { "DedupTtlSeconds 604801 is not a whole number from 1 to 604800", HarvestPolicy.Default with { DedupTtlSeconds = 604_801 } },
        { "MaxPriceAgeSeconds -1 is not a whole number from 1 to 86400; in a replay also 0 = off", HarvestPolicy.Default with { MaxPriceAgeSeconds = -1 } },
        { "MaxPriceAgeSeconds 86401 is not a whole number from 1 to 86400; in a replay also 0 = off", HarvestPolicy.Default with { MaxPriceAgeSeconds = 86_401 } },
        { "FallbackStopFraction 0 is not a fraction of the entry above 0 and up to 0.2 (0.02 is 2 %, 2 would be 200 %), or empty", HarvestPolicy.Default with { FallbackStopFraction = 0 } },
        { "FallbackStopFraction 1 is not a fraction of the entry above 0 and up to 0.2 (0.02 is 2 %, 2 would be 200 %), or empty", HarvestPolicy.Default with { FallbackStopFraction = 1 } },
        { "MinNotionalQuote -1 is not a number from 0 to 1e18", HarvestPolicy.Default with { MinNotionalQuote = -1 } },
        { "MinNotionalQuote 1000000000000000001 is not a number from 0 to 1e18", HarvestPolicy.Default with { MinNotionalQuote = Limits.MaxNotional + 1 } },
        { "QuantityStep -1 is not 0, or a number from 1e-12 to 1e15", HarvestPolicy.Default with { QuantityStep = -1 } },
        { "QuantityStep 1000000000000001 is not 0, or a number from 1e-12 to 1e15", HarvestPolicy.Default with { QuantityStep = Limits.MaxQuantity + 1 } },
        { "QuantityStep 0.0000000000001 is not 0, or a number from 1e-12 to 1e15", HarvestPolicy.Default with { QuantityStep = Limits.MinPositive / 10 } },
        { "PriceTick 0.0000000000001 is not 0, or a number from 1e-12 to 1e12", HarvestPolicy.Default with { PriceTick = Limits.MinPositive / 10 } },
        { "PriceTick -1 is not 0, or a number from 1e-12 to 1e12", HarvestPolicy.Default with { PriceTick = -1 } },
        { "PriceTick 1000000000001 is not 0, or a number from 1e-12 to 1e12", HarvestPolicy.Default with { PriceTick = Limits.MaxPrice + 1 } },
        { "DustPercent -0.1 is not a number from 0 to 10", HarvestPolicy.Default with { DustPercent = -0.1m } },
        { "DustPercent 10.1 is not a number from 0 to 10", HarvestPolicy.Default with { DustPercent = 10.1m } },
        { "MaxClockAheadSeconds -1 is not a whole number from 0 to 86400", HarvestPolicy.Default with { MaxClockAheadSeconds = -1 } },
        { "MaxClockAheadSeconds 86401 is not a whole number from 0 to 86400", HarvestPolicy.Default with { MaxClockAheadSeconds = 86_401 } },
        { "MaxPriceJumpPercent -1 is not a number from 0 to 1000", HarvestPolicy.Default with { MaxPriceJumpPercent = -1 } },
        { "MaxPriceJumpPercent 1000.1 is not a number from 0 to 1000", HarvestPolicy.Default with { MaxPriceJumpPercent = 1000.1m } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Validate_OutOfRange_SaysWhich(string problem, HarvestPolicy policy)
    {
        Assert.Equal(problem, policy.Validate());
        Assert.StartsWith(
            problem, Assert.Throws<ArgumentException>(nameof(policy), () => new HarvestEngine(policy, HarvestMode.Shadow, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(nameof(policy), () => new Desk().Engine.SetPolicy(Desk.Eth, policy));
    }

    [Fact]
    public void Validate_AtTheBounds_IsFine()
    {
        Assert.Null(HarvestPolicy.Default.Validate());
        Assert.Null((HarvestPolicy.Default with { MinR = 0, BreakEvenAtR = 0, DedupTtlSeconds = 1, MaxPriceAgeSeconds = 0 }).Validate());
        Assert.Null((HarvestPolicy.Default with { BreakEvenAtR = null, FallbackStopFraction = 0.2m }).Validate());
        Assert.Null(new HarvestPolicy
        {
            MinR = 1000,
            BreakEvenAtR = 1000,
            DedupTtlSeconds = 604_800,
            MaxPriceAgeSeconds = 86_400,
            MinNotionalQuote = Limits.MaxNotional,
            QuantityStep = Limits.MaxQuantity,
            PriceTick = Limits.MaxPrice,
        }.Validate());
    }

    [Fact]
    public void Default_IsWhatIsDocumented()
    {
        HarvestPolicy policy = HarvestPolicy.Default;
        Assert.Equal((0.5m, 0.5m, RearmRule.Rejected, 900, 30), (policy.MinR, policy.BreakEvenAtR, policy.Rearm, policy.DedupTtlSeconds, policy.MaxPriceAgeSeconds));
        Assert.Equal((null, 0m, 0m, 0m), (policy.FallbackStopFraction, policy.MinNotionalQuote, policy.QuantityStep, policy.PriceTick));
    }
}
