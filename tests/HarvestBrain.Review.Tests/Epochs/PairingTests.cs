using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Review.Epochs;

namespace HarvestBrain.Review.Tests.Epochs;

public sealed class PairingTests
{
    private static readonly HarvestPolicy AllAtOne = Tape.Policy("1:*");

    [Fact]
    public void AdditionAfterTheLadderIsFlat_OpensNothing()
    {
        Tape tape = new Tape().Buy(1, 100, 90).Price(110).Buy(1, 112).Price(140).Sell(2, 150).Buy(1, 100, 90).Sell(1, 105);

        IReadOnlyList<EpochReview> epochs = tape.Run(AllAtOne).Harvested.Epochs;

        Assert.Equal(2, epochs.Count);
        // 1R of the epoch: average 106, stop 90, two units: 32. The ladder made 10 with the first unit and had no second.
        Assert.Equal(32, epochs[0].Record.RiskQuote);
        Assert.Equal(88.0 / 32, epochs[0].Record.R!.Value, 12);
        Assert.Equal(10.0 / 32, epochs[0].HarvestedR!.Value, 12);
        Assert.Equal(0.5, epochs[1].HarvestedR!.Value, 12);
        Assert.Equal(epochs[1].Record.R, epochs[1].HarvestedR);
    }

    [Fact]
    public void Flip_ClosesOneEpochAndOpensTheNext_AlsoWhenTheLadderWasFlat()
    {
        Tape tape = new Tape().Buy(1, 100, 90).Price(111).Sell(3, 120, 130).Price(109).Buy(2, 125);

        IReadOnlyList<EpochReview> epochs = tape.Run(AllAtOne).Harvested.Epochs;

        Assert.Equal([2.0, -0.5], epochs.Select(epoch => epoch.Record.R!.Value));
        Assert.Equal([1.1, 1.1], epochs.Select(epoch => Math.Round(epoch.HarvestedR!.Value, 12)));
        Assert.Equal([ExitKind.Flip, ExitKind.Manual], epochs.Select(epoch => epoch.Record.Exit));
        Assert.Equal([ExitKind.Harvest, ExitKind.Harvest], epochs.Select(epoch => epoch.Exit));
    }

    /// <summary>A buy of a little too much is an exit: the crumb is no trade, and the next entry is one of its own on both sides.</summary>
    [Fact]
    public void FlipThatLeavesACrumb_IsNoTrade_AlsoWhenTheLadderWasFlat()
    {
        Tape tape = new Tape().Sell(1, 3000, 3030, fee: 1.5m).Price(2965).Buy(1.001m, 2980, 2950, fee: 1.49m).Price(2984)
            .Buy(1, 2985, 2950, fee: 1.49m).Price(2990).Sell(2.001m, 3010, fee: 3);

        IReadOnlyList<EpochReview> epochs = tape.Run(AllAtOne).Harvested.Epochs;

        Assert.Equal([Direction.Short, Direction.Long], epochs.Select(epoch => epoch.Record.Direction));
        Assert.Equal(1, epochs[0].HarvestedR!.Value, 0); // the rung at 1R, and its fee
        Assert.InRange(epochs[1].HarvestedR!.Value, 0.5, 1);
    }

    /// <summary>What is left of an exit is dust, and a stop closes it here: the next entry opens an epoch all the same.</summary>
    [Fact]
    public void EntryOverDust_OpensAnEpoch_AlsoWhereTheDustIsGone()
    {
        Tape tape = new Tape().Buy(1, 70_000, 69_300).Sell(0.997m, 71_000).Price(69_200).Buy(1, 69_300, 68_600).Price(69_400).Sell(1.003m, 69_900);

        IReadOnlyList<EpochReview> epochs = tape.Run(Tape.Policy("9:*")).Harvested.Epochs;

        Assert.Equal(2, epochs.Count);
        Assert.Equal(epochs[1].Record.R!.Value, epochs[1].HarvestedR!.Value, 2);
        Assert.NotEqual(0, epochs[1].HarvestedR!.Value);
    }

    [Fact]
    public void PartialExit_OfAnEarlierHarvest_ClosesWhatIsLeft()
    {
        Tape tape = new Tape().Buy(4, 100, 90).Price(110).Sell(2, 112).Sell(2, 105);

        EpochReview epoch = Assert.Single(tape.Run(Tape.Policy("1:0.75")).Harvested.Epochs);

        // Three at 110 by the rung, the last at 112 with the recorded exit; nothing is left for the exit at 105.
        Assert.Equal((30.0 + 12) / 40, epoch.HarvestedR!.Value, 12);
        Assert.Equal(34.0 / 40, epoch.Record.R!.Value, 12);
    }

