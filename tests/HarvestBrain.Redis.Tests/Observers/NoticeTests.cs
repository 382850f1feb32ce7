using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace HarvestBrain.Redis.Tests.Observers;

/// <summary>What observers are told, and when.</summary>
public sealed class NoticeTests
{
    private static readonly PositionKey Key = new(Scene.Symbol, PositionSide.Both);

    [Fact]
    public async Task Intents_Published_AreToldInTheOrderOfTheStream()
    {
        await using HostUnderTest host = await HostUnderTest.Start(services => services.AddHarvestObserver<Recorder>());
        Recorder recorder = host.Observer<Recorder>();
        string fill = host.Open();
        foreach (string symbol in (string[])["BTCUSDT", "SOLUSDT"]) host.Open(symbol);
        foreach (decimal price in (decimal[])[3352, 3400, 3450])
        {
            host.Price(price);
            host.Price(price, "BTCUSDT");
            host.Price(price, "SOLUSDT");
        }

        Eventually.Equal(12, () => recorder.IntentIds.Count, "every intent is told");
        Assert.Equal(host.Redis.IntentIds(), recorder.IntentIds);
        IntentPublished stop = recorder.Told.OfType<IntentPublished>().First(), close = recorder.Told.OfType<IntentPublished>().ElementAt(1);
        Assert.Equal(
            (IntentKind.PartialClose, Key, OrderSide.Sell, 0.25m, 0.52m, "R=0.52 >= 0.5", $"harvest:{Scene.Symbol}:{fill}:rung:0.5", HarvestMode.Shadow),
            (close.Intent.Kind, close.Intent.Key, close.Intent.Side, close.Intent.Quantity, close.Intent.RLevel, close.Reason, close.Intent.IntentId, close.Mode));
        Assert.Equal((IntentKind.MoveStop, 3200m, 3300m), (stop.Intent.Kind, stop.Intent.CurrentStop, stop.Intent.StopPrice));
        Assert.InRange(close.AtUnixMs, close.Intent.TimeUnixMs, Feed.NowUnixMs);
    }

