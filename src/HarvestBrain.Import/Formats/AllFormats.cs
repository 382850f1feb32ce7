namespace HarvestBrain.Import.Formats;

/// <summary>Every format that is known, by name in the order in which they are listed.</summary>
internal static class AllFormats
{
    public static readonly IReadOnlyList<Format> List =
    [
        new BinanceFuturesTrades(), new BinanceSpotTrades(), new BinanceUserTrades(), new BinanceOrderUpdate(), new BinanceAccountUpdate(),
        new BinanceExecutionReport(), new BybitExecutions(), new BybitOrders(), new OkxFills(), new OkxPositions(), new KrakenTrades(),
        new CoinbaseFills(), new CcxtTrades(), new CcxtOrders(), new FreqtradeTrades(), new HummingbotTrades(), new HummingbotDatabase(),
        new NautilusFills(), new NautilusOrders(), new IbFlexTrades(), new IbActivityStatement(), new Mt5Deals(), new Mt5Positions(),
        new TradingViewTrades(), new AlpacaTradeUpdates(), new AlpacaActivities(), new AlpacaOrders(), new FixExecutions(),
        new GenericFills(),
        new StopSheet(), new BinanceKlines(), new BinanceKlinesWithHeader(), new BinanceAggTrades(), new BinanceTradePrices(),
        new BinanceTradePricesWithHeader(), new CandleArrays(), new StooqBars(), new GenericBars(), new GenericPrices(),
        new Refused(
            "binance-position-history", "Binance futures position history",
            "one row is a whole position: its partial exits and their times are lost. Export the trade history",
            Shape.Csv, "Symbol", "Position Side", "Entry Price", "Avg. Close Price", "Closed Vol.", "Opened", "Closed"),
        new Refused(
            "bybit-closed-pnl", "Bybit closed P&L",
            "it tells no time of opening and only averages. Export the trade history (executions)",
            Shape.Csv, "Contracts|Market", "Closing Direction|Trade Type", "Qty|Order Quantity", "Entry Price", "Exit Price|Filled Price",
            "Closed P&L|Realized P&L"),
        new Refused(
            "kraken-ledgers", "Kraken ledgers",
            "a trade is two rows of it, to the second and without a price. Export the trades history",
            Shape.Csv, "txid", "refid", "time", "type", "aclass", "asset", "amount", "fee", "balance"),
        new Refused(
            "tradingview-webhook", "TradingView webhook",
            "an alert is an intention, not a fill. Take the fills from the broker, or the list of trades from TradingView",
            Shape.Json, "action", "price", "quantity|contracts", "position_size"),
    ];
}
