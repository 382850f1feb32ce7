namespace HarvestBrain.Producers;

/// <summary>What a symbol is: contracts of a size of their own, numbers without step and tick, contracts settled in what they are of.</summary>
internal static class InstrumentCases
{
    private const string NoBreakEven = "HARVEST_SET_BE_AT_R=";

    public static IEnumerable<ProducerCase> All =>
    [
        new("contracts are worth a hundredth, and a slice is under the minimum", "0 B1@3300 s3200", "10 P3350", "20 P3400", "30 P3450")
        {
            Settings = ["HARVEST_CONTRACT_SIZE=0.01", "HARVEST_MIN_NOTIONAL=20", NoBreakEven],
            Asked = "SELL 1 @1.5", Ends = "LONG 1@3300", MirrorAt = null,
        },
        new("contracts are worth ten, and a slice is above the minimum", "0 B0.01@3300 s3200", "10 P3350")
        {
            Settings = ["HARVEST_CONTRACT_SIZE=10", "HARVEST_MIN_NOTIONAL=80", NoBreakEven], Asked = "SELL 0.0025 @0.5", Ends = "LONG 0.01@3300", MirrorAt = null,
        },
        new("a contract's worth is left, which no order can close", "0 B1@3300 s3200", "10 S0.9@3310", "20 P3460")
        {
            Settings = ["HARVEST_CONTRACT_SIZE=0.01", "HARVEST_MIN_NOTIONAL=5"], Ends = "LONG 0.1@3300 of 1 dust", MirrorAt = null,
        },
        new("a quantity has more digits than anybody can ask for", "0 B0.123456789012345678@3300 s3200", "10 P3350")
        {
            Settings = [NoBreakEven], Asked = "SELL 0.0308641972530864 @0.5", Ends = "LONG 0.123456789012345678@3300",
        },
        new("an average has digits without end", "0 B1@3300 s3200", "1 B2@3301", "10 P3360")
        {
            Asked = "STOP 3300.66666666666, SELL 0.75 @0.5", Ends = "LONG 3@3300.666667",
        },
        new("an average has digits without end, and there are steps", "0 B1@3300 s3200", "1 B2@3301", "10 P3360")
        {
            Settings = ["HARVEST_QTY_STEP=0.1", "HARVEST_PRICE_TICK=0.01"], Asked = "STOP 3300.66, SELL 0.7 @0.5", Ends = "LONG 3@3300.666667",
        },
        new("an inverse contract is tracked and never harvested", "0 B1@3300 s3200", "10 P3450")
        {
            Settings = ["HARVEST_CONTRACT_TYPE=inverse"], Ends = "LONG 1@3300",
        },
        new("a linear contract is harvested", "0 B1@3300 s3200", "10 P3350")
        {
            Settings = ["HARVEST_CONTRACT_TYPE=linear"], Asked = "STOP 3300, SELL 0.25 @0.5", Ends = "LONG 1@3300",
        },
    ];
}
