namespace HarvestBrain.Review.Tests.Sweeps;

/// <summary>The first sentence of a sweep, which is the one that is acted on.</summary>
public sealed class SweepConclusionTests
{
    [Fact]
    public void WhenNothingIsBetterThanThePresentLadder_ItSaysSo_AndRecommendsNothing()
    {
        // Every trade goes to 2R and is closed at 1R by hand: all at 2R, which is in force, is the best there is.
        SweepResult sweep = Trades(30, (tape, _) => tape.Buy(1, 100, 90).Prices(105, 110, 120, 111).Sell(1, 110)).Sweep(Options("2:*"), "{0.5,1,1.5}:*");

        Assert.Equal("None of 3 policies on 30 trades is better than your present ladder 2:* with +2.00R per trade: change nothing.", sweep.Answer[0]);
        string page = new Reports.PageText(sweep.ToHtml()).Text;
        Assert.DoesNotContain("To paste", page, StringComparison.Ordinal);
        Assert.DoesNotContain("take ", string.Join(' ', sweep.Answer), StringComparison.Ordinal);
    }

    [Fact]
    public void WhenTheTraderWasBetterThanAll_ItSaysSo()
    {
        SweepResult sweep = Trades(30, (tape, _) => tape.Buy(1, 100, 90).Prices(105, 110, 130, 140).Sell(1, 140)).Sweep(Options("1:*"), "{0.5,1,1.5}:*");

        Assert.Equal("None of 3 policies on 30 trades is better than what you did yourself, +4.00R per trade: change nothing.", sweep.Answer[0]);
    }

    [Fact]
    public void WhenTheLadderThatIsThereIsAmongThem_ItIsNotRecommendedToItself()
    {
        SweepResult sweep = Trades(30, (tape, _) => tape.Buy(1, 100, 90).Prices(105, 110, 120, 111).Sell(1, 110)).Sweep(Options("2:*"), "{1,2}:*");

        Assert.StartsWith("None of 2 policies on 30 trades is better than your present ladder 2:*", sweep.Answer[0], StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsClearlyBetter_IsRecommended()
    {
        SweepResult sweep = Trades(60, (tape, i) => tape.Buy(1, 100, 90).Prices(105, 110, 118 + (i % 5), 100).Sell(1, 99)).Sweep(Options("3:*"), "{0.5,1,1.5}:*");

        Assert.Contains(", take 1.5:*, break-even off: +2.10R more per trade than you made", sweep.Answer[0], StringComparison.Ordinal);
        Assert.Contains("HARVEST_LADDER=1.5:*", new Reports.PageText(sweep.ToHtml()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatMayBeLuck_IsNamed_NotRecommended()
    {
        SweepResult sweep = Trades(12, (tape, i) => tape.Buy(1, 100, 90).Prices(105, 110, 118 + (i % 5), 100).Sell(1, 99)).Sweep(Options("3:*"), "{0.5,1,1.5}:*");

        Assert.Contains(", the choice is 1.5:*, break-even off: ", sweep.Answer[0], StringComparison.Ordinal);
        Assert.Equal("12 trades are too few to tell any of this from luck.", sweep.Answer[1]);
    }

    private static ReviewOptions Options(string ladder) => Tape.Options(Tape.Policy(ladder));

    private static Tape Trades(int count, Action<Tape, int> trade)
    {
        var tape = new Tape();
        for (int i = 0; i < count; i++)
        {
            trade(tape, i);
            tape.Wait(Tape.Day);
        }
        return tape;
    }
}
