using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests.Store;

/// <summary>In which order the entries of several streams are applied.</summary>
public sealed class ReadResultTests
{
    private static readonly InputStream Fills = new("fills", EntrySource.Execution);
    private static readonly InputStream Snapshots = new("snapshots", EntrySource.PositionSnapshot);

    [Fact]
    public void InOrder_IsByIds_AndTheExecutionBeforeTheSnapshotOfTheSameId()
    {
        ReadResult read = Of([1, 3, 5], [2, 3, 4]);
        Assert.Equal(
            ["fills 1", "snapshots 2", "fills 3", "snapshots 3", "snapshots 4", "fills 5"],
            read.InOrder().Select(entry => $"{entry.Stream.Name} {entry.Id.UnixMilliseconds}"));
        Assert.Equal(6, read.Count);
    }

    [Fact]
    public void InOrder_ExecutionsAlone_AreAsTheyCame()
    {
        ReadResult read = Of([1, 2], []);
        Assert.Same(read.Executions, read.InOrder());
    }

    [Fact]
    public void LostLease_HasNothing()
    {
        Assert.True(ReadResult.LostLease.Fenced);
        Assert.Equal(0, ReadResult.LostLease.Count);
    }

    private static ReadResult Of(long[] fills, long[] snapshots) => new(
        Fenced: false,
        [
            [.. fills.Select(ms => new StreamEntry(new EntryId(ms, 0), [], Fills))],
            [.. snapshots.Select(ms => new StreamEntry(new EntryId(ms, 0), [], Snapshots))],
        ],
        KillSwitch: null, NowUnixMs: 0, CutBefore: -1, LastIds: [], Overrides: []);
}
