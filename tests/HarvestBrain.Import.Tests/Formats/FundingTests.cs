using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Formats;

/// <summary>What bots tell beside plain executions: funding, and rows that lack what others have.</summary>
public sealed class FundingTests
{
    [Theory]
    [InlineData("-0.75", "0.75")]
    [InlineData("0.25", "-0.25")]
    [InlineData("0", null)]
    [InlineData("null", null)]
    public void FundingOfFreqtrade_IsACostBeforeTheExit(string told, string? paid)
    {
        string[] lines = Imports.Lines(new ImportOptions { NoPrices = true }, Imports.Input("r.json", Trade(told)));

        Assert.Equal(paid is null ? ["FILLED", "FILLED"] : ["FILLED", "FUNDING", "FILLED"], lines.Select(line => Member(line, "status")));
        if (paid is not null) Assert.Equal((paid, "1515568800000", "ETHUSDT"), (Member(lines[1], "fee"), Member(lines[1], "timestamp"), Member(lines[1], "symbol")));
    }

    [Fact]
    public void FundingOfFreqtrade_GivenTwice_CountsOnce() => Assert.Equal(
        3, Imports.Lines(new ImportOptions { NoPrices = true }, Imports.Input("a.json", Trade("-1")), Imports.Input("b.json", Trade("-1"))).Length);

    [Fact]
    public void FundingOfFreqtrade_WithOrders_IsThatOfTheTrade()
    {
        string[] lines = Imports.Lines(new ImportOptions { NoPrices = true }, Imports.Input("r.json", Trade("-0.75", """
            ,"orders":[{"ft_order_side":"buy","ft_is_entry":true,"amount":10,"safe_price":100,"order_filled_timestamp":1515568500000,"funding_fee":0},
            {"ft_order_side":"sell","ft_is_entry":false,"amount":10,"safe_price":110,"order_filled_timestamp":1515568800000,"funding_fee":-0.75}]
            """)));

        Assert.Equal(["FILLED", "FUNDING", "FILLED"], lines.Select(line => Member(line, "status")));
        Assert.Equal("0.75", Member(lines[1], "fee"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"cost\":null,\"fee\":null,\"takerOrMaker\":null")]
    [InlineData(",\"info\":{}")]
    public void SaleOfASwap_WithoutCost_Counts(string more)
    {
        string text = "[" + Ccxt("1", "buy", 100, ",\"cost\":2,\"fee\":{\"cost\":0.1,\"currency\":\"USDT\"}") + "," + Ccxt("2", "sell", 110, more) + "]";

        Assert.Equal(
            ["BUY 0.02 at 100 fee 0.1", "SELL 0.02 at 110 fee 0"],
            Fills(Imports.Lines(new ImportOptions { NoPrices = true }, Imports.Input("t.json", text))));
    }

    [Fact]
    public void AllFees_OfACcxtTrade_AreAddedUp() => Assert.Equal(
        ["BUY 2 at 100 fee 0.3"],
        Fills(Imports.Lines(new ImportOptions { NoPrices = true }, Imports.Input(
            "t.json",
            """[{"id":"1","timestamp":1767607200000,"symbol":"ETH/USDT","side":"buy","price":100,"amount":2,"cost":200,"fees":[{"cost":0.1,"currency":"USDT"},{"cost":0.2,"currency":"USDT"}]}]"""))));

    private static string Ccxt(string id, string side, int price, string more) =>
        $$"""{"id":"{{id}}","timestamp":{{1_767_607_200_000 + (price * 1000)}},"symbol":"ETH/USDT:USDT","side":"{{side}}","price":{{price}},"amount":2{{more}}}""";

    private static string Trade(string funding, string more = "") =>
        $$"""
        {"pair":"ETH/USDT:USDT","trade_id":7,"is_open":false,"open_rate":100,"close_rate":110,"amount":10,"fee_open":0.001,"fee_close":0.001,"funding_fees":{{funding}},
        "initial_stop_loss_abs":90,"open_timestamp":1515568500000,"close_timestamp":1515568800000{{more}}}
        """;
}
