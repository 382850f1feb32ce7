using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Telemetry;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HarvestBrain.Redis.Tests.Observers;

/// <summary>Observers that throw, block or are slow harm neither the service nor each other.</summary>
public sealed class HostileObserverTests
{
    private const int ObserverFailed = 40, NoticesDropped = 41, ObserverLeft = 42;

    [Fact]
    public async Task Observer_ThatThrows_GetsTheNextNotice_AndTheServiceGoesOn()
    {
        await using HostUnderTest host = await HostUnderTest.Start(services =>
            services.AddHarvestObserver<Thrower>().AddHarvestObserver<AsyncThrower>().AddHarvestObserver<Recorder>());
        host.Open();
        host.Price(3350);
        host.Price(3400);
        Eventually.Equal(3, () => host.Observer<Recorder>().IntentIds.Count, "the other one is told");
        await host.Stop();

        int notices = host.Observer<Recorder>().Told.Count;
        Assert.Equal(host.Observer<Recorder>().Told, host.Observer<Thrower>().Told);
        Assert.Equal(host.Observer<Recorder>().Told, host.Observer<AsyncThrower>().Told);
        Assert.Equal(notices, host.Count("harvest.observer.failures", nameof(Thrower)));
        Assert.Equal(notices, host.Count("harvest.observer.failures", nameof(AsyncThrower)));
        Assert.Equal(2, host.Logged(ObserverFailed)); // once each
    }

    [Fact]
    public async Task Observer_ThatBlocksForEver_HoldsUpNobody()
    {
        await using HostUnderTest host = await HostUnderTest.Start(services =>
            services.AddHarvestObserver<Blocker>().AddHarvestObserver<Recorder>());
        host.Open();
        host.Price(3350);
        Eventually.Equal(2, () => host.Observer<Recorder>().IntentIds.Count, "the other one is told");
        Assert.Equal(host.Redis.IntentIds(), host.Observer<Recorder>().IntentIds);

        await host.Stop().WaitAsync(Eventually.Limit);

        Assert.Equal(ServiceState.Stopped, host.Status.Now.State);
        Assert.IsType<ServiceStarted>(Assert.Single(host.Observer<Blocker>().Told));
        Assert.Equal(1, host.Logged(ObserverLeft));
        Assert.True(host.Observer<Blocker>().Token.IsCancellationRequested);
        host.Observer<Blocker>().Gate.Set();
    }

    [Fact]
    public async Task Flood_OfDeadLettersAndRefusedFills_PushesNoIntentOut()
    {
        const int Letters = 3000, Repeats = 15_000;
        await using HostUnderTest host = await HostUnderTest.Start(services => services.AddHarvestObserver<Blocker>());
        Blocker blocker = host.Observer<Blocker>();
        Eventually.Equal(1, () => blocker.Told.Count, "the first notice is in hand");
        string[] fill = Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200, null, "trade_id", "t1");
        host.Redis.Add(fill);
        using (RespClient client = host.Redis.Connect())
        {
            client.Pipeline([.. Enumerable.Range(0, Letters).Select(_ => (object[])["XADD", Feed.Input, "*", "symbol", ""])]);
            client.Pipeline([.. Enumerable.Range(0, Repeats).Select(_ => (object[])["XADD", Feed.Input, "*", .. fill])]);
        }
        host.Price(3350); // the loop is not held up
        host.Redis.Do("SET", Feed.KillSwitch, "1");
        host.Price(3351);
        Assert.True(host.Count("harvest.notices.dropped", nameof(Blocker)) > 0);
        Assert.Equal(1, host.Logged(NoticesDropped));

