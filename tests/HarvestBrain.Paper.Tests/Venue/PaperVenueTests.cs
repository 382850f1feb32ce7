using HarvestBrain.Core.Events;
using HarvestBrain.Paper.Venue;

namespace HarvestBrain.Paper.Tests.Venue;

public sealed class PaperVenueTests
{
    [Fact]
    public void Close_OfWhatIsOpen_FillsAtTheMarkWorseByTheSlippage()
    {
        var floor = new Floor(new PaperRules { SlippageBps = 10 });
        floor.Buys(1, 3300);
        floor.Price(3350);

        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 0.25 at 3346.65 rung"], floor.Asks("rung", 0.25m));
        Assert.Equal(0.75m, floor.Open);
    }

    [Fact]
    public void Close_OfAShort_BuysWorse()
    {
        var floor = new Floor(new PaperRules { SlippageBps = 10 });
        floor.Sells(1, 3300);

        Assert.Equal(["FILLED ETHUSDT:BOTH BUY 0.5 at 3303.3 rung"], floor.Asks("rung", 0.5m, side: OrderSide.Buy));
    }

    [Fact]
    public void Fill_PaysTheFee()
    {
        var floor = new Floor(new PaperRules { FeeBps = 4 });
        floor.Buys(1, 3300);
        floor.Take(floor.Close("rung", 0.5m));

        PaperAnswer answer = Assert.Single(PaperDecider.Decide(floor.Venue, floor.Now).Answers);
        List<string> fields = answer.Fields();

        Assert.Equal("0.66", fields[fields.IndexOf("fee") + 1]);
        Assert.Equal("harvest", fields[fields.IndexOf("order_role") + 1]);
        Assert.Equal("rung", fields[fields.IndexOf("intent_id") + 1]);
    }

    [Fact]
    public void Close_OfMoreThanIsOpen_ClosesWhatIsOpen()
    {
        var floor = new Floor();
        floor.Buys(1, 3300);

        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 1 at 3300 rung"], floor.Asks("rung", 1.5m));
        Assert.Equal(["REJECTED ETHUSDT:BOTH: nothing is open rung2"], floor.Asks("rung2", 0.5m));
    }

    [Fact]
    public void Closes_OfOneStep_TogetherNeverCloseMoreThanIsOpen()
    {
        var floor = new Floor();
        floor.Buys(1, 3300);
        floor.Take(floor.Close("a", 0.75m));
        floor.Take(floor.Close("b", 0.75m));

        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 0.75 at 3300 a", "FILLED ETHUSDT:BOTH SELL 0.25 at 3300 b"], floor.Act());
        Assert.Equal(0, floor.Open);
    }

    [Fact]
    public void Close_ThatWouldEnlarge_IsRejected()
    {
        var floor = new Floor();
        floor.Buys(1, 3300);

        Assert.Equal(["REJECTED ETHUSDT:BOTH: that side does not close what is open rung"], floor.Asks("rung", 0.5m, side: OrderSide.Buy));
    }

    [Fact]
    public void Close_OfAnEarlierEpoch_LeavesTheNewPositionAlone()
    {
        var floor = new Floor();
        floor.Buys(1, 3300);
        EntryId epoch = floor.Epoch;
        floor.Sells(1, 3310);
        floor.Buys(2, 3320);
        floor.Take(floor.Close("rung", 0.5m, epoch: epoch));

        Assert.Equal(["REJECTED ETHUSDT:BOTH: the position that it is for is gone rung"], floor.Act());
        Assert.Equal(2, floor.Open);
    }

    [Fact]
    public void Attempt_SeenBefore_IsLeftAlone_AndTheNextOneIsCarriedOut()
    {
        var floor = new Floor();
        floor.Buys(1, 3300);

        Assert.Single(floor.Asks("rung", 0.25m));
        Assert.Empty(floor.Asks("rung", 0.25m));
        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 0.25 at 3300 (attempt 2) rung"], floor.Asks("rung", 0.25m, attempt: 2));
        Assert.Empty(floor.Asks("rung", 0.25m, attempt: 1));
        Assert.Equal(0.5m, floor.Open);
    }

