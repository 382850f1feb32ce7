using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>A replay from the beginning brought closed positions back to life.</summary>
public sealed class GhostsTests
{
    [Fact]
    public void History_ReadASecondTime_ChangesAndAsksNothing()
    {
        HarvestEvent[] history =
        [
            HarvestEvent.Fill(new EntryId(1_000, 0), 1_000, Desk.Eth, OrderSide.Buy, 1m, 3300m, 3200m) with { ExecutionKey = 1 },
            HarvestEvent.PriceUpdate(new EntryId(2_000, 0), 2_000, Desk.Eth, 3350m),
            HarvestEvent.Fill(new EntryId(3_000, 0), 3_000, Desk.Eth, OrderSide.Sell, 1m, 3360m) with { ExecutionKey = 2 },
        ];
        var desk = new Desk();
        foreach (HarvestEvent e in history) desk.ApplyAt(e, e.TimeUnixMs);
        desk.Restart();
        foreach (HarvestEvent e in history)
        {
            desk.ApplyAt(e, 10_000);
            Assert.Equal(("", Direction.Flat), (desk.Asked, desk.Position.Direction));
            Assert.Empty(desk.Last.Dirty);
        }
    }

    [Fact]
    public void OldEntries_ReadLate_OpenPositionsButAskNothing()
    {
        var desk = new Desk();
        desk.ApplyAt(HarvestEvent.Fill(new EntryId(1_000, 0), 1_000, Desk.Eth, OrderSide.Buy, 1m, 3300m, 3200m), Desk.Start);
        desk.ApplyAt(HarvestEvent.PriceUpdate(new EntryId(2_000, 0), 2_000, Desk.Eth, 3460m), Desk.Start);
        Assert.Equal("", desk.Asked);
        Assert.StartsWith("StalePrice", desk.Held, StringComparison.Ordinal);
    }
}
