using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>Binance futures user data stream, <c>ACCOUNT_UPDATE</c>: what the exchange says is open, as position snapshots without mark
/// price.</summary>
internal sealed class BinanceAccountUpdate() : Format(
    "binance-account-update", "Binance futures user data stream: account", Shape.Json, "e", "T", "a.P")
{
    public override bool Accepts(Row row) => row.Is("e", "ACCOUNT_UPDATE");

    public override void Read(Row row, Sink sink)
    {
        long time = row.Time("T");
        int count = ((JsonRow)row).Elements("a.P").Count();
        for (int i = 0; i < count; i++)
        {
            string at = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a.P.{i}.");
            SymbolName symbol = row.Symbol(at + "s");
            if (symbol.IsInverse) row.Fail(Problem.Inverse(symbol.Name));
            sink.Add(new Snapshot
            {
                Symbol = symbol.Name, Market = Market.Linear, TimeMs = time, Quantity = row.Number(at + "pa"),
                EntryPrice = row.NumberOrZero(at + "ep"), PositionSide = row.PositionSide(at + "ps"),
            });
        }
        if (count == 0) sink.LeaveOut("account event without a position");
    }
}
