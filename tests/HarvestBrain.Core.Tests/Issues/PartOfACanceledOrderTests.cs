using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>What an order had filled before it was canceled was lost, and its rung was asked for again in full.</summary>
public sealed class PartOfACanceledOrderTests
{
    [Theory]
    [InlineData("CANCELED", true)]
    [InlineData("EXPIRED", true)]
    [InlineData("REJECTED", true)]
    [InlineData("CANCELED", false)]
    [InlineData("EXPIRED", false)]
    public void Rung_HasThePart_AndAsksForTheRest(string status, bool echoes)
    {
        foreach ((string side, decimal stop, decimal mark, string asked) in new[] { ("BUY", 3200m, 3350m, "SELL"), ("SELL", 3400m, 3250m, "BUY") })
        {
            Desk desk = new Desk(Desk.Calm with { DedupTtlSeconds = 900 });
            desk = side == "BUY" ? desk.Buy(1m, 3300m, stop) : desk.Sell(1m, 3300m, stop);
            desk.Price(mark).Apply(Part(desk, asked, mark, status, echoes));
            Assert.Equal((0.8m, 0.2m, 0m, false), (desk.Position.Quantity, desk.Position.Rungs[0].FilledQuantity, desk.Position.OutstandingQuantity, desk.Position.Suspect));
            Assert.Equal("", desk.Price(mark).Asked); // not before the dedup time
            Assert.Equal($"{asked} 0.05 @0.5#2", desk.Wait(900).Price(mark).Asked);
            Assert.Equal("", desk.FillAsked().Asked);
            Assert.Equal((0.75m, RungState.Filled), (desk.Position.Quantity, desk.Position.Rungs[0].State));
        }
    }

    [Fact]
    public void Part_ToldBefore_IsNotFoldedAgain_AndTheOutcomeCounts()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Price(3350m);
        desk.Apply($$"""{"symbol":"ETHUSDT","side":"SELL","qty":0.2,"price":3350,"status":"PARTIALLY_FILLED","trade_id":1,"order_id":"x","intent_id":"{{desk.RungId(0.5m)}}"}""");
        desk.Apply(Part(desk, "SELL", 3350m, "CANCELED", echoes: true));
        Assert.Equal("DuplicateExecution(quantity: 0.2, price: 3350)", desk.Refused);
        Assert.Equal((0.8m, 0m, true), (desk.Position.Quantity, desk.Position.OutstandingQuantity, desk.Position.Rungs[0].Rejected));
        Assert.Equal("SELL 0.05 @0.5#2", desk.Wait(900).Price(3350m).Asked);
    }

    [Fact]
    public void Order_CanceledWithAllFilled_LeavesNothingToAskFor()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Price(3350m);
        desk.Apply(Part(desk, "SELL", 3350m, "CANCELED", echoes: true, filled: 0.25m));
        Assert.Equal((0.75m, RungState.Filled), (desk.Position.Quantity, desk.Position.Rungs[0].State));
        Assert.Equal("", desk.Wait(900).Price(3350m).Asked);
    }

    /// <summary>What an order that waits has filled, its next update tells again.</summary>
    [Fact]
    public void Order_ThatStillWaits_KeepsTheRungWaiting()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Price(3350m);
        desk.Apply(Part(desk, "SELL", 3350m, "PENDING", echoes: true));
        Assert.Equal((1m, 0.25m, false), (desk.Position.Quantity, desk.Position.OutstandingQuantity, desk.Position.Rungs[0].Rejected));
        desk.Apply(Part(desk, "SELL", 3350m, "PARTIALLY_FILLED", echoes: true));
        Assert.Equal((0.8m, 0.05m), (desk.Position.Quantity, desk.Position.OutstandingQuantity));
    }

    /// <summary>A blocked order was never sent: what stands beside it was wanted.</summary>
    [Fact]
    public void Order_ThatWasBlocked_FilledNothing()
    {
        Desk desk = new Desk().Buy(1m, 3300m, 3200m).Price(3350m);
        desk.Apply(Part(desk, "SELL", 3350m, "BLOCKED", echoes: true));
        Assert.Equal((1m, true), (desk.Position.Quantity, desk.Position.Rungs[0].Rejected));
    }

    /// <summary>In shadow mode nobody acts on what is asked for: a fill without echo is somebody else's.</summary>
    [Fact]
    public void Shadow_WithoutEcho_LeavesTheRungAlone()
    {
        Desk desk = new Desk(mode: HarvestMode.Shadow).Buy(1m, 3300m, 3200m).Price(3350m);
        desk.Apply(Part(desk, "SELL", 3350m, "CANCELED", echoes: false));
        Assert.Equal((0.8m, 0m, 0.25m), (desk.Position.Quantity, desk.Position.Rungs[0].FilledQuantity, desk.Position.OutstandingQuantity));
    }

    private static string Part(Desk desk, string side, decimal price, string status, bool echoes, decimal filled = 0.2m) =>
        $$"""{"symbol":"ETHUSDT","side":"{{side}}","qty":0.25,"filled_qty":{{filled}},"avg_price":{{price}},"price":0,"status":"{{status}}","order_id":"x","reduce_only":true"""
        + (echoes ? $",\"intent_id\":\"{desk.RungId(0.5m)}\"" : "") + "}";
}
