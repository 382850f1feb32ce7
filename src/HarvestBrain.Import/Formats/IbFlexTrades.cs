using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// Interactive Brokers Flex query, CSV or XML. Quantities are signed, a commission that was paid is negative and may be in another
/// currency. A correction has the id of what it corrects with a larger last part. Of its levels of detail the executions count.
/// </summary>
internal sealed class IbFlexTrades() : Format(
    "ib-flex", "Interactive Brokers Flex trades", Shape.Csv | Shape.Xml,
    "Symbol", "Buy/Sell|buySell", "Quantity", "TradePrice|Price", "IBCommission|Commission", "DateTime|Date/Time")
{
    public override void Read(Row row, Sink sink)
    {
        ReadOnlySpan<char> level = row.Cell("LevelOfDetail");
        if (!level.IsEmpty && level is not ("EXECUTION" or "ORDER"))
        {
            sink.LeaveOut("summary row");
            return;
        }
        Grain grain = level is "ORDER" ? Grain.Order : Grain.Execution;
        SymbolName symbol = Symbol(row);
        decimal quantity = Math.Abs(row.Number("Quantity"));
        if (row.Problem is null && quantity == 0) row.Fail(Problem.NumberOutOfRange("Quantity", row.Cell("Quantity")));
        Execution fill = sink.Fill(
            row, symbol, row.Cell("Buy/Sell|buySell").StartsWith("BUY", StringComparison.OrdinalIgnoreCase), quantity,
            row.Positive("TradePrice|Price"), row.Time("DateTime|Date/Time"));
        string currency = row.Text("CurrencyPrimary|currency"), paidIn = row.Text("IBCommissionCurrency|CommissionCurrency");
        Sink.Fee(
            fill, symbol with { Base = symbol.Name, Quote = currency },
            -(row.NumberOrZero("IBCommission|Commission") + row.NumberOrZero("Taxes")),
            paidIn.Length > 0 ? paidIn : currency);
        fill.Quote = currency.Length > 0 ? currency : null;
        fill.Grain = grain;
        fill.TextId = row.IsEmpty("IBExecID|TradeID") ? null : row.Text("IBExecID|TradeID");
        fill.ContractSize = row.NumberOrZero("Multiplier");
        bool isWhole = row.Is("AssetClass|assetCategory", "STK") || row.Is("AssetClass|assetCategory", "CASH")
            || row.IsEmpty("AssetClass|assetCategory");
        fill.InContracts = fill.ContractSize != 0 || !isWhole;
        fill.ReduceOnly = row.Is("Open/CloseIndicator|openCloseIndicator", "C");
        fill.IsToldAsClosing = row.NumberOrZero("FifoPnlRealized") != 0; // less commissions, also those of the entry
        fill.TellsReductions = row.Has("FifoPnlRealized") || row.Has("Open/CloseIndicator|openCloseIndicator");
        fill.HasCorrections = fill.TextId is not null && !row.IsEmpty("IBExecID");
    }

    private static SymbolName Symbol(Row row)
    {
        string text = row.Text("Symbol");
        if (row.Is("AssetClass|assetCategory", "CASH")) return row.File.Symbols.Of(text.Replace(".", "", StringComparison.Ordinal));
        // An option's or a future's own symbol has its expiry in it; where only the underlying's is exported, the columns beside it tell.
        string expiry = row.Text("Expiry"), strike = row.Text("Strike"), right = row.Text("Put/Call|putCall");
        bool isBare = expiry.Length > 0 && text.AsSpan().IndexOfAnyInRange('0', '9') < 0;
        return new SymbolName(isBare
            ? $"{text}{expiry}{right}{strike}".ToUpperInvariant()
            : text.ToUpperInvariant(), null, null, Market.Unknown, IsInverse: false);
    }
}
