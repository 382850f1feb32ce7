using HarvestBrain.Import.Tests.Story;
using static System.FormattableString;

namespace HarvestBrain.Import.Tests.Formats;

internal sealed class BinanceFutures : Dialect
{
    public override string Format => "binance-futures-trades";

    public override string FileName => "Export Trade History(UTC+3).csv";

    public override StoryRules Rules { get; } = new() { TickMs = 1000, MayFlip = true };

    public override bool TellsReductions => true;

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID",
        fills.Select(fill => Invariant(
            $"100000001,{Time(fill.TimeMs + 10_800_000, "yy-MM-dd HH:mm:ss")},{fill.Pair.Name},{Side(fill)},{fill.Price},{fill.Traded},{fill.Traded * fill.Price},{fill.QuoteFee} USDT,{fill.Realized},true,false,{fill.Id},{fill.Order}")));
}

internal sealed class BinanceFuturesWithoutIds : Dialect
{
    public override string Format => "binance-futures-trades";

    public override StoryRules Rules { get; } = new() { TickMs = 1000, MayShareTime = false, MayFlip = true };

    public override bool TellsReductions => true;

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "Date(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Quote Asset",
        fills.Select(fill => Invariant(
            $"{Time(fill.TimeMs, "yyyy-MM-dd HH:mm:ss")},{fill.Pair.Name},{Side(fill)},{fill.Price},{fill.Traded},{fill.Traded * fill.Price},{fill.QuoteFee},{fill.Realized},USDT")));
}

internal sealed class BinanceSpot : Dialect
{
    public override string Format => "binance-spot-trades";

    public override StoryRules Rules { get; } = new() { TickMs = 1000, IsSpot = true, HasBaseFees = true, MayShareTime = false };

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "Date(UTC),Pair,Side,Price,Executed,Amount,Fee",
        fills.Select(fill => Invariant(
            $"{Time(fill.TimeMs, "yyyy-MM-dd HH:mm:ss")},{fill.Pair.Name},{Side(fill)},{fill.Price},{fill.Traded}{fill.Pair.Base},{fill.Traded * fill.Price}{fill.Pair.Quote},{Fee(fill)}")));

    private static string Fee(StoryFill fill) => fill.BaseFee > 0 ? Invariant($"{fill.BaseFee}{fill.Pair.Base}") : Invariant($"{fill.QuoteFee}{fill.Pair.Quote}");
}

internal sealed class BinanceUserTrades : Dialect
{
    public override string Format => "binance-user-trades";

    public override string FileName => "userTrades.json";

    public override StoryRules Rules { get; } = new() { MayFlip = true };

    public override bool TellsReductions => true;

    public override string Write(IReadOnlyList<StoryFill> fills) => "[" + string.Join(",\n", fills.Select(fill => Invariant(
        $$"""{"symbol":"{{fill.Pair.Name}}","id":{{fill.Id}},"orderId":{{fill.Order}},"side":"{{Side(fill)}}","price":"{{fill.Price}}","qty":"{{fill.Traded}}","realizedPnl":"{{fill.Realized}}","commission":"{{fill.QuoteFee}}","commissionAsset":"USDT","time":{{fill.TimeMs}},"positionSide":"BOTH","maker":false}"""))) + "]";
}

internal sealed class BinanceOrderUpdates : Dialect
{
    public override string Format => "binance-order-update";

    public override string FileName => "user-data.ndjson";

    public override StoryRules Rules { get; } = new() { MayFlip = true };

    public override bool TellsReductions => true;

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(null, fills.SelectMany(fill => new[]
    {
        Line(fill, "NEW", 0), Line(fill, "TRADE", fill.Traded),
    }));

