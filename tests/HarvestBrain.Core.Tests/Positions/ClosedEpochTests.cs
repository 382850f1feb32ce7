using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Positions;

/// <summary>What a trade came to, and how it ended.</summary>
public sealed class ClosedEpochTests
{
    private static Desk Asked(HarvestMode mode = HarvestMode.Live) =>
        new Desk(Desk.Policy("1:0.5"), mode).Buy(2m, 100m, 90m, fee: 0.2m).Price(97m).Price(110m);

    private static ClosedEpoch Last(Desk desk) => Assert.Single(desk.Last.Closed);

    [Fact]
    public void Trade_SaysEverything()
    {
        Desk desk = Asked().FillAsked();
        ClosedEpoch trade = Last(desk.Accepted(desk.StopId(100m)).Cost(0.4m).Price(112m).Restart(policy: Desk.Policy("1:0.5"))
            .Sell(1m, 99m, fee: 0.1m, role: OrderRole.Stop));

        Assert.Equal((Direction.Long, 2m, 100m, 104.5m), (trade.Direction, trade.Quantity, trade.EntryPrice, trade.ExitPrice!.Value));
        Assert.Equal((90m, 10m, 20m), (trade.InitialStop!.Value, trade.InitialRisk!.Value, trade.InitialRiskQuote!.Value));
        Assert.Equal((9m, 0.7m, 0.4m, true), (trade.RealizedPnl, trade.FeesQuote, trade.FundingQuote, trade.NetComplete));
        Assert.Equal((0.45m, 0.415m, 1.2m, -0.3m), (trade.RealizedR!.Value, trade.NetR!.Value, trade.BestR!.Value, trade.WorstR!.Value));
        Assert.Equal(TradeExit.Stop, trade.Exit);
        MovedStop move = Assert.Single(trade.StopMoves);
        Assert.Equal((StopKind.BreakEven, 100m, trade.OpenedAtUnixMs + 2000), (move.Kind, move.Price, move.AtUnixMs));
        Rung rung = Assert.Single(trade.Rungs);
        Assert.Equal((1m, 110m, trade.OpenedAtUnixMs + 3000), (rung.FilledQuantity, rung.AverageFillPrice!.Value, rung.FilledAtUnixMs));
        Assert.Equal(desk.Now, trade.ClosedAtUnixMs);
        Assert.Same(trade, desk.Position.LastClosed);
        Assert.Null(desk.Price(99m).Position.LastClosed);
    }

    [Fact]
    public void Exit_ByARung_IsAHarvest()
    {
        Desk desk = new Desk(Desk.Policy("1:1")).Buy(1m, 100m, 90m).Price(110m);
        Assert.Equal(TradeExit.Harvest, Last(desk.FillAsked()).Exit);
    }

    [Theory]
    [InlineData(OrderRole.Stop, 105, TradeExit.Stop)]
    [InlineData(OrderRole.Manual, 80, TradeExit.Manual)]
    [InlineData(OrderRole.Harvest, 105, TradeExit.Harvest)]
    [InlineData(OrderRole.Unknown, 105, TradeExit.Manual)]
    [InlineData(OrderRole.Unknown, 90, TradeExit.Stop)] // at the stop that was told
    public void Exit_ByAFill_IsByItsRoleOrElseByItsPrice(OrderRole role, double price, TradeExit exit) =>
        Assert.Equal(exit, Last(new Desk().Buy(1m, 100m, 90m).Price(101m).Sell(1m, (decimal)price, role: role)).Exit);

    [Fact]
    public void Exit_ByTheEchoOfAStop_IsAStop()
    {
        Desk desk = Asked();
        Assert.Equal(TradeExit.Stop, Last(desk.Sell(2m, 101m, echo: desk.StopId(100m))).Exit);
    }

    [Fact]
    public void Exit_OfAFlip_OfASnapshot_AndOverDust()
    {
        Assert.Equal(TradeExit.Flip, Last(new Desk().Buy(1m, 100m, 90m).Sell(2m, 101m)).Exit);
        ClosedEpoch shown = Last(new Desk().Buy(1m, 100m, 90m).Snapshot(0));
        Assert.Equal((TradeExit.Snapshot, null, 0m), (shown.Exit, shown.ExitPrice, shown.RealizedPnl));
        Assert.Equal(TradeExit.Dust, Last(new Desk().Buy(1m, 100m, 90m).Sell(0.996m, 101m).Buy(1m, 100m, 90m)).Exit);
    }

