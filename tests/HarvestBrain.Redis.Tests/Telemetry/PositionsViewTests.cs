using HarvestBrain.Core;
using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Redis.Tests.Telemetry;

/// <summary>Who looks sees a view of now, or one that says of when it is, and waits for no longer than asked.</summary>
public sealed class PositionsViewTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly StandingTime _time = new();
    private readonly PositionsView _view;

    public PositionsViewTests() => _view = new PositionsView(_time);

    [Fact]
    public async Task TwoWhoLookAtOnce_AfterHours_BothWaitForANewView()
    {
        _view.Show(new HarvestEngine(HarvestPolicy.Default, HarvestMode.Shadow, 1), _time.GetUtcNow().ToUnixTimeMilliseconds());
        _time.Now += TimeSpan.FromHours(3);
        Task<PositionList> one = Look(), two = Look();
        Assert.Equal((false, false), (one.IsCompleted, two.IsCompleted));

        Assert.True(_view.IsWanted());
        _view.Show(new HarvestEngine(HarvestPolicy.Default, HarvestMode.Shadow, 1), _time.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Equal([_time.NowUnixMs, _time.NowUnixMs], new[] { (await one).AtUnixMs, (await two).AtUnixMs });
    }

    [Fact]
    public async Task WhoLooksAgain_IsShownTheLastViewAtOnce()
    {
        Task<PositionList> first = Look();
        _view.Show(new HarvestEngine(HarvestPolicy.Default, HarvestMode.Shadow, 1), _time.GetUtcNow().ToUnixTimeMilliseconds());
        await first;
        _time.Now += TimeSpan.FromSeconds(2);
        Task<PositionList> again = Look();
        Assert.True(again.IsCompletedSuccessfully);
        Assert.Equal(_time.NowUnixMs - 2000, (await again).AtUnixMs);
    }

    [Fact]
    public void WhileNoViewIsMade_OnlyTheFirstPatienceIsWaited()
    {
        Assert.False(Look().IsCompleted);
        Assert.Equal(Patience, _time.LastWait);
        _time.Now += TimeSpan.FromSeconds(2);
        Assert.False(Look().IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(1), _time.LastWait);
        _time.Now += TimeSpan.FromSeconds(2);
        Assert.True(Look().IsCompletedSuccessfully);
    }

    private Task<PositionList> Look() => _view.GetAsync(Patience).AsTask();

    /// <summary>Stands still until it is moved, and its timers never ring.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 18, 12, 0, 0, TimeSpan.Zero);

        public long NowUnixMs => Now.ToUnixTimeMilliseconds();

        public TimeSpan LastWait { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            LastWait = dueTime;
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
