using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// Binance spot trade history: what was executed and the fee have their asset in the cell, and the fee is base on a buy, quote on a sale,
/// or a third asset. No ids. Older exports have <c>Market, Type, Amount, Fee Coin</c>.
/// </summary>
internal sealed class BinanceSpotTrades() : Format(
    "binance-spot-trades", "Binance spot trade history", Shape.Csv, "Date(UTC)|Time(UTC)|Date", "Pair|Market", "Side|Type", "Price",
    "Executed|Amount", "Fee")
{
    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("Pair|Market");
        decimal quantity = row.Amount("Executed|Amount", out string executed);
        string asset = executed.ToUpperInvariant();
        // The cell tells where base ends and quote begins.
        if (asset.Length > 0 && symbol.Name.Length > asset.Length && symbol.Name.StartsWith(asset, StringComparison.Ordinal))
            symbol = symbol with { Base = asset, Quote = symbol.Name[asset.Length..] };
        if (quantity <= 0) row.Fail(Problem.NumberOutOfRange("Executed", row.Cell("Executed|Amount")));
        Execution fill = sink.Fill(
            row, symbol, row.IsBuy("Side|Type"), quantity, row.Positive("Price"), row.Time("Date(UTC)|Time(UTC)|Date"), Market.Spot);
        decimal fee = row.Amount("Fee", out string feeAsset);
        Sink.Fee(fill, symbol, fee, feeAsset.Length > 0 ? feeAsset : row.Text("Fee Coin"));
    }
}
