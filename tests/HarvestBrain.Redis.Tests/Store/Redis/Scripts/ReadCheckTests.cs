using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis.Scripts;

namespace HarvestBrain.Redis.Tests.Store.Redis.Scripts;

/// <summary>A read is ranges and then a script: what others add and cut in between makes no loss, and hides none.</summary>
public sealed class ReadCheckTests
{
    private static readonly InputStream Fills = new("fills", EntrySource.Execution);
    private static readonly InputStream Snapshots = new("snapshots", EntrySource.PositionSnapshot);

    [Fact]
    public void With_NothingInBetween_IsWhatTheScriptFound()
    {
        ReadResult read = Check(next: 3, cut: 2).With([Of(Fills, 3, 4), Of(Snapshots, 5)], 10)!;
        Assert.Equal((2, 3, "1", 77), (read.CutBefore, read.Count, read.KillSwitch, read.NowUnixMs));
    }

    [Fact]
    public void With_NothingToRead_SaysHowManyWereEverAdded()
    {
        ReadResult read = Check(next: null, cut: 9, last: [8, 0]).With([[], []], 10)!;
        Assert.Equal((9, 0, 2), (read.CutBefore, read.Count, read.LastIds.Count));
    }

    [Fact]
    public void With_TheFirstExecutionsCameInBetween_IsToBeReadAgain() => Assert.Null(Check(next: 3, cut: 0).With([[], Of(Snapshots, 5)], 10));

    [Theory]
    [InlineData(4L)]
    [InlineData(null)]
    public void With_TheFirstOnesWereCutInBetween_KeepsThemAndLeavesTheCountToTheNextRead(long? next)
    {
        ReadResult read = Check(next, cut: 6, last: next is null ? [8, 0] : []).With([Of(Fills, 3, 4), []], 10)!;
        Assert.Equal((-1, 2), (read.CutBefore, read.Count));
        Assert.Empty(read.LastIds);
    }

    [Fact]
    public void With_MoreExecutionsToFollow_TakesNoSnapshotBeyondThem()
    {
        ReadResult read = Check(next: 3, cut: 0).With([Of(Fills, 3, 4), Of(Snapshots, 2, 4, 5)], 2)!;
        Assert.Equal([2L, 4L], read.Streams[1].Select(entry => entry.Id.UnixMilliseconds));
    }

    [Fact]
    public void With_ALostLease_HasNothing() => Assert.Same(ReadResult.LostLease, ReadCheck.LostLease.With([Of(Fills, 3), []], 10));

    private static ReadCheck Check(long? next, long cut, long[]? last = null) => new(
        Fenced: false, next is { } ms ? new EntryId(ms, 0) : null, "1", 77, cut, [.. (last ?? []).Select(id => new EntryId(id, 0))], []);

    private static StreamEntry[] Of(InputStream stream, params long[] ids) =>
        [.. ids.Select(ms => new StreamEntry(new EntryId(ms, 0), [], stream))];
}
