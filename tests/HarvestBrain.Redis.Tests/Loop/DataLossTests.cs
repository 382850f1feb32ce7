using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using HarvestBrain.Redis.Tests.Observers;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Loop;

/// <summary>Entries that nobody read are found by counting: whatever is open may have missed one, and is not harvested on a guess.</summary>
public sealed class DataLossTests : IDisposable
{
    private const string Symbol = "ETHUSDT";

    private static readonly HarvestBrainOptions Options = new();
    private static readonly Keys Keys = new(Options.Redis, Options.Mode, Options.Instance);

    private readonly CountingLogger _log = new();
    private readonly HarvestMetrics _metrics = new(new HarvestStatus());
    private readonly DataLoss _losses;
    private readonly OwnedPartition _partition;

    public DataLossTests()
    {
        var observers = new HarvestObservers(new ObserverQueues([], _metrics, _log, TimeProvider.System), Options.Mode, TimeProvider.System);
        _losses = new DataLoss(new DataLossReporter(Keys, _metrics, observers, _log));
        var cursors = new InputCursors(Keys.Inputs);
        cursors.Load(Checkpoint.None, _ => Id(50), _ => Id(50));
        var engine = new HarvestEngine(Options.Policy, HarvestMode.Shadow, 30);
        engine.Apply(HarvestEvent.Fill(Id(50), 50, Symbol, OrderSide.Buy, 1, 100, stopLoss: 90), 50);
        _partition = new OwnedPartition("1:test", new RememberedState(engine, cursors), revision: "", savedPositions: 0);
    }

    [Theory]
    [InlineData(7, -1, 9)] // not the first of the stream: nothing to compare with
    [InlineData(-1, -1, -1)] // it is not known how many there were
    [InlineData(7, 7, 9)] // as many as were applied were cut off
    [InlineData(-1, 7, 9)] // from here on it is known
    public void Executions_WithoutAGap_AreCountedOn(long applied, long cut, long expected) =>
        Nothing(expected, applied, Read(2, cut));

    [Theory]
    [InlineData(10)] // three were cut off that nobody read
    [InlineData(8)]
    [InlineData(6)] // fewer than were applied were ever added: the stream was removed
    [InlineData(0)]
    public void Executions_BehindAGap_MakeEverythingSuspect(long cut) => Suspect(cut + 2, applied: 7, Read(2, cut));

    [Theory]
    [InlineData(7, 7, 7)]
    [InlineData(-1, 7, 7)]
    public void NoExecutions_AndNoneAdded_AreCountedToTheEnd(long applied, long added, long expected) =>
        Nothing(expected, applied, Read(0, added, lastId: 50));

    [Fact]
    public void NoExecutions_AStreamThatHasNotReachedTheCursor_IsNotCounted() => Nothing(-1, -1, Read(0, 7, lastId: 49));

    [Theory]
    [InlineData(8)]
    [InlineData(6)]
    public void NoExecutions_ButMoreOrFewerWereAdded_MakeEverythingSuspect(long added) =>
        Suspect(added, applied: 7, Read(0, added, lastId: 50));

    [Theory]
    [InlineData(50, false)]
    [InlineData(51, false)]
    [InlineData(49, true)]
    [InlineData(0, false)] // there is none, or it is empty
    public void Stream_WhoseLastIdLiesBeforeWhatWasApplied_IsAnother(long lastId, bool expected)
    {
        _partition.Memory.AppliedCount = 7;
        Assert.Equal(expected, _losses.MadeAnew(_partition, Read(0, 3, lastId)));
        Assert.Equal(expected ? default : Id(50), _partition.Cursors.Executions);
        Assert.Equal(expected ? 0 : 7, _partition.Memory.AppliedCount);
        Assert.Equal(expected, _partition.Engine.Find(Symbol)!.Suspect);
    }

    [Fact]
    public void StreamOfSnapshots_ThatIsAnother_IsReadAnew_AndNothingIsSuspect()
    {
        ReadResult read = Read(0, 3, lastId: 50) with { LastIds = [Id(50), Id(40), Id(50)] };
        Assert.True(_losses.MadeAnew(_partition, read));
        Assert.Equal([Id(50), default, Id(50)], _partition.Cursors.Applied);
        Assert.False(_partition.Engine.Find(Symbol)!.Suspect);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _log.Dispose();
    }

    private void Nothing(long expected, long applied, ReadResult read)
    {
        _partition.Memory.AppliedCount = applied;
        Assert.Equal(expected, _losses.CountOn(_partition, read));
        Assert.False(_partition.Engine.Find(Symbol)!.Suspect);
        Assert.Equal(0, _log.Count(LogEvent.EntriesLost));
    }

    private void Suspect(long expected, long applied, ReadResult read)
    {
        _partition.Memory.AppliedCount = applied;
        Assert.Equal(expected, _losses.CountOn(_partition, read));
        Assert.True(_partition.Engine.Find(Symbol)!.Suspect);
        Assert.Contains(_partition.Engine.Find(Symbol)!, _partition.Dirty); // and that is saved
        Assert.Equal(1, _log.Count(LogEvent.EntriesLost));
    }

    private static ReadResult Read(int executions, long cutBefore, long lastId = 0) => new(
        Fenced: false,
        [[.. Enumerable.Range(51, executions).Select(ms => new StreamEntry(Id(ms), [], Keys.Inputs[0]))], [], []],
        KillSwitch: null, NowUnixMs: 60, cutBefore, executions > 0 ? [] : [Id(lastId), Id(50), Id(50)], Overrides: []);

    private static EntryId Id(long ms) => new(ms, 0);
}
