using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Folding;

/// <summary>
/// The states of a stop and the ways between them, for a long from 100 with its stop at 90: break-even is due at 105, a lock at +1R from 120
/// on. Each of them holds for the mirror image too.
/// </summary>
public sealed class StopFoldTests
{
    private static readonly HarvestPolicy Stops = Desk.Policy("900:0.1") with
    {
        DedupTtlSeconds = 10, IntentTtlSeconds = 60, MaxPriceAgeSeconds = 3600, Lock = ProfitLock.Of(new LockStep(2, 1)),
    };

    public static TheoryData<bool> BothSides => [false, true];

    [Theory, MemberData(nameof(BothSides))]
    public void Told_IsConfirmed(bool isShort) => Assert.Equal((StopState.Confirmed, 90m), new Trade(isShort).State);

    [Theory, MemberData(nameof(BothSides))]
    public void None_HasNoState(bool isShort)
    {
        var trade = new Trade(isShort, stop: 0);
        Assert.Null(trade.Position.StopStateAt(trade.Desk.Now, 5));
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Asked_IsRequestedUntilSomebodyAnswers(bool isShort)
    {
        var trade = new Trade(isShort);
        Assert.Equal("STOP 100", trade.Price(105));
        Assert.Equal((StopState.Requested, 100m), trade.State);
        Assert.Equal((90m, trade.Desk.Now), (trade.Mirror(trade.Position.ConfirmedStop!.Value), trade.Position.StopRequest.UnansweredSinceUnixMs));
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Accepted_IsConfirmed(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        trade.Accept(100);
        Assert.Equal((StopState.Confirmed, 100m), trade.State);
        Assert.Equal((100m, 0L), (trade.Mirror(trade.Position.ConfirmedStop!.Value), trade.Position.StopRequest.UnansweredSinceUnixMs));
        Assert.Equal("", trade.Wait(3600).Price(105)); // it does not run out
    }

    [Theory, MemberData(nameof(BothSides))]
    public void EqualStop_InAPriceASnapshotOrAFill_Confirms(bool isShort)
    {
        foreach (string told in (string[])["price", "snapshot", "fill"])
        {
            var trade = new Trade(isShort);
            trade.Price(105);
            trade.Tell(told, 100);
            Assert.Equal((StopState.Confirmed, 100m), trade.State);
            Assert.Equal(100m, trade.Mirror(trade.Position.StopRequest.Confirmed!.Value.Price));
        }
    }

    [Theory, MemberData(nameof(BothSides))]
    public void LooserStop_ConfirmsNothing(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        trade.Tell("price", 95);
        Assert.Equal((StopState.Requested, 100m), trade.State);
    }

    [Theory, MemberData(nameof(BothSides))]
    public void TighterStop_MakesTheRequestNeedless(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        trade.Tell("price", 101);
        Assert.Equal((StopState.Confirmed, 101m), trade.State);
        Assert.Equal(0, trade.Position.StopRequest.UnansweredSinceUnixMs);
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Rejected_LeavesTheOneBeforeAndSaysSo(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        trade.Reject(100);
        Assert.Equal((StopState.Rejected, 90m), trade.State);
        Assert.Equal(0, trade.Position.StopRequest.UnansweredSinceUnixMs);
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Rejected_IsAskedForAgainWithAttempt(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        for (int attempt = 2; attempt < 5; attempt++)
        {
            trade.Reject(100);
            Assert.Equal("", trade.Price(105));
            Assert.Equal($"STOP 100#{attempt}", trade.Wait(10).Price(105));
        }
        Assert.Equal((StopState.Requested, 100m), trade.State);
        trade.Accept(100);
        Assert.Equal((StopState.Confirmed, 100m), trade.State);
        Assert.Equal("STOP 110", trade.Price(120)); // another one was not asked for before
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Unanswered_BehindItsTime_IsAskedForAgainAndItsAgeGoesOn(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        long first = trade.Desk.Now;
        Assert.Equal("", trade.Wait(50).Price(105));
        Assert.Equal("STOP 100#2", trade.Wait(10).Price(105));
        Assert.Equal("STOP 100#3", trade.Wait(60).Restart().Price(105));
        Assert.Equal((first, 3), (trade.Position.StopRequest.UnansweredSinceUnixMs, trade.Position.StopRequest.Attempt));
        Assert.Equal(90m, trade.Mirror(trade.Desk.Last.Intents[0].CurrentStop!.Value)); // the last that stood before
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Unanswered_WithThePriceThroughIt_IsNotAskedForAgain(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        Assert.Equal("", trade.Wait(60).Price(100));
        Assert.Equal("STOP 100#2", trade.Price(100.5m));
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Unanswered_InShadow_IsSuggestedOnce(bool isShort)
    {
        var trade = new Trade(isShort, mode: HarvestMode.Shadow);
        trade.Price(105);
        Assert.Equal("", trade.Wait(3600).Price(105));
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Tighter_Rejected_FallsBackToTheConfirmedOne(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        trade.Accept(100);
        Assert.Equal("STOP 110", trade.Price(120));
        Assert.Equal((StopState.Requested, 110m), trade.State);
        trade.Reject(110);
        Assert.Equal((StopState.Rejected, 100m), trade.State);
        Assert.Equal(100m, trade.Mirror(trade.Position.ConfirmedStop!.Value));
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Rejected_InTheOtherOrder_IsNotAskedForAtOnce(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        Assert.Equal("STOP 110", trade.Price(120));
        trade.Reject(110);
        trade.Reject(100); // which was asked for before
        Assert.Equal((StopState.Rejected, 90m), trade.State);
        Assert.Equal("", trade.Restart().Price(120));
        Assert.StartsWith("STOP 110#", trade.Wait(10).Price(120), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Confirmed_Late_LoosensNothing(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        trade.Price(120);
        trade.Accept(110);
        trade.Accept(100); // overtaken
        Assert.Equal((StopState.Confirmed, 110m), trade.State);
        Assert.Equal(110m, trade.Mirror(trade.Position.ConfirmedStop!.Value));
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Confirmed_ThenCancelledAtTheVenue_IsNotThereAnyMore(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        trade.Accept(100);
        trade.Reject(100);
        Assert.Equal((StopState.Rejected, 90m), trade.State);
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Crossed_ForLongerThanAllowed_WhileItIsOpen(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        trade.Price(99);
        long since = trade.Desk.Now;
        trade.Price(98);
        Assert.Equal(since, trade.Position.CrossedSinceUnixMs);
        Assert.Equal(StopState.Requested, trade.Position.StopStateAt(since + 5_000, 5));
        Assert.Equal(StopState.Crossed, trade.Position.StopStateAt(since + 5_001, 5));
        Assert.Equal(StopState.Crossed, trade.Restart().Position.StopStateAt(since + 5_001, 5));
        trade.Price(101); // back on the side that is protected
        Assert.Equal(0, trade.Position.CrossedSinceUnixMs);
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Crossed_ConfirmedToo(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        trade.Accept(100);
        trade.Price(100);
        Assert.Equal(StopState.Crossed, trade.Position.StopStateAt(trade.Desk.Now + 6_000, 5));
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Crossed_InShadow_IsTheToldStopAlone(bool isShort)
    {
        var trade = new Trade(isShort, mode: HarvestMode.Shadow);
        trade.Price(105);
        trade.Price(99); // through the suggested one, which nobody has moved
        Assert.Equal(0, trade.Position.CrossedSinceUnixMs);
        trade.Price(90);
        Assert.Equal(trade.Desk.Now, trade.Position.CrossedSinceUnixMs);
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Flat_ForgetsEverything(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        trade.Price(99);
        trade.Exit(1, 99);
        Assert.Equal((default, 0L), (trade.Position.StopRequest, trade.Position.CrossedSinceUnixMs));
    }

    [Theory, MemberData(nameof(BothSides))]
    public void ModeSwitched_BindsNothing(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Price(105);
        trade.Accept(100);
        trade.Restart(HarvestMode.Shadow);
        Assert.Equal((StopState.Confirmed, 90m), trade.State);
        Assert.Equal("STOP 100", trade.Price(105));
    }

    [Theory, MemberData(nameof(BothSides))]
    public void BreakEven_HeldBack_GoesByTheBestPriceSinceItWasDue(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Desk.Engine.KillSwitchOn = true;
        Assert.Equal("", trade.Price(106));
        trade.Desk.Engine.KillSwitchOn = false;
        Assert.Equal("", trade.Price(100)); // at the stop
        Assert.Equal("STOP 100", trade.Restart().Price(100.5m));
    }

    [Theory, MemberData(nameof(BothSides))]
    public void BreakEven_AfterAnIncrease_IsDueAnew(bool isShort)
    {
        var trade = new Trade(isShort);
        trade.Desk.Engine.KillSwitchOn = true;
        trade.Price(106);
        trade.Desk.Engine.KillSwitchOn = false;
        trade.Enter(1, 102); // average 101, risk 11: due at 106.5
        Assert.Equal("", trade.Price(106));
        Assert.Equal("STOP 101", trade.Price(106.5m));
    }

    [Theory, MemberData(nameof(BothSides))]
    public void Rung_Unanswered_IsExpiredBehindItsTime(bool isShort)
    {
        var trade = new Trade(isShort, policy: Stops with { Ladder = Ladder.Of(new LadderRung(0.5m, 0.5m)), BreakEvenAtR = null });
        string asked = trade.Price(105);
        long first = trade.Desk.Now;
        Assert.Equal("", trade.Wait(50).Price(105));
        Assert.Equal(asked + "#2", trade.Wait(10).Price(105));
        Assert.Equal(first, trade.Position.Rungs[0].UnansweredSinceUnixMs);
        trade.Desk.Accepted(trade.Desk.RungId(0.5m));
        Assert.Equal("", trade.Wait(3600).Restart().Price(105)); // somebody works on it
        trade.Desk.Outcome(trade.Desk.RungId(0.5m));
        Assert.Equal(asked + "#3", trade.Price(105));
        Assert.Equal(trade.Desk.Now, trade.Position.Rungs[0].UnansweredSinceUnixMs);
    }

    /// <summary>A trade told for a long; for a short everything is reflected at 100.</summary>
    private sealed class Trade
    {
        private readonly bool _isShort;

        public Trade(bool isShort, decimal stop = 90, HarvestMode mode = HarvestMode.Live, HarvestPolicy? policy = null)
        {
            _isShort = isShort;
            Policy = policy ?? Stops;
            Desk = new Desk(Policy, mode);
            Enter(1, 100, stop);
        }

        public Desk Desk { get; }

        public Position Position => Desk.Position;

        public (StopState? State, decimal? Stop) State =>
            (Position.StopStateAt(Desk.Now, Policy.StopCrossedSeconds), Position.CurrentStop is { } stop ? Mirror(stop) : null);

        private HarvestPolicy Policy { get; }

        public decimal Mirror(decimal price) => _isShort && price != 0 ? 200 - price : price;

        public void Enter(decimal quantity, decimal price, decimal stop = 0) =>
            Desk.Fill(_isShort ? OrderSide.Sell : OrderSide.Buy, quantity, Mirror(price), Mirror(stop));

        public void Exit(decimal quantity, decimal price, decimal stop = 0) =>
            Desk.Fill(_isShort ? OrderSide.Buy : OrderSide.Sell, quantity, Mirror(price), Mirror(stop));

        /// <returns>What is asked for, in the words of a long.</returns>
        public string Price(decimal price)
        {
            Desk.Price(Mirror(price));
            return string.Join(", ", Desk.Last.Intents.Select(
                intent => Desk.Describe(intent with { StopPrice = Mirror(intent.StopPrice), Side = OrderSide.Sell })));
        }

        public void Accept(decimal stop) => Desk.Accepted(Desk.StopId(Mirror(stop)));

        public void Reject(decimal stop) => Desk.Outcome(Desk.StopId(Mirror(stop)));

        public void Tell(string how, decimal stop)
        {
            if (how == "price") Desk.Price(Mirror(105), Mirror(stop));
            else if (how == "snapshot") Desk.Snapshot(_isShort ? -1 : 1, 100, Mirror(105), Mirror(stop));
            else Exit(0.1m, 105, stop);
        }

        public Trade Wait(int seconds)
        {
            Desk.Wait(seconds);
            return this;
        }

        public Trade Restart(HarvestMode? mode = null)
        {
            Desk.Restart(mode, Policy);
            return this;
        }
    }
}
