using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>Binance REST <c>/fapi/v1/userTrades</c>, and <c>/api/v3/myTrades</c>, which tells the side as <c>isBuyer</c> and is
/// spot.</summary>
internal sealed class BinanceUserTrades() : Format(
    "binance-user-trades", "Binance userTrades (REST)", Shape.Json | Shape.Csv,
    "symbol", "id", "orderId", "side|isBuyer", "price", "qty", "commission", "commissionAsset", "time")
{
    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("symbol");
        bool isFutures = row.Has("side");
        bool isBuy = isFutures ? row.IsBuy("side") : row.IsTrue("isBuyer");
        Execution fill = sink.Fill(
            row, symbol, isBuy, row.Positive("qty"), row.Positive("price"), row.Time("time"), isFutures ? Market.Linear : Market.Spot);
        Sink.Fee(fill, symbol, row.NumberOrZero("commission"), row.Text("commissionAsset"));
        fill.SetId(row.Cell("id"));
        fill.OrderKey = Keys.Of(row.Cell("orderId"));
        fill.PositionSide = row.PositionSide("positionSide");
        fill.Realized = row.NumberOrNull("realizedPnl");
        fill.TellsReductions = fill.Realized is not null;
    }
}