    /// <summary>Its stop was at -1R and it never got past -0.2R: what became of the crumb is not this trade's.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    [InlineData(-1, true)]
    public void BestAndWorstR_OfATradeThatIsDust_StandStill(int sign, bool isSold)
    {
        (OrderSide opens, OrderSide closes) = sign > 0 ? (OrderSide.Buy, OrderSide.Sell) : (OrderSide.Sell, OrderSide.Buy);
        Desk desk = new Desk().Fill(opens, 1m, 100m, 100m - (sign * 10m)).Price(100m + (sign * 4m)).Price(100m - (sign * 2m)).Fill(closes, 0.999m, 100m + sign);
        foreach (int far in (int[])[-30, 30]) desk.Price(100m + (sign * far));
        desk = isSold ? desk.Fill(closes, 0.001m, 70m) : desk.Fill(opens, 1m, 70m, 70m - (sign * 10m));
        ClosedEpoch trade = Last(desk);
        Assert.Equal((0.4m, -0.2m), (trade.BestR, trade.WorstR));
        if (!isSold) Assert.Equal((70m, 70m), (desk.Position.PeakPrice, desk.Position.TroughPrice));
    }

    [Fact]
    public void BestAndWorstR_OfDustThatASnapshotShows_StandStill()
    {
        ClosedEpoch trade = Last(new Desk().Buy(1m, 100m, 90m).Snapshot(1m, 100m).Price(104m).Price(98m).Snapshot(0.001m, 100m).Price(70m).Snapshot(0));
        Assert.Equal((0.4m, -0.2m), (trade.BestR, trade.WorstR));
    }

    /// <summary>Half at 110 on paper, the other half at 95; what really happened sold all at 95.</summary>
    [Fact]
    public void Paper_InShadow_IsWhatTheRungsWouldHaveMade()
    {
        ClosedEpoch trade = Last(Asked(HarvestMode.Shadow).Restart(HarvestMode.Shadow, Desk.Policy("1:0.5")).Sell(2m, 95m));
        Assert.Equal((-10m, -0.5m, 5m, 0.25m), (trade.RealizedPnl, trade.RealizedR!.Value, trade.PaperPnl, trade.PaperR!.Value));
    }

    [Fact]
    public void Paper_WithAnIncreaseAndAPartialExit_GoesItsOwnWay()
    {
        // Paper: 1 of 2 sold at 110; 1 and 1 more at 120 is 2 at 110; a third of the position, 2/3 of it, at 125; the rest at 115.
        Desk desk = Asked(HarvestMode.Shadow).Buy(1m, 120m).Sell(1m, 125m);
        ClosedEpoch trade = Last(desk.Sell(2m, 115m));
        Assert.Equal(10m + 10m + (20m / 3), trade.PaperPnl, 12);
    }

    [Fact]
    public void Paper_InLive_IsWhatHappened() => Assert.Equal(5m, Last(Asked().FillAsked().Sell(1m, 95m)).PaperPnl);

    [Fact]
    public void Opened_IsTold()
    {
        Desk desk = new Desk().Buy(1m, 100m, 90m);
        Assert.Equal(desk.Position, Assert.Single(desk.Last.Opened));
        Assert.Empty(desk.Buy(1m, 101m).Last.Opened);
        Assert.Single(desk.Sell(3m, 101m).Last.Opened); // a flip
    }

    [Fact]
    public void NetR_OfDust_IsNoNumberRatherThanTooLargeAOne()
    {
        ClosedEpoch trade = Last(new Desk().Buy(0.000000000001m, 1m, 0.999999999999m, fee: 1_000_000m).Sell(0.000000000001m, 1m, fee: 1m));
        Assert.Null(trade.NetR);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        using var encoder = new TradeEncoder(HarvestMode.Shadow);
        encoder.Write(trade, output);
        Assert.Contains("\"r_net\":null", System.Text.Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }
}
