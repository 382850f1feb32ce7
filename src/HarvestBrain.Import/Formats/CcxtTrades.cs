using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// Trades as ccxt unifies them. Amounts of swaps are in contracts, whose size is cost over price times amount. What is not unified, such as
/// the position's side, stands in <c>info</c> as the exchange wrote it.
/// </summary>
internal sealed class CcxtTrades() : Format(
    "ccxt-trades", "ccxt trades (fetchMyTrades)", Shape.Json | Shape.Csv, "symbol", "id", "side", "price", "amount", "timestamp")
{
    // Not every exchange tells cost and fee of every trade; a symbol with a slash is ccxt's own.
    public override bool Accepts(Row row) => !row.Has("filled") && !row.Has("status")
        && (row.Has("cost|fee|takerOrMaker") || row.Cell("symbol").Contains('/'));

    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("symbol");
        Execution fill = sink.Fill(row, symbol, row.IsBuy("side"), row.Positive("amount"), row.Positive("price"), row.Time("timestamp"),
            Market.Spot);
        Ccxt.Fee(row, fill, symbol);
        Ccxt.Contracts(row, fill, symbol);
        fill.SetId(row.Cell("id"));
        fill.OrderKey = Keys.Of(row.Cell("order"));
        fill.PositionSide = row.PositionSide("info.positionSide|info.posSide");
        fill.Realized = row.NumberOrNull("info.realizedPnl|info.fillPnl");
        decimal closed = row.NumberOrZero("info.closedSize");
        fill.ReduceOnly = closed > 0 && closed >= fill.Quantity;
        fill.TellsReductions = fill.Realized is not null || fill.PositionSide != PositionSide.Both || row.Has("info.closedSize");
    }
}

/// <summary>What ccxt's formats have in common.</summary>
internal static class Ccxt
{
    public static void Fee(Row row, Execution fill, SymbolName symbol)
    {
        bool isPlain = row.IsEmpty("fee.cost") && row.IsEmpty("fees.0.cost") && !row.IsEmpty("fee");
        Sink.Fee(
            fill, symbol, isPlain ? row.NumberOrZero("fee") : row.NumberOrNull("fee.cost") ?? SumOfFees(row),
            row.IsEmpty("fee.currency") ? row.Text("fees.0.currency|fee_currency") : row.Text("fee.currency"));
    }

    // Some exchanges part a fee into several; they are of one asset.
    private static decimal SumOfFees(Row row)
    {
        decimal sum = row.NumberOrZero("fees.0.cost");
        string asset = row.Text("fees.0.currency");
        int count = row is JsonRow json ? json.Elements("fees").Count() : 0;
        for (int i = 1; i < count; i++)
        {
            string at = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"fees.{i}.");
            decimal fee = row.NumberOrZero(at + "cost");
            if (fee != 0 && !row.Is(at + "currency", asset))
                row.Fail(new Problem("FeesOfTwoAssets", $"{asset} and {Problem.Excerpt(row.Cell(at + "currency"))}"));
            sum += fee;
        }
        return sum;
    }

    public static void Contracts(Row row, Execution fill, SymbolName symbol)
    {
        fill.InContracts = symbol.Market == Market.Linear;
        fill.Cost = row.NumberOrZero("cost");
        fill.ContractSize = row.NumberOrZero("contractSize|info.contractSize|info.ctVal");
    }
}
