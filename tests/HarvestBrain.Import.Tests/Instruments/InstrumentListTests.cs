using System.Text;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;
using HarvestBrain.Import.Instruments;

namespace HarvestBrain.Import.Tests.Instruments;

/// <summary>What exchanges say of their markets, in their own forms.</summary>
public sealed class InstrumentListTests
{
    private const string BinanceUsdM = """
        {"timezone":"UTC","serverTime":1768693500000,"futuresType":"U_MARGINED","rateLimits":[],"exchangeFilters":[],"assets":[],"symbols":[
        {"symbol":"ETHUSDT","pair":"ETHUSDT","contractType":"PERPETUAL","status":"TRADING","baseAsset":"ETH","quoteAsset":"USDT","marginAsset":"USDT",
         "pricePrecision":2,"quantityPrecision":3,"filters":[
          {"filterType":"PRICE_FILTER","minPrice":"39.86","maxPrice":"306177","tickSize":"0.01"},
          {"filterType":"LOT_SIZE","minQty":"0.001","maxQty":"10000","stepSize":"0.001"},
          {"filterType":"MARKET_LOT_SIZE","minQty":"0.001","maxQty":"2000","stepSize":"0.001"},
          {"filterType":"MAX_NUM_ORDERS","limit":200},{"filterType":"MIN_NOTIONAL","notional":"20"},
          {"filterType":"PERCENT_PRICE","multiplierUp":"1.0500","multiplierDown":"0.9500","multiplierDecimal":"4"}]},
        {"symbol":"OLDUSDT","status":"SETTLING","baseAsset":"OLD","quoteAsset":"USDT","marginAsset":"USDT","filters":[]}]}
        """;

    private const string BinanceSpot = """
        {"symbols":[{"symbol":"ETHBTC","status":"TRADING","baseAsset":"ETH","baseAssetPrecision":8,"quoteAsset":"BTC","isSpotTradingAllowed":true,"filters":[
          {"filterType":"PRICE_FILTER","minPrice":"0.00001000","maxPrice":"922327.00000000","tickSize":"0.00001000"},
          {"filterType":"LOT_SIZE","minQty":"0.00010000","maxQty":"100000.00000000","stepSize":"0.00010000"},
          {"filterType":"MARKET_LOT_SIZE","minQty":"0.00000000","maxQty":"2777.07","stepSize":"0.00000000"},
          {"filterType":"NOTIONAL","minNotional":"0.00010000","applyMinToMarket":true,"maxNotional":"9000000.00000000"}]}]}
        """;

    private const string BinanceCoinM = """
        {"symbols":[{"symbol":"BTCUSD_PERP","pair":"BTCUSD","contractType":"PERPETUAL","contractStatus":"TRADING","contractSize":100,"marginAsset":"BTC",
          "baseAsset":"BTC","quoteAsset":"USD","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.1"},{"filterType":"LOT_SIZE","stepSize":"1"}]}]}
        """;

    private const string BybitLinear = """
        {"retCode":0,"retMsg":"OK","result":{"category":"linear","list":[{"symbol":"BTCUSDT","contractType":"LinearPerpetual","status":"Trading","baseCoin":"BTC",
          "quoteCoin":"USDT","settleCoin":"USDT","priceScale":"2","leverageFilter":{"minLeverage":"1"},"priceFilter":{"minPrice":"0.10","maxPrice":"1999999.80","tickSize":"0.10"},
          "lotSizeFilter":{"maxOrderQty":"1190.000","minOrderQty":"0.001","qtyStep":"0.001","postOnlyMaxOrderQty":"1190.000","minNotionalValue":"5"}}],"nextPageCursor":""},"time":1768693500000}
        """;

    private const string BybitSpot = """
        {"retCode":0,"result":{"category":"spot","list":[{"symbol":"ETHUSDC","baseCoin":"ETH","quoteCoin":"USDC","status":"Trading",
          "lotSizeFilter":{"basePrecision":"0.00001","quotePrecision":"0.0000001","minOrderQty":"0.00029","minOrderAmt":"1"},"priceFilter":{"tickSize":"0.01"}}]}}
        """;

    private const string BybitInverse = """
        {"result":{"category":"inverse","list":[{"symbol":"BTCUSD","contractType":"InversePerpetual","status":"Trading","baseCoin":"BTC","quoteCoin":"USD",
          "lotSizeFilter":{"qtyStep":"1"},"priceFilter":{"tickSize":"0.10"}},{"symbol":"X","status":"PreLaunch"}]}}
        """;

