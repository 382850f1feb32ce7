using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>Coinbase fills (Pro, Advanced): the fee is in the unit of the price.</summary>
internal sealed class CoinbaseFills() : Format(
    "coinbase-fills", "Coinbase fills", Shape.Csv, "trade id", "product", "side", "created at", "size", "price", "fee")
{
    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("product");
        Execution fill = sink.Fill(row, symbol, row.IsBuy("side"), row.Positive("size"), row.Positive("price"), row.Time("created at"),
            Market.Spot);
        Sink.Fee(fill, symbol, row.NumberOrZero("fee"), row.Text("price/fee/total unit"));
        fill.SetId(row.Cell("trade id"));
    }
}
