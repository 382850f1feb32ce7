using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// Interactive Brokers activity statement: many tables in one file, of which Trades is read. It may tell the same thing as Order and as
/// Trade; then the trades count. No ids, times of the account's zone.
/// </summary>
internal sealed class IbActivityStatement() : Format(
    "ib-activity", "Interactive Brokers activity statement", Shape.Csv,
    "Trades", "Header", "DataDiscriminator", "Symbol", "Date/Time", "Quantity", "T. Price")
{
    public override bool NeedsAllCells => false;

    public override bool IsHeader(Row row) => row.Is("Trades", "Trades") && row.Is("Header", "Header");

    public override void Read(Row row, Sink sink)
    {
        if (!row.Is("Trades", "Trades") || !row.Is("Header", "Data"))
        {
            sink.LeaveOut(row.Is("Trades", "Trades") ? "total" : "another table of the statement");
            return;
        }
        if (!row.Is("DataDiscriminator", "Order") && !row.Is("DataDiscriminator", "Trade"))
        {
            sink.LeaveOut("closed lot");
            return;
        }
        string category = row.Text("Asset Category"), currency = row.Text("Currency");
        bool isForex = category == "Forex";
        string text = row.Text("Symbol");
        SymbolName symbol = new((isForex ? text.Replace(".", "", StringComparison.Ordinal) : text).ToUpperInvariant(), null, null,
            Market.Unknown, IsInverse: false);
        decimal quantity = row.Number("Quantity");
        if (row.Problem is null && quantity == 0) row.Fail(Problem.NumberOutOfRange("Quantity", row.Cell("Quantity")));
        Execution fill = sink.Fill(row, symbol, quantity > 0, Math.Abs(quantity), row.Positive("T. Price"), row.Time("Date/Time"));
        fill.Fee = -row.NumberOrZero("Comm/Fee|Comm*");
        fill.Quote = currency.Length > 0 ? currency : null;
        fill.Grain = row.Is("DataDiscriminator", "Trade") ? Grain.Execution : Grain.Order;
        fill.InContracts = !isForex && category != "Stocks";
        string code = row.Text("Code");
        bool opens = code.Split(';').Contains("O"), closes = code.Split(';').Contains("C");
        fill.ReduceOnly = closes && !opens;
        fill.TellsReductions = opens || closes;
    }
}