    private const string Okx = """
        {"code":"0","msg":"","data":[
        {"instType":"SWAP","instId":"ETH-USDT-SWAP","uly":"ETH-USDT","baseCcy":"","quoteCcy":"","settleCcy":"USDT","ctVal":"0.1","ctMult":"1","ctValCcy":"ETH",
         "ctType":"linear","lotSz":"0.01","minSz":"0.01","tickSz":"0.01","state":"live"},
        {"instType":"SWAP","instId":"BTC-USD-SWAP","uly":"BTC-USD","baseCcy":"","quoteCcy":"","settleCcy":"BTC","ctVal":"100","ctMult":"1","ctValCcy":"USD",
         "ctType":"inverse","lotSz":"1","tickSz":"0.1","state":"live"},
        {"instType":"FUTURES","instId":"BTC-USDT-261225","settleCcy":"USDT","ctVal":"0.01","ctMult":"1","ctValCcy":"BTC","ctType":"linear","lotSz":"1","tickSz":"0.1","state":"live"},
        {"instType":"SPOT","instId":"ETH-EUR","baseCcy":"ETH","quoteCcy":"EUR","settleCcy":"","ctVal":"","ctMult":"","ctType":"","lotSz":"0.000001","tickSz":"0.01","state":"live"},
        {"instType":"OPTION","instId":"BTC-USD-261225-100000-C","state":"live"},{"instType":"SPOT","instId":"GONE-USDT","state":"suspend"}]}
        """;

    private const string Ccxt = """
        {"ETH/USDT:USDT":{"id":"ETHUSDT","symbol":"ETH/USDT:USDT","base":"ETH","quote":"USDT","settle":"USDT","type":"swap","spot":false,"swap":true,"contract":true,
          "linear":true,"inverse":false,"contractSize":1.0,"active":true,"precision":{"amount":0.001,"price":0.01},"limits":{"amount":{"min":0.001},"cost":{"min":20.0,"max":null}},"info":{}},
        "ETH/USDT":{"id":"ETHUSDT","symbol":"ETH/USDT","base":"ETH","quote":"USDT","settle":null,"type":"spot","spot":true,"contract":false,"linear":null,"inverse":null,
          "contractSize":null,"active":true,"precision":{"amount":1e-04,"price":0.01},"limits":{"cost":{"min":5}}},
        "BTC/USD:BTC":{"id":"BTCUSD_PERP","symbol":"BTC/USD:BTC","base":"BTC","quote":"USD","settle":"BTC","type":"swap","contract":true,"linear":false,"inverse":true,
          "contractSize":100,"active":true,"precision":{"amount":1,"price":0.1},"limits":{}},
        "BTC/USDT:USDT-261225":{"symbol":"BTC/USDT:USDT-261225","base":"BTC","quote":"USDT","settle":"USDT","type":"future","contract":true,"linear":true,"inverse":false,
          "contractSize":0.01,"active":true,"precision":{"amount":1,"price":0.1},"limits":{}},
        "BTC/USDT:USDT-261225-100000-C":{"symbol":"BTC/USDT:USDT-261225-100000-C","base":"BTC","quote":"USDT","type":"option","option":true,"active":true},
        "OLD/USDT":{"symbol":"OLD/USDT","base":"OLD","quote":"USDT","active":false,"precision":{"amount":8,"price":8}}}
        """;

