using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>Kraken's trades.csv: times are UTC, fees in quote. Rows with margin are of positions, and <c>misc</c> says which of them
/// close.</summary>
internal sealed class KrakenTrades() : Format(
    "kraken-trades", "Kraken trades", Shape.Csv | Shape.Json, "pair", "time", "type", "price", "cost", "fee", "vol")
{
    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("pair");
        bool isPosition = row.NumberOrZero("margin") > 0 || row.Cell("misc").Contains("clos", StringComparison.OrdinalIgnoreCase);
        Execution fill = sink.Fill(
            row, symbol, row.IsBuy("type"), row.Positive("vol"), row.Positive("price"), row.TimeUtc("time"), isPosition
                ? Market.Linear
                : Market.Spot);
        fill.Fee = row.NumberOrZero("fee");
        fill.SetId(row.Cell("txid|trade_id"));
        fill.OrderKey = Keys.Of(row.Cell("ordertxid"));
        fill.ReduceOnly = row.Cell("misc").Contains("closing", StringComparison.OrdinalIgnoreCase);
        fill.TellsReductions = isPosition;
    }
}
