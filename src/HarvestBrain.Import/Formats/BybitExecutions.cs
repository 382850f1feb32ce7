using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// Bybit v5 executions, of the topic and of REST. <c>execType</c> Funding looks like a fill and is a cost; <c>closedSize</c> says what it
/// closed.
/// </summary>
internal sealed class BybitExecutions() : Format(
    "bybit-executions", "Bybit v5 executions", Shape.Json | Shape.Csv,
    "symbol", "side", "execQty", "execPrice", "execFee", "execId", "execType", "execTime")
{
    public override void Read(Row row, Sink sink)
    {
        string category = row.Text("category");
        if (category.Length == 0 && row is JsonRow json) category = json.Outer("category");
        SymbolName symbol = Bybit.Symbol(row, category);
        if (symbol.IsInverse) row.Fail(Problem.Inverse(symbol.Name));
        if (row.Is("execType", "Funding"))
        {
            sink.Add(new Funding
            {
                Symbol = symbol.Name, Market = Market.Linear, TimeMs = row.Time("execTime"), Fee = row.Number("execFee"),
                    Id = row.Text("execId"),
            });
            return;
        }
        if (!(row.Is("execType", "Trade") || row.Is("execType", "BustTrade") || row.Is("execType", "AdlTrade")))
        {
            sink.LeaveOut($"no trade: execType {Problem.Excerpt(row.Cell("execType"))}");
            return;
        }
        decimal quantity = row.Positive("execQty"), closed = row.NumberOrZero("closedSize");
        Execution fill = sink.Fill(row, symbol, row.IsBuy("side"), quantity, row.Positive("execPrice"), row.Time("execTime"),
            Bybit.Market(category));
        Sink.Fee(fill, symbol, row.NumberOrZero("execFee"), row.Text("feeCurrency|feeCoin"));
        if (fill.Market == Market.Unknown) fill.Market = fill.FeeUnit == FeeUnit.Base ? Market.Spot : Market.Linear;
        fill.SetId(row.Cell("execId"));
        fill.OrderKey = Keys.Of(row.Cell("orderId"));
        fill.ReduceOnly = closed > 0 && closed >= quantity;
        fill.TellsReductions = fill.Market == Market.Linear && row.Has("closedSize");
    }
}

/// <summary>What Bybit's formats have in common.</summary>
internal static class Bybit
{
    public static SymbolName Symbol(Row row, string category)
    {
        SymbolName symbol = row.Symbol("symbol");
        bool isUsd = symbol.Name.EndsWith("USD", StringComparison.Ordinal) && category.Length == 0;
        if (category == "inverse" || isUsd) return symbol with { IsInverse = true };
        // The perpetuals in USDC are named BTCPERP.
        return symbol.Name.EndsWith("PERP", StringComparison.Ordinal) && symbol.Name.Length > 4
            ? symbol with { Name = symbol.Name[..^4] + "USDC", Base = symbol.Name[..^4], Quote = "USDC", Market = Records.Market.Linear }
            : symbol;
    }

    public static Market Market(string category) => category switch
    {
        "spot" => Records.Market.Spot,
        "linear" => Records.Market.Linear,
        _ => Records.Market.Unknown,
    };
}