    [Fact]
    public void StopMovedByTheLadder_ClosesAtTheMark_AndKeepsTheEpochPaired()
    {
        Tape tape = new Tape().Buy(1, 100, 90).Price(110).Price(99).Price(130).Sell(1, 130);

        EpochReview epoch = Assert.Single(tape.Run(Tape.Policy("5:0.5", breakEven: 1)).Harvested.Epochs);

        Assert.Equal(-0.1, epoch.HarvestedR!.Value, 12);
        Assert.Equal(ExitKind.Stop, epoch.Exit);
        Assert.Equal(100, Assert.Single(epoch.StopMoves).Price);
        Assert.Equal(3, epoch.Record.R!.Value, 12);
    }

    [Fact]
    public void SimulatedFills_PayTheRateOfTheRecordedOnes_UnlessToldOtherwise()
    {
        Tape tape = new Tape().Buy(1, 100, 90, fee: 0.1m).Price(110).Sell(1, 120, fee: 0.12m);

        EpochReview own = Assert.Single(tape.Run(AllAtOne).Harvested.Epochs);
        EpochReview told = Assert.Single(tape.Run(AllAtOne, new ReviewCosts(0.01m, 0)).Harvested.Epochs);
        EpochReview slipped = Assert.Single(tape.Run(AllAtOne, new ReviewCosts(0, 100)).Harvested.Epochs);

        Assert.Equal((10 - 0.1 - 0.11) / 10, own.HarvestedR!.Value, 12);   // 0.22 of 220 is a thousandth
        Assert.Equal((10 - 0.1 - 1.1) / 10, told.HarvestedR!.Value, 12);
        Assert.Equal((10 - 1.1 - 0.1) / 10, slipped.HarvestedR!.Value, 12);
        Assert.Equal((20 - 0.22) / 10, own.Record.R!.Value, 12);
    }

    [Fact]
    public void Funding_IsShared_ByWhatIsOpen()
    {
        Tape tape = new Tape().Buy(2, 100, 90).Price(110).Cost(4).Sell(2, 110);

        EpochReview epoch = Assert.Single(tape.Run(Tape.Policy("1:0.5")).Harvested.Epochs);

        Assert.Equal(4, epoch.Record.Funding);
        Assert.Equal(0, epoch.Record.Fees);
        Assert.Equal(16.0 / 20, epoch.Record.R!.Value, 12);
        Assert.Equal(18.0 / 20, epoch.HarvestedR!.Value, 12); // half was sold before: half the funding
    }

    [Fact]
    public void RateLimitAndFreshness_DoNotBind()
    {
        var tape = new Tape();
        for (int i = 0; i < 40; i++) tape.Buy(1, 100, 90, symbol: $"S{i:00}USDT");
        for (int i = 0; i < 40; i++) tape.Add(Core.Events.HarvestEvent.PriceUpdate(tape.Next(), Tape.Start + Tape.Day, $"S{i:00}USDT", 110));
        for (int i = 0; i < 40; i++) tape.Sell(1, 95, symbol: $"S{i:00}USDT");

        Assert.All(tape.Run(AllAtOne).Harvested.Epochs, epoch => Assert.Equal(1, epoch.HarvestedR));
    }

    [Fact]
    public void WhatIsOpenAtTheEnd_StandsInNoFigure()
    {
        ReviewRun run = new Tape().Buy(1, 100, 90).Sell(1, 110).Buy(1, 100, 90).Price(105).Run(AllAtOne);

        Assert.Single(run.Harvested.Epochs);
        Assert.Equal(1, run.Recording.OpenEpochs);
    }

    [Fact]
    public void HarvestsOfTheRecording_AreReplacedByThoseOfTheLadder()
    {
        var tape = new Tape();
        tape.Buy(1, 100, 90);
        string echo = $"harvest:ETHUSDT:{tape.Entries[0].Id}:rung:0.5";
        tape.Price(105).Add(Core.Events.HarvestEvent.Fill(tape.Next(), tape.Now, "ETHUSDT", Core.Events.OrderSide.Sell, 0.5m, 105) with { IntentEcho = echo });
        tape.Price(120).Sell(0.5m, 120);

        ReviewRun run = tape.Run(Tape.Policy("2:0.5"));

        EpochReview epoch = Assert.Single(run.Harvested.Epochs);
        Assert.Equal((2.5 + 10) / 10, epoch.Record.R!.Value, 12);
        Assert.Equal(2.0, epoch.HarvestedR!.Value, 12);
        Assert.Equal(2.0, Assert.Single(run.Unharvested.R.ToArray()), 12);
    }
}