    [Fact]
    public void Delay_NothingBeforeItIsOver_AndANewAttemptTakesThePlaceOfTheOneThatWaits()
    {
        var floor = new Floor(new PaperRules { DelayMs = 500 });
        floor.Buys(1, 3300);
        Assert.Empty(floor.Asks("rung", 0.25m));
        Assert.Empty(floor.Asks("rung", 0.25m, attempt: 2));
        floor.Now += 499;
        Assert.Empty(floor.Price(3350));
        Assert.Equal(floor.Now + 1, PaperDecider.Decide(floor.Venue, floor.Now).NextDueUnixMs);
        floor.Now += 1;

        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 0.25 at 3350 (attempt 2) rung"], floor.Act());
        Assert.Empty(floor.Venue.Orders);
    }

    [Fact]
    public void ValidUntil_Over_Expires()
    {
        var floor = new Floor(new PaperRules { DelayMs = 500 });
        floor.Buys(1, 3300);
        floor.Asks("in time", 0.25m, validUntil: floor.Now + 500);
        floor.Asks("late", 0.25m, validUntil: floor.Now + 499);
        floor.Now += 500;

        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 0.25 at 3300 in time", "EXPIRED ETHUSDT:BOTH: valid_until is over late"], floor.Act());
    }

    [Fact]
    public void Cancel_OfWhatWaits_EndsIt_AndOfWhatIsDoneNothing()
    {
        var floor = new Floor(new PaperRules { DelayMs = 500 });
        floor.Buys(1, 3300);
        floor.Asks("rung", 0.25m);
        floor.Take(floor.Cancel("rung"));
        Assert.Equal(["CANCELED ETHUSDT:BOTH: taken back rung"], floor.Act());
        floor.Asks("done", 0.25m);
        floor.Now += 500;
        Assert.Single(floor.Act());
        floor.Take(floor.Cancel("done"));

        Assert.Empty(floor.Act());
        Assert.Equal(0.75m, floor.Open);
    }

    [Fact]
    public void Cancel_InTheSameReadingAsItsRequest_NothingIsDone()
    {
        var floor = new Floor();
        floor.Buys(1, 3300);
        floor.Take(floor.Close("rung", 0.25m));
        floor.Take(floor.Cancel("rung"));

        Assert.Equal(["CANCELED ETHUSDT:BOTH: taken back rung"], floor.Act());
    }

    [Fact]
    public void Partial_FillsHalf_AndTheRestWithTheNextPrice()
    {
        var floor = new Floor(new PaperRules { Partial = 1 });
        floor.Buys(1, 3300);

        Assert.Equal(["PARTIALLY_FILLED ETHUSDT:BOTH SELL 0.12 at 3300 rung"], floor.Asks("rung", 0.25m));
        Assert.Empty(floor.Act());
        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 0.13 at 3310 rung"], floor.Price(3310));
        Assert.Equal(0.75m, floor.Open);
    }

    [Fact]
    public void Partial_TakenBackInBetween_TheRestIsNotDone()
    {
        var floor = new Floor(new PaperRules { Partial = 1 });
        floor.Buys(1, 3300);
        floor.Asks("rung", 0.50m);
        floor.Take(floor.Cancel("rung"));

        Assert.Equal(["CANCELED ETHUSDT:BOTH: taken back rung"], floor.Price(3310));
        Assert.Equal(0.75m, floor.Open);
    }

    [Fact]
    public void Reject_ByChance_IsTheSameForTheSameSeed()
    {
        string[] Answers(long seed) => [.. Enumerable.Range(0, 100).SelectMany(i =>
        {
            var floor = new Floor(new PaperRules { Reject = 0.3m, Seed = seed });
            floor.Buys(1, 3300);
            return floor.Asks($"rung{i}", 0.25m);
        })];

        string[] once = Answers(7);
        Assert.Equal(once, Answers(7));
        Assert.NotEqual(once, Answers(8));
        Assert.InRange(once.Count(answer => answer.StartsWith("REJECTED", StringComparison.Ordinal)), 15, 45);
    }

