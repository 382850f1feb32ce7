using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Rules;

/// <summary>Spot and perpetual of one pair are two markets.</summary>
public sealed class MarketTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TradeId_OfSpotAndPerpetual_IsOfTwoExecutions(int amount)
    {
        ImportInput perpetual = Trade("perp.json", "ABC/USDT:USDT", 5, amount);

        string[] lines = Imports.Lines(new ImportOptions(), Trade("spot.json", "ABC/USDT", 5, 1), perpetual, perpetual);

        Assert.Equal(["ABCUSDT 1", $"ABCUSDT.P {amount}"], lines.Select(line => $"{Member(line, "symbol")} {Member(line, "qty")}"));
    }

    private static ImportInput Trade(string name, string symbol, int id, int amount) => Imports.Input(name, $$"""
        [{"timestamp":1700000000000,"symbol":"{{symbol}}","id":"{{id}}","side":"buy","price":100,"amount":{{amount}},
          "cost":{{amount * 100}},"fee":{"cost":0,"currency":"USDT"} }]
        """);
}
