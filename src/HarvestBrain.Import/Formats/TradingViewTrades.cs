using System.Globalization;
using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// TradingView's list of trades: two rows a trade, the exit first; the symbol is told by an option, the fee by <c>--fee-bps</c>, times are
/// of the chart's zone.
/// </summary>
internal sealed class TradingViewTrades() : Format(
    "tradingview-trades", "TradingView list of trades", Shape.Csv, "Trade #|Trade number", "Type", "Date and time|Date/Time", "Price*",
    "Size (qty)|Position size (qty)|Contracts|Quantity")
{
    public override void Read(Row row, Sink sink)
    {
        string type = row.Text("Type");
        bool isEntry = type.StartsWith("Entry", StringComparison.OrdinalIgnoreCase),
            isExit = type.StartsWith("Exit", StringComparison.OrdinalIgnoreCase);
        bool isShort = type.EndsWith("short", StringComparison.OrdinalIgnoreCase);
        if (!isEntry && !isExit)
        {
            row.Fail(Problem.SideUnknown("Type", type));
            return;
        }
        if (isExit && (row.Is("Signal", "Open") || row.IsEmpty("Price*")))
        {
            sink.LeaveOut("exit of a trade that is open");
            return;
        }
        SymbolName symbol = row.Symbol("");
        Execution fill = sink.Fill(
            row, symbol, isEntry != isShort, row.Positive("Size (qty)|Position size (qty)|Contracts|Quantity"), row.Positive("Price*"),
            row.Time("Date and time|Date/Time"));
        fill.Fee = fill.Quantity * fill.Price * row.File.Options.FeeBps / 10_000;
        decimal number = row.Number("Trade #|Trade number");
        if (number is < 0 or > 1_000_000_000) row.Fail(Problem.NumberOutOfRange("Trade #", row.Cell("Trade #|Trade number")));
        if (row.Problem is not null) return;
        fill.TextId = string.Create(CultureInfo.InvariantCulture, $"{number:0}:{(isEntry ? "entry" : "exit")}");
        fill.NumericId = (ulong)((2 * number) + (isExit ? 1 : 0)); // times are in minutes: the entry comes first
        fill.InContracts = row.File.Options.ContractSizes.ContainsKey(symbol.Name);
        fill.ReduceOnly = isExit;
        fill.TellsReductions = true;
    }
}