    [Theory]
    [InlineData(BinanceUsdM, "Binance exchangeInfo", "ETHUSDT ETHUSDT linear 1 step 0.001 tick 0.01 min 20 ETH USDT", "1 are not traded")]
    [InlineData(BinanceSpot, "Binance exchangeInfo", "ETHBTC ETHBTC linear 1 step 0.0001 tick 0.00001 min 0.0001 ETH BTC", "")]
    [InlineData(BinanceCoinM, "Binance exchangeInfo", "BTCUSD_PERP BTCUSD inverse 1 step 1 tick 0.1 min - BTC USD", "")]
    [InlineData(BybitLinear, "Bybit instruments-info", "BTCUSDT BTCUSDT linear 1 step 0.001 tick 0.1 min 5 BTC USDT", "")]
    [InlineData(BybitSpot, "Bybit instruments-info", "ETHUSDC ETHUSDC linear 1 step 0.00001 tick 0.01 min 1 ETH USDC", "")]
    [InlineData(BybitInverse, "Bybit instruments-info", "BTCUSD BTCUSD inverse 1 step 1 tick 0.1 min - BTC USD", "1 are not traded")]
    [InlineData(
        Okx, "OKX instruments",
        "ETH-USDT-SWAP ETHUSDT linear 0.1 step 0.01 tick 0.01 min - ETH USDT; BTC-USD-SWAP BTCUSD inverse 1 step 1 tick 0.1 min - BTC USD; "
            + "BTC-USDT-261225 BTCUSDT261225 linear 0.01 step 1 tick 0.1 min - BTC USDT; ETH-EUR ETHEUR linear 1 step 0.000001 tick 0.01 min - ETH EUR",
        "1 are not traded; 1 are options")]
    [InlineData(
        Ccxt, "ccxt markets",
        "ETH/USDT:USDT ETHUSDT linear 1 step 0.001 tick 0.01 min 20 ETH USDT; ETH/USDT ETHUSDT linear 1 step 0.0001 tick 0.01 min 5 ETH USDT; "
            + "BTC/USD:BTC BTCUSD inverse 1 step 1 tick 0.1 min - BTC USD; BTC/USDT:USDT-261225 BTCUSDT261225 linear 0.01 step 1 tick 0.1 min - BTC USDT",
        "1 are not traded; 1 are options")]
    public void List_OfEachExchange_IsRead(string json, string format, string instruments, string notes)
    {
        InstrumentList list = Read(json);
        Assert.Equal(format, list.Format);
        Assert.Equal(instruments.Split("; "), list.Instruments.Select(Describe));
        Assert.Equal(notes, string.Join("; ", list.Notes));
        // Whatever an exchange says, a symbol's settings take it.
        Assert.All(list.Instruments, one => Assert.Null(SymbolSettings.Read(one.Settings(), HarvestPolicy.Default, out _, out _)));
    }

    [Theory]
    [InlineData("3", "2", "8", "0.001", "0.01", false)] // decimals
    [InlineData("1", "10", "1", null, null, true)] // either
    [InlineData("10", "100", "0.5", "10", "100", false)] // steps: one is a fraction
    public void Ccxt_PrecisionOfEitherKind_IsToldByAllOfThem(string amount, string price, string other, string? step, string? tick, bool isNoted)
    {
        InstrumentList list = Read(
            $$$"""
            [{"symbol":"A/B","base":"A","quote":"B","precision":{"amount":{{{amount}}},"price":{{{price}}}}},
             {"symbol":"C/B","base":"C","quote":"B","precision":{"amount":{{{other}}},"price":null}}]
            """);
        Assert.Equal((step, tick), (Text(list.Instruments[0].QuantityStep), Text(list.Instruments[0].PriceTick)));
        Assert.Equal(isNoted, list.Notes.Contains("their precision may be steps or decimals: step and tick are not taken"));

        static string? Text(decimal? value) => value is { } number ? Core.PlainDecimal.Format(number) : null;
    }

    [Theory]
    [InlineData("")]
    [InlineData("symbol,step\nA,1\n")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1,2]")]
    [InlineData("""{"symbols":[]}""")]
    [InlineData("""{"data":[{"symbol":"ETHUSDT"}]}""")]
    [InlineData("""{"a":{"symbol":"A/B","base":"A","quote":"B"},"b":{}}""")]
    public void AnythingElse_IsRefused(string json)
    {
        Assert.False(InstrumentList.TryRead(new MemoryStream(Encoding.UTF8.GetBytes(json)), out InstrumentList? list, out string? problem));
        Assert.Null(list);
        Assert.NotNull(problem);
    }

    private static InstrumentList Read(string json)
    {
        Assert.True(InstrumentList.TryRead(new MemoryStream(Encoding.UTF8.GetBytes(json)), out InstrumentList? list, out string? problem), problem);
        return list!;
    }

    private static string Describe(Instrument one)
    {
        IReadOnlyDictionary<string, string> settings = one.Settings();
        string Of(string name) => settings.GetValueOrDefault(name, "-");
        return $"{one.Symbol} {one.PlainSymbol} {Of("contract_type")} {Of("contract_size")} step {Of("qty_step")} tick {Of("price_tick")} "
            + $"min {Of("min_notional")} {Of("base_asset")} {Of("quote_asset")}";
    }
}
