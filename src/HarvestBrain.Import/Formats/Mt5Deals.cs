using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>
/// MetaTrader 5 deals: volumes in lots, costs negative when paid, times of the broker's server. With a Position column the account is
/// hedging: each position is a symbol of its own, <c>EURUSD#90001</c>.
/// </summary>
internal sealed class Mt5Deals() : Format(
    "mt5-deals", "MetaTrader 5 deals", Shape.Csv, "Time", "Deal", "Symbol", "Type", "Direction", "Volume", "Price")
{
    public override void Read(Row row, Sink sink)
    {
        if (!row.Is("Type", "buy") && !row.Is("Type", "sell"))
        {
            sink.LeaveOut($"no trade: {Problem.Excerpt(row.Cell("Type"))}");
            return;
        }
        SymbolName symbol = row.Symbol("Symbol");
        string position = row.Text("Position");
        if (position.Length > 0) symbol = symbol with { Name = $"{symbol.Name}#{position}" };
        Execution fill = sink.Fill(row, symbol, row.IsBuy("Type"), row.Positive("Volume"), row.Positive("Price"), row.Time("Time"),
            Market.Linear);
        fill.Fee = -(row.NumberOrZero("Commission") + row.NumberOrZero("Fee"));
        fill.SetId(row.Cell("Deal"));
        fill.OrderKey = Keys.Of(row.Cell("Order"));
        fill.InContracts = true;
        fill.ReduceOnly = row.Is("Direction", "out");
        fill.TellsReductions = true;
        decimal swap = row.NumberOrZero("Swap");
        if (swap == 0) return;
        sink.Add(new Funding { Symbol = symbol.Name, Market = Market.Linear, TimeMs = fill.TimeMs, Fee = -swap,
            Id = $"{row.Cell("Deal")}:swap" });
    }
}

/// <summary>MetaTrader 5 positions: the S/L of each.</summary>
internal sealed class Mt5Positions()
    : Format("mt5-positions", "MetaTrader 5 positions (their S/L)", Shape.Csv, "Time", "Position", "Symbol", "Type", "Volume", "S / L|S/L")
{
    public override Gives Gives => Gives.Stops;

    public override bool NeedsAllCells => false;

    public override void Read(Row row, Sink sink)
    {
        if (row.NumberOrZero("S / L|S/L") <= 0)
        {
            sink.LeaveOut("position without S/L");
            return;
        }
        SymbolName symbol = row.Symbol("Symbol");
        sink.Add(new StopOrder
        {
            Symbol = $"{symbol.Name}#{row.Cell("Position")}", Market = Market.Linear, IsBuy = !row.IsBuy("Type"),
                Trigger = row.Positive("S / L|S/L"),
            TimeMs = row.Time("Time"), OfPosition = true,
        });
    }
}