        blocker.Gate.Set();
        Eventually.True(() => blocker.Told.OfType<KillSwitchChanged>().Any(), "what was kept is told");
        Assert.Equal(host.Redis.IntentIds(), blocker.IntentIds);
        Assert.Equal(EntryDeadLettered.MaxPerMinute, blocker.Told.OfType<EntryDeadLettered>().Count());
        Assert.InRange(blocker.Told.OfType<EventRefused>().Count(), 1, ObserverQueue.Capacity / 2);
        await host.Stop();
        Assert.Equal(Letters - EntryDeadLettered.MaxPerMinute, Assert.Single(blocker.Told.OfType<MoreEntriesDeadLettered>()).Count);
    }

    [Fact]
    public void DeadLetters_AMinuteLater_AreToldOneByOneAgain()
    {
        var clock = new FakeTimeProvider();
        var limit = new DeadLetterLimit(clock);
        Assert.Equal(EntryDeadLettered.MaxPerMinute, Enumerable.Range(0, 50).Count(_ => limit.TryAcquire()));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(limit.IsOver);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(limit.IsOver);
        Assert.Equal(50 - EntryDeadLettered.MaxPerMinute, limit.End());
        Assert.False(limit.IsOver);
        Assert.True(limit.TryAcquire());
        Assert.Equal(0, limit.End());
    }

    [Fact]
    public async Task Queue_AlwaysJustFull_SaysSoOnlyWhenItHasBeenAlmostEmpty()
    {
        using var metrics = new HarvestMetrics(new HarvestStatus());
        using var logger = new CountingLogger();
        var taker = new Taker();
        var queue = new ObserverQueue(taker, metrics, logger, CancellationToken.None);
        Add(1 + ObserverQueue.Capacity);
        Eventually.Equal(1, () => taker.Told.Count, "the first notice is in hand");
        Add(1 + 2);
        Assert.Equal(1, logger.Count(NoticesDropped));

        taker.Gate.Release();
        Eventually.Equal(2, () => taker.Told.Count, "one is taken");
        Add(1 + 1); // one fits, one does not
        Assert.Equal(1, logger.Count(NoticesDropped));

        taker.Gate.Release(ObserverQueue.Capacity);
        Eventually.Equal(2 + ObserverQueue.Capacity, () => taker.Told.Count, "all are taken");
        Add(ObserverQueue.Capacity + 1);
        Assert.Equal(2, logger.Count(NoticesDropped));
        queue.Close();
        taker.Gate.Release(2 * ObserverQueue.Capacity);
        await queue.Ended;

        void Add(int notices)
        {
            for (int i = 0; i < notices; i++) queue.Add(new KillSwitchChanged(true));
        }
    }

    [Fact]
    public async Task Stop_WithNoticesWaiting_TellsThemFirst()
    {
        await using HostUnderTest host = await HostUnderTest.Start(services => services.AddHarvestObserver<Blocker>());
        Blocker blocker = host.Observer<Blocker>();
        host.Open();
        host.Price(3350);
        Assert.Empty(blocker.IntentIds);

        Task stop = host.Stop();
        Eventually.Equal(ServiceState.Stopped, () => host.Status.Now.State, "the loop has ended");
        blocker.Gate.Set();
        await stop;

        Assert.Equal(2, blocker.IntentIds.Count);
        Assert.Equal(ServiceState.Stopped, Assert.IsType<StateChanged>(blocker.Told[^1]).To);
        Assert.Equal(0, host.Logged(ObserverLeft));
    }

    [Fact]
    public async Task Stop_WithAnObserverThatHonoursItsToken_LeavesNobodyBehind()
    {
        await using HostUnderTest host = await HostUnderTest.Start(services => services.AddHarvestObserver<Waiter>());
        Eventually.Equal(1, () => host.Observer<Waiter>().Told.Count, "the first notice is in hand");

        await host.Stop();

        Assert.Equal((0, 0), (host.Logged(ObserverLeft), host.Logged(ObserverFailed)));
    }

    [Fact]
    public void AddHarvestObserver_Twice_ChangesNothing()
    {
        var services = new ServiceCollection();
        Assert.Same(services, services.AddHarvestObserver<Recorder>());
        services.AddHarvestObserver<Recorder>().AddHarvestObserver<Waiter>();

        Assert.Equal([typeof(Recorder), typeof(Waiter)], services.Select(service => service.ImplementationType));
    }

    private sealed class Thrower : Recorder
    {
        public override ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
        {
            Keep(notice);
            throw new InvalidOperationException("at once");
        }
    }

    private sealed class AsyncThrower : Recorder
    {
        public override async ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
        {
            Keep(notice);
            await Task.Yield();
            throw new OperationCanceledException("its own, not ours");
        }
    }

    private sealed class Blocker : Recorder
    {
        public ManualResetEventSlim Gate { get; } = new();

        public CancellationToken Token { get; private set; }

        public override ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
        {
            Token = cancellationToken;
            Keep(notice);
            Gate.Wait(CancellationToken.None);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Taker : Recorder
    {
        public SemaphoreSlim Gate { get; } = new(0);

        public override async ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
        {
            Keep(notice);
            await Gate.WaitAsync(CancellationToken.None);
        }
    }

    private sealed class Waiter : Recorder
    {
        public override async ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
        {
            Keep(notice);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