    [Fact]
    public async Task Intent_IsToldOnlyOnceItIsOnTheStream()
    {
        using var redis = new RedisServer();
        var looks = new LooksAtTheStream(redis);
        bool toldEarly = false;
        await using (var worker = new InProcessWorker(redis, observers: looks))
        {
            // The commit waits until the observer has had all the time it needs to be told too early.
            worker.Before = batch =>
            {
                if (batch.Intents.Count == 0) return;
                for (int i = 0; i < 50; i++)
                {
                    toldEarly |= looks.IntentIds.Count > 0;
                    Thread.Yield();
                }
            };
            redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
            redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3350)));
            Eventually.Equal(2, () => looks.IntentIds.Count, "told");
        }
        Assert.False(toldEarly);
        Assert.Equal(looks.IntentIds, looks.OnTheStream);
    }

    [Fact]
    public async Task Intent_RefusedByTheCommit_IsToldOnlyWhenItIsPublished()
    {
        using var redis = new RedisServer();
        var recorder = new Recorder();
        await using var worker = new InProcessWorker(redis, observers: recorder);
        bool killed = false;
        worker.Before = batch =>
        {
            if (batch.Intents.Count == 0 || killed) return;
            killed = true;
            redis.Do("SET", Feed.KillSwitch, "1"); // after the decision, before the commit
        };
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3350)));
        Eventually.True(() => recorder.Told.OfType<IntentHeld>().Any(), "held");

        Assert.True(killed);
        Assert.Empty(recorder.IntentIds);
        Assert.Equal(new KillSwitchChanged(true), Timeless(recorder.Told.OfType<KillSwitchChanged>().Single()));
        Assert.Equal(HoldCode.KillSwitch, recorder.Told.OfType<IntentHeld>().First().Hold.Code);

        redis.Do("DEL", Feed.KillSwitch);
        redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3350)));
        Eventually.Equal(2, () => recorder.IntentIds.Count, "told");
        Assert.Equal(redis.IntentIds(), recorder.IntentIds);
    }

    [Fact]
    public async Task Intent_ClaimedBefore_IsNotTold()
    {
        using var redis = new RedisServer();
        string fill = redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        redis.Do("SET", $"quantum:dedup:harvest:shadow:harvest:{Scene.Symbol}:{fill}:rung:0.5", "1");
        var recorder = new Recorder();
        await using var worker = new InProcessWorker(redis, observers: recorder);
        redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3350)));
        redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3400)));
        Eventually.Equal(2, () => recorder.IntentIds.Count, "told");

        Assert.Equal([$"harvest:{Scene.Symbol}:{fill}:stop:3300", $"harvest:{Scene.Symbol}:{fill}:rung:1"], recorder.IntentIds);
        Assert.Equal(redis.IntentIds(), recorder.IntentIds);
    }

    [Fact]
    public async Task Hold_ThatLasts_IsToldOnce()
    {
        await using HostUnderTest host = await HostUnderTest.Start(services => services.AddHarvestObserver<Recorder>());
        Recorder recorder = host.Observer<Recorder>();
        host.Redis.Do("SET", Feed.KillSwitch, "1");
        host.Open();
        host.Price(3350);
        host.Price(3360);
        host.Price(3299); // nothing is due: the stop that was would be on the wrong side
        host.Price(3370);
        Eventually.Equal(2, () => recorder.Told.OfType<IntentHeld>().Count(), "held twice");
        host.Redis.Do("DEL", Feed.KillSwitch);
        host.Price(3370);
        Eventually.Equal(2, () => recorder.IntentIds.Count, "told");

        Assert.Equal(
            [nameof(ServiceStarted), nameof(StateChanged), nameof(KillSwitchChanged), nameof(PositionOpened), nameof(FillApplied), nameof(IntentHeld), nameof(IntentHeld),
                nameof(KillSwitchChanged), nameof(IntentPublished), nameof(IntentPublished)],
            recorder.Told.Select(notice => notice.GetType().Name));
    }

    [Fact]
    public async Task DeadLetter_ThatMayBeAFill_IsToldWithWhatItMadeSuspect()
    {
        await using HostUnderTest host = await HostUnderTest.Start(services => services.AddHarvestObserver<Recorder>());
        Recorder recorder = host.Observer<Recorder>();
        host.Open();
        string bad = host.Redis.Add("symbol", Scene.Symbol, "status", "FILLED");
        host.Redis.WaitApplied(bad);
        host.Redis.WaitApplied(host.Redis.Add(Feed.Fill(Scene.Symbol, "SELL", 1, 3300)));
        Eventually.True(() => recorder.Told.OfType<PositionsReleased>().Any(), "released");

        EntryDeadLettered letter = recorder.Told.OfType<EntryDeadLettered>().Single();
        Assert.Equal((bad, DecodeCode.SideMissing, Scene.Symbol), (letter.EntryId, letter.Error.Code, letter.Error.Symbol));
        Assert.Equal([Key], recorder.Told.OfType<PositionsSuspect>().Single().Positions);
        Assert.Equal([Key], recorder.Told.OfType<PositionsReleased>().Single().Positions);
    }

    [Fact]
    public async Task Release_ByAnOperator_IsTold()
    {
        await using HostUnderTest host = await HostUnderTest.Start(services => services.AddHarvestObserver<Recorder>());
        Recorder recorder = host.Observer<Recorder>();
        host.Open();
        host.Redis.WaitApplied(host.Redis.Add("symbol", Scene.Symbol, "status", "FILLED"));
        await HarvestOperations.ReleaseAsync(new HarvestBrainOptions { Redis = new RedisSettings { Port = host.Redis.Port } }, Scene.Symbol);
        host.Price(3301);

        Eventually.True(() => recorder.Told.OfType<PositionsReleased>().Any(), "released");
        Assert.Equal([Key], recorder.Told.OfType<PositionsReleased>().Single().Positions);
    }

    [Fact]
    public async Task Trade_IsToldFromItsFirstFillToItsLast()
    {
        await using HostUnderTest host = await HostUnderTest.Start(services => services.AddHarvestObserver<Recorder>());
        Recorder recorder = host.Observer<Recorder>();
        string opened = host.Open();
        string closed = host.Redis.Add(Feed.Fill(Scene.Symbol, "SELL", 1, 3290));
        Eventually.True(() => recorder.Told.OfType<FillApplied>().Count() == 2, "both fills");

        Assert.Equal(new PositionOpened(Key, Direction.Long, 1, 3300, 3200, opened), Timeless(recorder.Told.OfType<PositionOpened>().Single()));
        Assert.Equal(new FillApplied(Key, OrderSide.Sell, 1, 3290, 0, 0, closed), Timeless(recorder.Told.OfType<FillApplied>().Last()));
        PositionClosed trade = recorder.Told.OfType<PositionClosed>().Single();
        Assert.Equal((-10m, -0.1m, TradeExit.Manual, HarvestMode.Shadow), (trade.Trade.RealizedPnl, trade.Trade.NetR!.Value, trade.Trade.Exit, trade.Mode));
    }

    [Fact]
    public async Task Redis_LostAndBack_IsTold()
    {
        using var redis = new RedisServer(RedisServer.Durable);
        var recorder = new Recorder();
        await using (var worker = new InProcessWorker(redis, observers: recorder))
        {
            redis.WaitApplied(redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200)));
            redis.Kill();
            Eventually.Equal(ServiceState.RedisAway, () => worker.Status.Now.State, "Redis is away");
            redis.Start();
            Eventually.Equal(ServiceState.Owner, () => worker.Status.Now.State, "Redis is back");
            redis.Do("FLUSHALL");
            Eventually.True(() => recorder.Told.OfType<PositionsSuspect>().Any(), "suspect");
        }

        List<HarvestNotice> told = [.. recorder.Told.Where(notice => notice is not (PositionOpened or FillApplied)).Select(Timeless)];
        Assert.Equal(new ServiceStarted(HarvestMode.Shadow, ""), told[0]);
        Assert.Equal(new StateChanged(ServiceState.Starting, ServiceState.Owner, null), told[1]);
        Assert.Equal(new StateChanged(ServiceState.Owner, ServiceState.RedisAway, StoreFault.Connection), told[2]);
        Assert.Equal(new StateChanged(ServiceState.RedisAway, ServiceState.Owner, null), told[3]);
        Assert.Contains(told, notice => notice is StateLost);
        Assert.Equal(ServiceState.Stopped, Assert.IsType<StateChanged>(told[^1]).To);
    }

    private static HarvestNotice Timeless(HarvestNotice notice)
    {
        notice.AtUnixMs = 0;
        return notice;
    }

    private sealed class LooksAtTheStream(RedisServer redis) : Recorder
    {
        public List<string> OnTheStream { get; } = [];

        public override ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
        {
            if (notice is IntentPublished published)
                OnTheStream.AddRange(redis.IntentIds().Where(id => id == published.Intent.IntentId));
            return base.OnNoticeAsync(notice, cancellationToken);
        }
    }
}