    [Fact]
    public void Stop_IsAccepted_Replaced_AndClosesAllWhenTheMarkIsThroughIt()
    {
        var floor = new Floor();
        floor.Buys(1, 3300, stop: 3200);
        floor.Price(3350);

        Assert.Equal(["ACCEPTED ETHUSDT:BOTH stop 3300 stop:3300"], floor.MovesStop("stop:3300", 3300));
        Assert.Equal(["REPLACED ETHUSDT:BOTH stop 3320 stop:3320"], floor.MovesStop("stop:3320", 3320));
        Assert.Empty(floor.Price(3321));
        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 1 at 3319 stop:3320"], floor.Price(3319));
        Assert.Equal(0, floor.Open);
        Assert.Empty(floor.Venue.Orders);
    }

    [Fact]
    public void Stop_ToldByTheFill_StandsUntilATighterOneIsAskedFor()
    {
        var floor = new Floor();
        floor.Sells(1, 3300, stop: 3400);

        Assert.Equal(["FILLED ETHUSDT:BOTH BUY 1 at 3400 stop of its fill"], floor.Price(3400));
    }

    [Fact]
    public void Stop_ThatTheMarkIsThroughAlready_IsRejected()
    {
        var floor = new Floor();
        floor.Buys(1, 3300, stop: 3200);

        Assert.Equal(["REJECTED ETHUSDT:BOTH stop 3310: the mark is at or through it stop:3310"], floor.MovesStop("stop:3310", 3310));
        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 1 at 3199 stop of its fill"], floor.Price(3199));
    }

    [Fact]
    public void Stop_ForAPart_ClosesThatPart_AndComesBeforeACloseOfTheSameMoment()
    {
        var floor = new Floor(new PaperRules { DelayMs = 100 });
        floor.Buys(1, 3300);
        floor.MovesStop("protect", 3250, quantity: 0.75m);
        floor.Now += 100;
        Assert.Single(floor.Act());
        floor.Asks("rung", 0.50m);
        floor.Now += 100;

        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 0.75 at 3240 protect", "FILLED ETHUSDT:BOTH SELL 0.25 at 3240 rung"], floor.Price(3240));
    }

    [Fact]
    public void Stop_OfAPositionThatIsGone_IsGone()
    {
        var floor = new Floor();
        floor.Buys(1, 3300);
        floor.MovesStop("stop", 3250);
        floor.Sells(3, 3310); // flips

        Assert.Empty(floor.Price(3240));
        Assert.Equal(2, floor.Open);
        Assert.Empty(floor.Venue.Orders);
    }

    [Fact]
    public void Decided_AndNotWritten_IsDecidedAnewByWhatCameMeanwhile()
    {
        var floor = new Floor();
        floor.Buys(1, 3300, stop: 3200);
        floor.Take(floor.Close("rung", 0.25m));
        floor.Venue.Fold(HarvestEvent.PriceUpdate(new EntryId(floor.Now, 100), floor.Now, Floor.Symbol, 3190));
        Assert.Equal(2, PaperDecider.Decide(floor.Venue, floor.Now).Answers.Count);

        Assert.Equal(["REJECTED ETHUSDT:BOTH: nothing is open rung"], floor.Sells(1, 3195)); // somebody closed it by hand
    }

    [Fact]
    public void Restart_WithAnOrderThatWaitsAndOneThatStands_GoesOn()
    {
        var floor = new Floor(new PaperRules { DelayMs = 100, Partial = 1 });
        floor.Buys(1, 3300);
        floor.MovesStop("stop", 3250);
        floor.Now += 100;
        floor.Act();
        floor.Asks("rung", 0.50m);
        floor.Now += 100;
        floor.Act();
        floor.Restart();

        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 0.25 at 3310 rung"], floor.Price(3310));
        floor.Restart();
        Assert.Equal(["FILLED ETHUSDT:BOTH SELL 0.5 at 3250 stop"], floor.Price(3250));
    }
}
