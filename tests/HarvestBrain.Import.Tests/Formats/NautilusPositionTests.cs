using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Formats;

/// <summary>A hedging account of nautilus_trader tells long and short by the position's id only.</summary>
public sealed class NautilusPositionTests
{
    [Fact]
    public void Positions_OpenAtOnce_AreSymbolsOfTheirOwn()
    {
        string[] lines = Imports.Lines(
            new ImportOptions(), Report("P1 BUY 2000 10:00", "P2 SELL 2010 10:10", "P1 SELL 2050 11:00", "P2 BUY 2060 11:10"),
            Imports.Input("ETHUSDT-1m-2026-01.csv", Klines(1_767_263_400_000, 60_000, 2020, 2021))); // 10:30

        Assert.Equal(
            ["ETHUSDT#P1 BUY", "ETHUSDT#P2 SELL", "ETHUSDT#P1 ", "ETHUSDT#P2 ", "ETHUSDT#P1 ", "ETHUSDT#P2 ", "ETHUSDT#P1 SELL", "ETHUSDT#P2 BUY"],
            lines.Select(line => $"{Member(line, "symbol")} {Member(line, "side")}"));
    }

    [Fact]
    public void Positions_OneAfterTheOther_AreOfTheSymbol()
    {
        string[] lines = Imports.Lines(
            new ImportOptions(), Report("P1 BUY 2000 10:00", "P1 SELL 2010 10:10", "P2 SELL 2050 11:00", "P2 BUY 2060 11:10"));

        Assert.All(lines, line => Assert.Equal("ETHUSDT", Member(line, "symbol")));
    }

    private static ImportInput Report(params string[] rows) => Imports.Input("fills.csv",
        "client_order_id,trade_id,instrument_id,position_id,order_side,last_px,last_qty,commission,ts_event\n"
        + string.Join('\n', rows.Select((row, i) =>
        {
            string[] cells = row.Split(' ');
            return $"O{i},{i + 1},ETHUSDT-PERP.BINANCE,{cells[0]},{cells[1]},{cells[2]},1,0.5 USDT,2026-01-01 {cells[3]}:00+00:00";
        })));
}
