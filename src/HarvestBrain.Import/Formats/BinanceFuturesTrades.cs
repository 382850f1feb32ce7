using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// Binance futures trade history. The fee has its asset in the cell (<c>0.29 USDC</c>); older exports have a bare number and no trade id.
/// The zone stands in the file's name or, in older ones, in the column's title.
/// </summary>
internal sealed class BinanceFuturesTrades() : Format(
    "binance-futures-trades", "Binance futures trade history", Shape.Csv,
    "Time|Date(UTC)|Time(UTC)", "Symbol", "Side", "Price", "Quantity", "Amount", "Fee", "Realized Profit")
{
    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("Symbol");
        Execution fill = sink.Fill(
            row, symbol, row.IsBuy("Side"), row.Positive("Quantity"), row.Positive("Price"), row.Time("Time|Date(UTC)|Time(UTC)"),
            Market.Linear);
        decimal fee = row.Amount("Fee", out string asset);
        Sink.Fee(fill, symbol, fee, asset);
        fill.SetId(row.Cell("Trade ID"));
        fill.OrderKey = Keys.Of(row.Cell("Order ID"));
        fill.Realized = row.Amount("Realized Profit", out _);
        fill.TellsReductions = true;
    }
}