    // q is the order and z the sum: whoever takes them has too much.
    private static string Line(StoryFill fill, string what, decimal last) => Invariant(
        $$"""{"e":"ORDER_TRADE_UPDATE","E":{{fill.TimeMs}},"T":{{fill.TimeMs}},"o":{"s":"{{fill.Pair.Name}}","S":"{{Side(fill)}}","q":"{{fill.Traded * 3}}","p":"1.5","ap":"1.6","sp":"0","x":"{{what}}","X":"NEW","i":{{fill.Order}},"l":"{{last}}","z":"{{fill.Traded * 2}}","L":"{{(last > 0 ? fill.Price : 0)}}","N":"USDT","n":"{{fill.QuoteFee}}","T":{{fill.TimeMs}},"t":{{fill.Id}},"R":false,"ot":"LIMIT","ps":"BOTH","rp":"{{fill.Realized}}"} }""");
}

internal sealed class BinanceExecutionReports : Dialect
{
    public override string Format => "binance-execution-report";

    public override string FileName => "spot.ndjson";

    public override StoryRules Rules { get; } = new() { IsSpot = true, HasBaseFees = true };

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(null, fills.Select(fill => Invariant(
        $$"""{"stream":"executionReport","data":{"e":"executionReport","E":{{fill.TimeMs}},"s":"{{fill.Pair.Name}}","S":"{{Side(fill)}}","o":"LIMIT","q":"9","p":"1","P":"0","x":"TRADE","X":"FILLED","i":{{fill.Order}},"l":"{{fill.Traded}}","z":"9","L":"{{fill.Price}}","n":"{{(fill.BaseFee > 0 ? fill.BaseFee : fill.QuoteFee)}}","N":"{{(fill.BaseFee > 0 ? fill.Pair.Base : "USDT")}}","T":{{fill.TimeMs}},"t":{{fill.Id}} } }""")));
}

internal sealed class Bybit : Dialect
{
    public override string Format => "bybit-executions";

    public override string FileName => "executions.json";

    public override bool TellsReductions => true;

    public override string Write(IReadOnlyList<StoryFill> fills) => "{\"retCode\":0,\"result\":{\"category\":\"linear\",\"list\":[" + string.Join(",\n", fills.Select(fill => Invariant(
        $$"""{"symbol":"{{fill.Pair.Name}}","side":"{{(fill.IsBuy ? "Buy" : "Sell")}}","orderId":"o{{fill.Order}}","execFee":"{{fill.QuoteFee}}","execId":"x-{{fill.Id}}","execPrice":"{{fill.Price}}","execQty":"{{fill.Traded}}","execType":"Trade","execTime":"{{fill.TimeMs}}","closedSize":"{{fill.Closed}}","feeCurrency":"USDT"}"""))) + "]}}";
}

internal sealed class Okx : Dialect
{
    public override string Format => "okx-fills";

    public override string FileName => "fills.json";

    public override StoryRules Rules { get; } = new() { MayFlip = true };

    public override ImportOptions Options { get; } = new()
    {
        ContractSizes = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["BTC-USDT-SWAP"] = 0.01m, ["ETH-USDT-SWAP"] = 0.1m },
    };

    public override bool TellsReductions => true;

    public override string Write(IReadOnlyList<StoryFill> fills) => "{\"code\":\"0\",\"data\":[" + string.Join(",", fills.Select(fill => Invariant(
        $$"""{"instType":"SWAP","instId":"{{fill.Pair.Base}}-USDT-SWAP","side":"{{(fill.IsBuy ? "buy" : "sell")}}","fillSz":"{{fill.Traded / (fill.Pair.Base == "BTC" ? 0.01m : 0.1m)}}","fillPx":"{{fill.Price}}","fee":"{{-fill.QuoteFee}}","feeCcy":"USDT","fillPnl":"{{fill.Realized}}","ordId":"{{fill.Order}}","posSide":"net","billId":"{{fill.Id}}","tradeId":"{{fill.Id % 977}}","fillTime":"{{fill.TimeMs}}","ts":"{{fill.TimeMs + 2}}"}"""))) + "]}";
}

