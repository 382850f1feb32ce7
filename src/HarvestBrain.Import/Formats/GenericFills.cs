using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>Any table of fills whose columns have these names, of themselves or by <c>--map</c>.</summary>
internal sealed class GenericFills() : Format(
    "csv", "a table with columns named so, or by --map", Shape.Csv, "side", "qty|quantity", "price", "time|timestamp|datetime|date")
{
    /// <summary>What a column can mean, for <c>--map MEANING=COLUMN</c>.</summary>
    public static readonly string[] Meanings =
        ["symbol", "side", "qty", "price", "time", "fee", "fee_asset", "id", "order", "stop", "position_side", "reduce_only", "realized"];

    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("symbol");
        decimal quantity = Math.Abs(row.Number("qty|quantity"));
        if (row.Problem is null && quantity == 0) row.Fail(Problem.NumberOutOfRange("qty", row.Cell("qty|quantity")));
        Execution fill = sink.Fill(row, symbol, IsBuy(row), quantity, row.Positive("price"), row.Time("time|timestamp|datetime|date"));
        decimal fee = row.Amount("fee", out string asset);
        Sink.Fee(fill, symbol, fee, asset.Length > 0 ? asset : row.Text("fee_asset"));
        fill.SetId(row.Cell("id"));
        fill.OrderKey = Keys.Of(row.Cell("order"));
        fill.Stop = row.NumberOrZero("stop");
        fill.RiskSource = fill.Stop > 0 ? "file" : null;
        fill.PositionSide = row.PositionSide("position_side");
        fill.ReduceOnly = row.IsTrue("reduce_only");
        fill.Realized = row.NumberOrNull("realized");
        fill.TellsReductions = row.Has("reduce_only") || row.Has("realized") || fill.PositionSide != PositionSide.Both;
    }

    // LONG and SHORT would say which way the trade goes, not what was done: an exit of a long is a sale.
    private static bool IsBuy(Row row) => row.IsBuy("side");
}

/// <summary>Stops that a trader wrote down himself: <c>symbol,opened_at,stop[,side]</c>.</summary>
internal sealed class StopSheet()
    : Format("stops", "stops of one's own (symbol, opened_at, stop)", Shape.Csv, "symbol", "opened_at", "stop")
{
    public override Gives Gives => Gives.Stops;

    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("symbol");
        sink.Add(new StopNote
        {
            Symbol = symbol.Name, Market = symbol.Market, TimeMs = row.Time("opened_at"), Stop = row.Positive("stop"),
            IsLong = row.IsEmpty("side") ? null : row.Is("side", "LONG") || row.Is("side", "BUY"),
        });
    }
}
