using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>
/// A stop ran out unanswered and a tighter one took its place; then the executor had it after all. When the tighter one was refused the
/// looser stop from before both counted as the one in force, and the executor was told to protect with that.
/// </summary>
public sealed class LateAnswerOfAStopTests
{
    private static readonly HarvestPolicy Trails = Desk.Policy("5:0.25") with
    {
        TrailSource = TrailSource.Risk, TrailAtrMultiple = 1, TrailAtR = 0, BreakEvenAtR = null,
        IntentTtlSeconds = 10, DedupTtlSeconds = 30, Protect = true,
    };

    private readonly Desk _desk = new(Trails);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Stop_ConfirmedLate_IsInForceWhenTheTighterOneIsRefused(bool isShort, bool refusedFirst)
    {
        AskThree(isShort);
        if (refusedFirst) _desk.Outcome(_desk.StopId(At(3320, isShort))).Restart(policy: Trails).Accepted(_desk.StopId(At(3280, isShort)));
        else _desk.Accepted(_desk.StopId(At(3280, isShort))).Restart(policy: Trails).Outcome(_desk.StopId(At(3320, isShort)));
        Assert.Equal(At(3280, isShort), _desk.Position.CurrentStop);
        Assert.Equal((false, 0L), (_desk.Position.StopRequest.IsUnanswered, _desk.Position.StopRequest.UnansweredSinceUnixMs));
        if (isShort) _desk.Sell(1, 3200);
        else _desk.Buy(1, 3400);
        Assert.Equal($"PROTECT {At(3280, isShort)} 2", _desk.Asked);
    }

    [Fact]
    public void Stop_ConfirmedLate_IsWhatIsProtectedWhileTheTighterOneRanOut()
    {
        AskThree(isShort: false);
        _desk.Accepted(_desk.StopId(3280)).Wait(60).Price(3310); // through 3320, which nobody answered
        Assert.Equal("PROTECT 3280 0.5", _desk.Sell(0.5m, 3310).Asked);
    }

    [Fact]
    public void Stop_ThatRanOutAndStandsAtTheVenue_IsInForceWhenTheTighterOneIsRefused()
    {
        AskThree(isShort: false);
        _desk.Standing([Desk.StopOrder(3280, 1)]).Outcome(_desk.StopId(3320));
        Assert.Equal((3280m, 3280m), (_desk.Position.CurrentStop, _desk.Position.ConfirmedStop));
    }

    private void AskThree(bool isShort)
    {
        (isShort ? _desk.Sell(1, 3300, 3400) : _desk.Buy(1, 3300, 3200)).Price(At(3310, isShort));
        Assert.Equal($"STOP {At(3250, isShort)}", _desk.Price(At(3350, isShort)).Asked);
        _desk.Accepted(_desk.StopId(At(3250, isShort)));
        Assert.Equal($"STOP {At(3280, isShort)}", _desk.Price(At(3380, isShort)).Asked);
        Assert.Equal($"STOP {At(3280, isShort)}#2", _desk.Wait(60).Price(At(3370, isShort)).Asked);
        Assert.Equal($"STOP {At(3320, isShort)}", _desk.Wait(60).Price(At(3420, isShort)).Asked);
    }

    private static decimal At(decimal price, bool isShort) => isShort ? 6600 - price : price;
}