internal sealed class Kraken : Dialect
{
    public override string Format => "kraken-trades";

    public override StoryRules Rules { get; } = new() { IsSpot = true };

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "\"txid\",\"ordertxid\",\"pair\",\"time\",\"type\",\"ordertype\",\"price\",\"cost\",\"fee\",\"vol\",\"margin\",\"misc\",\"ledgers\"",
        fills.Select(fill => Invariant(
            $"\"T{fill.Id}\",\"O{fill.Order}\",\"{(fill.Pair.Base == "BTC" ? "XBT" : fill.Pair.Base)}/USDT\",\"{Time(fill.TimeMs, "yyyy-MM-dd HH:mm:ss.fff")}0\",\"{(fill.IsBuy ? "buy" : "sell")}\",\"limit\",{fill.Price},{fill.Price * fill.Traded},{fill.QuoteFee},{fill.Traded},0.0,\"\",\"L1,L2\"")));
}

internal sealed class Coinbase : Dialect
{
    public override string Format => "coinbase-fills";

    public override StoryRules Rules { get; } = new() { IsSpot = true };

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "portfolio,trade id,product,side,created at,size,size unit,price,fee,total,price/fee/total unit",
        fills.Select(fill => Invariant(
            $"default,{fill.Id},{fill.Pair.Base}-USDT,{Side(fill)},{Time(fill.TimeMs, "yyyy-MM-ddTHH:mm:ss.fff")}Z,{fill.Traded},{fill.Pair.Base},{fill.Price},{fill.QuoteFee},0,USDT")));
}

internal sealed class CcxtSwap : Dialect
{
    public override string Format => "ccxt-trades";

    public override string FileName => "trades.json";

    public override string Write(IReadOnlyList<StoryFill> fills) => "[" + string.Join(",\n", fills.Select(fill => Invariant(
        $$"""{"timestamp":{{fill.TimeMs}},"symbol":"{{fill.Pair.Base}}/USDT:USDT","id":"{{fill.Id}}","order":"{{fill.Order}}","side":"{{(fill.IsBuy ? "buy" : "sell")}}","price":{{fill.Price}},"amount":{{fill.Traded * 100}},"cost":{{fill.Traded * fill.Price}},"takerOrMaker":"taker","fee":{"cost":{{fill.QuoteFee}},"currency":"USDT"},"info":{} }"""))) + "]";
}

internal sealed class CcxtSpot : Dialect
{
    public override string Format => "ccxt-trades";

    public override string FileName => "trades.ndjson";

    public override StoryRules Rules { get; } = new() { IsSpot = true, HasBaseFees = true };

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(null, fills.Select(fill => Invariant(
        $$"""{"timestamp":{{fill.TimeMs}},"symbol":"{{fill.Pair.Base}}/USDT","id":"{{fill.Id}}","order":"{{fill.Order}}","side":"{{(fill.IsBuy ? "buy" : "sell")}}","price":{{fill.Price}},"amount":{{fill.Traded}},"cost":{{fill.Traded * fill.Price}},"fees":[{"cost":{{(fill.BaseFee > 0 ? fill.BaseFee : fill.QuoteFee)}},"currency":"{{(fill.BaseFee > 0 ? fill.Pair.Base : "USDT")}}"}]}""")));
}

internal sealed class Hummingbot : Dialect
{
    public override string Format => "hummingbot";

