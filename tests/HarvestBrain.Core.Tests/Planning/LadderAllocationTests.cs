using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Planning;

public sealed class LadderAllocationTests
{
    // A position of 10 at 100 with the stop at 90 (long) or 110 (short): 1R is 10, the rung at 2R fires at 120 or 80.
    [Theory]
    [InlineData("1:0.25,2:0.25", 0, 0, "2.5, 2.5")]
    [InlineData("1:0.25,2:0.25", 0.4, 0, "2.4, 2.4")]
    [InlineData("1:0.24,2:0.24", 0.4, 0, "2.4, 2.4")] // an exact multiple stays
    [InlineData("1:0.25,2:0.25", 3, 0, "0, 3")] // less than a step: merged, then rounded
    [InlineData("1:0.1,2:0.2,3:0.2", 0, 110, "1, 2, 2")] // exactly the minimum is enough
    [InlineData("1:0.1,2:0.2,3:0.2", 0, 110.01, "0, 3, 2")]
    [InlineData("1:0.1,2:0.1,3:0.2", 0, 241, "0, 0, 4")]
    [InlineData("1:0.5,2:0.4", 0, 120, "5, 4")] // the remainder of 1 can be closed at 120
    [InlineData("1:0.5,2:0.4", 0, 120.01, "5, 5")] // it cannot: to the last rung
    [InlineData("1:0.9,2:0.05", 0, 100, "9, 1")] // the last slice alone is too small, with the remainder it is not
    [InlineData("1:0.5,2:0.05", 0, 100, "5, 0")] // the remainder can be closed on its own: nothing is forced
    [InlineData("1:0.95,2:0.05", 0, 100, "10, 0")] // the last slice is too small and there is no remainder: to the rung before
    [InlineData("1:0.5,2:0.3,3:0.15,4:0.05", 0, 300, "5, 5, 0, 0")]
    [InlineData("1:0.5,2:0.48", 0.3, 50, "4.8, 5.1")] // 0.1 of 0.4 is no whole step and stays
    [InlineData("1:0.5,2:0.5", 0, 5000, "0, 0")] // the whole position is under the minimum
    [InlineData("1:1", 0, 0, "10")]
    public void Lay_Long_Gives(string ladder, double step, double minNotional, string expected) =>
        Assert.Equal(expected, Slices(OrderSide.Buy, ladder, step, minNotional));

    [Theory]
    [InlineData("1:0.1,2:0.2,3:0.2", 90, "1, 2, 2")]
    [InlineData("1:0.1,2:0.2,3:0.2", 90.01, "0, 3, 2")]
    [InlineData("1:0.5,11:0.1", 100, "5, 1")] // a trigger below zero never fires; the entry stands in for it
    [InlineData("1:0.5,11:0.1", 101, "5, 0")]
    [InlineData("1:0.5,10:0.1", 100, "5, 1")] // a trigger of exactly zero is none either
    public void Lay_Short_Gives(string ladder, double minNotional, string expected) =>
        Assert.Equal(expected, Slices(OrderSide.Sell, ladder, 0, minNotional));

    [Fact]
    public void Lay_WithoutInitialRisk_MeasuresAtTheEntry()
    {
        Desk desk = Desk.FoldOnly(Policy("1:0.1,2:0.2") with { MinNotionalQuote = 100 });
        desk.Buy(10m, 100m);
        Assert.Equal("armed 1, armed 2", desk.Rungs);
    }

    [Theory]
    [InlineData(1.0, 0.3, 0.9)]
    [InlineData(0.9, 0.3, 0.9)]
    [InlineData(0.29, 0.3, 0.0)]
    [InlineData(1.23, 0, 1.23)]
    public void FloorToStep_RoundsDown(double quantity, double step, double expected) =>
        Assert.Equal((decimal)expected, LadderAllocation.FloorToStep((decimal)quantity, (decimal)step));

    [Fact]
    public void Lay_AfterARungWasAskedFor_GrowsOnlyTheRest()
    {
        var desk = new Desk(Policy("1:0.25,2:0.25"));
        desk.Buy(10m, 100m, 90m).Price(110m);
        Assert.Equal("requested 2.5, armed 2.5", desk.Rungs);

        desk.Buy(10m, 100m);
        Assert.Equal("requested 2.5, armed 5", desk.Rungs);
    }

    [Fact]
    public void Lay_AfterTheMergedRungWasAskedFor_DoesNotCountTheSmallSliceTwice()
    {
        var desk = new Desk(Policy("1:0.1,2:0.2,3:0.2") with { MinNotionalQuote = 150 });
        desk.Buy(10m, 100m, 90m).Price(120m);
        Assert.Equal("SELL 3 @2", desk.Asked);

        desk.Sell(3m, 120m, echo: desk.RungId(2m));
        Assert.Equal("armed 0, filled 3, armed 2", desk.Rungs);
        desk.Buy(20m, 100m); // the base grows to 27: what was merged and asked for stays so
        Assert.Equal("armed 0, filled 3, armed 5.4", desk.Rungs);
    }

    [Fact]
    public void Lay_AfterACappedRequest_IsTheSameWithAndWithoutARestart()
    {
        HarvestPolicy policy = Policy("1:0.5,2:0.4") with { MinNotionalQuote = 150 };
        var desk = new Desk(policy);
        desk.Buy(10m, 100m, 90m).Sell(7m, 100m);
        Assert.Equal("armed 5, armed 5", desk.Rungs);
        desk.Price(110m);
        Assert.Equal("SELL 3 @1", desk.Asked);

        string before = desk.Rungs;
        Assert.Equal(before, desk.Restart(policy: policy).Rungs);
        Assert.Equal("requested 3, armed 4", before);
    }

    [Fact]
    public void Lay_AfterTheRemainderWasAskedFor_GivesOutNoMoreThanIsLeft()
    {
        var desk = new Desk(Policy("1:0.5,2:0.3,3:0.15,4:0.05") with { MinNotionalQuote = 300 });
        desk.Buy(10m, 100m, 90m).Price(120m);
        Assert.Equal("requested 5, requested 5, armed 0, armed 0", desk.Rungs); // the last two and their share went into the second

        desk.Buy(2.2m, 100m); // a fifth of 12.2 is 2.44, but only 2.2 is not asked for
        Assert.Equal("requested 5, requested 5, armed 0, armed 2.2", desk.Rungs);
    }

    [Fact]
    public void Lay_ReducedPosition_StillTakesTheBase()
    {
        Desk desk = Desk.FoldOnly(Policy("1:0.25,2:0.25"));
        desk.Buy(10m, 100m, 90m).Sell(6m, 100m);
        Assert.Equal("armed 2.5, armed 2.5", desk.Rungs);
    }

    private static string Slices(OrderSide side, string ladder, double step, double minNotional)
    {
        Desk desk = Desk.FoldOnly(Policy(ladder) with { QuantityStep = (decimal)step, MinNotionalQuote = (decimal)minNotional });
        desk.Fill(side, 10m, 100m, side == OrderSide.Buy ? 90m : 110m);
        return string.Join(", ", desk.Position.Rungs.Select(rung => PlainDecimal.Format(rung.Quantity)));
    }

    private static HarvestPolicy Policy(string ladder) => Desk.Policy(ladder) with { BreakEvenAtR = null };
}
