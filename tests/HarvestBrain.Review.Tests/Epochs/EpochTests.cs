using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Tests.Epochs;

public sealed class EpochTests
{
    [Fact]
    public void Risk_IsMeasuredAtTheLargestQuantity()
    {
        EpochRecord record = Record(new Tape().Buy(1, 100, 90).Buy(1, 110, 90).Sell(1, 120).Buy(0.5m, 130).Sell(1.5m, 120));

        Assert.Equal((105m, 90m, 15m, 2m), (record.Entry, record.Stop, record.Risk, record.Quantity));
    }

    [Fact]
    public void Excursions_AreOfTheEntryOfTheirTime_InPriceAndInPosition()
    {
        EpochRecord record = Record(new Tape().Buy(2, 100, 90).Prices(120, 95).Sell(1, 110).Prices(130, 92).Sell(1, 100));

        Assert.Equal((3.0, -0.8), (record.MfeR!.Value, record.MaeR!.Value));
        Assert.Equal((40m, -10m), (record.BestOpenPnl, record.WorstOpenPnl)); // two units at 120 against one at 130; two at 95 against one at 92
    }

    [Fact]
    public void Excursions_OfAShort_HaveTheirSign()
    {
        EpochRecord record = Record(new Tape().Sell(1, 100, 110).Prices(85, 104).Buy(1, 90));

        Assert.Equal((1.5, -0.4, 1.0), (record.MfeR!.Value, record.MaeR!.Value, record.R!.Value));
    }

    [Fact]
    public void Failed_IsWhatWasStoppedOrFellBackToTheEntry()
    {
        Assert.True(Record(new Tape().Buy(1, 100, 90).Price(105).Sell(1, 89.5m)).Failed);
        Assert.True(Record(new Tape().Buy(1, 100, 90).Price(105).Sell(1, 100.4m)).Failed);
        Assert.False(Record(new Tape().Buy(1, 100, 90).Price(105).Sell(1, 97)).Failed);
        Assert.False(Record(new Tape().Buy(1, 100, 90).Price(105).Sell(1, 105)).Failed);
    }

    /// <summary>What the engine says of an exit is what the review says of it.</summary>
    [Fact]
    public void Exit_ThatTurnsThePositionOver_IsAFlip_WhereverItsPriceLies()
    {
        IReadOnlyList<EpochReview> epochs = new Tape().Buy(1, 100, 90).Sell(3, 85, 95).Buy(2, 84).Run(Tape.Policy("1:*")).Harvested.Epochs;

        Assert.Equal([ExitKind.Flip, ExitKind.Manual], epochs.Select(epoch => epoch.Record.Exit));
    }

    [Fact]
    public void Exit_OfAFlipThatLeavesACrumb_IsAFlip()
    {
        EpochRecord record = Record(new Tape().Buy(1, 100, 90).Sell(1.001m, 105));

        Assert.Equal(ExitKind.Flip, record.Exit);
    }

    [Fact]
    public void TimeToARung_IsFromTheEntryOn()
    {
        EpochRecord record = Record(new Tape().Buy(1, 100, 90).Prices(104, 106, 103, 111).Sell(1, 105), "0.5:0.5,1:0.25,2:0.25");

        Assert.Equal([2 * 60_001L, 4 * 60_001L, -1L], record.TimeTo);
    }

    [Fact]
    public void Held_FollowsThePriceToTheInitialStop()
    {
        var tape = new Tape().Buy(1, 100, 90).Price(104).Sell(1, 104).Prices(118, 125, 91, 90, 140);
        ReviewRun run = tape.Run(Tape.Policy("1:*"));
        run.Recording.End();

        Assert.Equal(new Reach(2.5, Failed: true), run.Harvested.Epochs[0].Record.Held);
    }

    [Fact]
    public void Held_EndsAtTheHorizon()
    {
        var tape = new Tape().Buy(1, 100, 90).Sell(1, 104).Price(112).Wait(HeldTrades.HorizonMs).Prices(150, 80);
        ReviewRun run = tape.Run(Tape.Policy("1:*"));
        run.Recording.End();

        Assert.Equal(new Reach(1.2, Failed: false), run.Harvested.Epochs[0].Record.Held);
    }

    [Fact]
    public void Path_IsBounded_AndEndsWithTheExit()
    {
        var tape = new Tape().Buy(1, 100, 90);
        for (int i = 0; i < 5000; i++) tape.Price(100 + (i % 7));
        IReadOnlyList<PathPoint> path = Record(tape.Sell(1, 104)).Path;

        Assert.InRange(path.Count, 40, 97);
        Assert.Equal(100, path[0].Price);
        Assert.Equal(104, path[^1].Price);
        Assert.Equal(path.OrderBy(point => point.At), path);
    }

    [Fact]
    public void Risk_OfDust_IsNone() =>
        Assert.Null(Record(new Tape().Buy(1, 100, 99.999999999999m).Price(120).Sell(1, 120)).R);

    private static EpochRecord Record(Tape tape, string ladder = "1:*") => Assert.Single(tape.Run(Tape.Policy(ladder)).Harvested.Epochs).Record;
}