    public override StoryRules Rules { get; } = new() { IsSpot = true, HasBaseFees = true };

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "exchange_trade_id,config_file_path,strategy,market,symbol,base_asset,quote_asset,timestamp,order_id,trade_type,order_type,price,amount,leverage,trade_fee,trade_fee_in_quote,position",
        fills.Select(fill => Invariant(
            $"{fill.Id},conf.yml,pmm,binance,{fill.Pair.Base}-USDT,{fill.Pair.Base},USDT,{fill.TimeMs},x{fill.Order},{Side(fill)},LIMIT,{fill.Price},{fill.Traded},1,{Fee(fill)},{fill.QuoteFee},NIL")));

    private static string Fee(StoryFill fill) => fill.BaseFee > 0
        ? Invariant($"\"{{\"\"percent\"\": \"\"0\"\", \"\"flat_fees\"\": [{{\"\"token\"\": \"\"{fill.Pair.Base}\"\", \"\"amount\"\": \"\"{fill.BaseFee}\"\"}}]}}\"")
        : "\"{\"\"percent\"\": \"\"0.0005\"\", \"\"flat_fees\"\": []}\"";
}

internal sealed class HummingbotDatabase : Dialect
{
    private const decimal Million = 1_000_000;

    public override string Format => "hummingbot-sqlite";

    public override StoryRules Rules { get; } = new() { IsSpot = true };

    public override ImportOptions Options { get; } = new() { Format = "hummingbot-sqlite" };

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "config_file_path,strategy,market,symbol,base_asset,quote_asset,timestamp,order_id,trade_type,order_type,price,amount,leverage,trade_fee,trade_fee_in_quote,exchange_trade_id,position",
        fills.Select(fill => Invariant(
            $"conf.yml,pmm,binance,{fill.Pair.Base}-USDT,{fill.Pair.Base},USDT,{fill.TimeMs},x{fill.Order},{Side(fill)},LIMIT,{fill.Price * Million},{fill.Traded * Million},1,\"{{\"\"flat_fees\"\": []}}\",{fill.QuoteFee * Million},{fill.Id},NIL")));
}

internal sealed class Nautilus : Dialect
{
    public override string Format => "nautilus-fills";

    public override string Write(IReadOnlyList<StoryFill> fills) => Rows(
        "client_order_id,trade_id,venue_order_id,instrument_id,order_side,order_type,last_px,last_qty,currency,liquidity_side,commission,ts_event,ts_init",
        fills.Select(fill => Invariant(
            $"O-{fill.Order},{fill.Id},{fill.Order},{fill.Pair.Name}-PERP.BINANCE,{Side(fill)},LIMIT,{fill.Price},{fill.Traded},USDT,TAKER,{fill.QuoteFee} USDT,{Time(fill.TimeMs, "yyyy-MM-dd HH:mm:ss.fff")}000+00:00,{Time(fill.TimeMs, "yyyy-MM-dd HH:mm:ss.fff")}000+00:00")));
}

internal sealed class Freqtrade : Dialect
{
    public override string Format => "freqtrade";

    public override string FileName => "backtest-result.json";

    public override StoryRules Rules { get; } = new() { HasFees = false };

    public override bool IsARowAFill => false;

    public override string Write(IReadOnlyList<StoryFill> fills)
    {
        IEnumerable<string> trades = fills.GroupBy(fill => (fill.Pair, fill.Trade)).Select(trade =>
        {
            StoryFill first = trade.MinBy(fill => fill.Id)!;
            string orders = string.Join(",", trade.OrderBy(fill => fill.Id).Select(fill => Invariant(
                $$"""{"amount":{{fill.Traded}},"safe_price":{{fill.Price}},"ft_order_side":"{{(fill.IsBuy ? "buy" : "sell")}}","order_filled_timestamp":{{fill.TimeMs}},"ft_is_entry":{{(fill.Reduces ? "false" : "true")}}}""")));
            return Invariant(
                $$"""{"pair":"{{first.Pair.Base}}/USDT:USDT","open_rate":{{first.Price}},"amount":1,"fee_open":0.0,"fee_close":0.0,"is_short":{{(first.IsBuy ? "false" : "true")}},"open_timestamp":{{first.TimeMs}}.0,"orders":[{{orders}}]}""");
        });
        return "{\"strategy\":{\"Mine\":{\"trades\":[" + string.Join(",", trades) + "]}}}";
    }
}
