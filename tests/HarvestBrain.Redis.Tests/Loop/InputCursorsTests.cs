using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests.Loop;

/// <summary>From where to where a commit goes: behind what is saved everything is read, before it nothing.</summary>
public sealed class InputCursorsTests
{
    private static readonly InputStream Fills = new("fills", EntrySource.Execution);
    private static readonly InputStream Snapshots = new("snapshots", EntrySource.PositionSnapshot);

    private readonly InputCursors _cursors = new([Fills, Snapshots]);

    [Fact]
    public void Load_GoesOnFromTheCheckpoint_AndBeginsWhereItIsToldOtherwise()
    {
        Load("5-0", null);
        Assert.Equal([Id("5-0"), Id("7-7")], _cursors.Applied);
        Assert.Equal(Id("5-0"), _cursors.Executions);
        Assert.Equal(
            [new CursorMove("fills", Id("5-0"), Id("5-0"), 0), new CursorMove("snapshots", null, Id("7-7"), 0)], _cursors.Unsaved());
    }

    [Fact]
    public void Load_CursorAheadOfItsStream_IsNotReached()
    {
        Load("5-0", "9-0", last: "6-0");
        Assert.True(_cursors.IsReached(0));
        Assert.False(_cursors.IsReached(1));
    }

    [Fact]
    public void Load_CursorAtTheLastEntry_IsReached()
    {
        Load("5-0", "6-0", last: "6-0");
        Assert.True(_cursors.IsReached(1));
    }

    [Fact]
    public void Moves_GoFromWhatIsSavedToTheLastEntryRead_AndStandWhereNoneWas()
    {
        Load("5-0", "4-0");
        Assert.Equal(
            [new CursorMove("fills", Id("5-0"), Id("6-1"), 2), new CursorMove("snapshots", Id("4-0"), Id("4-0"), 0)],
            _cursors.Moves(Read(["6-0", "6-1"], [])));
    }

    [Fact]
    public void Advance_MovesWhatIsApplied_AndNotWhatIsSaved()
    {
        Load("5-0", "9-0", last: "5-0");
        _cursors.Advance(Batch(Read(["6-0"], ["9-1"])));
        Assert.Equal([Id("6-0"), Id("9-1")], _cursors.Applied);
        Assert.True(_cursors.IsReached(1));
        Assert.Equal([Id("5-0"), Id("9-0")], _cursors.Unsaved().Select(move => move.From));
        Assert.True(_cursors.AreSaved(Checkpoint("5-0", "9-0")));
    }

    [Fact]
    public void Advance_WithoutAnEntry_ReachesNothing()
    {
        Load("5-0", "9-0", last: "5-0");
        _cursors.Advance(Batch(Read(["6-0"], [])));
        Assert.False(_cursors.IsReached(1));
    }

    [Fact]
    public void Committed_IsWhatTheNextCommitStartsFrom()
    {
        Load("5-0", "4-0");
        _cursors.Committed(Batch(Read(["6-0"], ["6-0"])));
        Assert.Equal(
            [new CursorMove("fills", Id("6-0"), Id("6-0"), 0), new CursorMove("snapshots", Id("6-0"), Id("6-0"), 0)], _cursors.Unsaved());
        Assert.False(_cursors.AreSaved(Checkpoint("5-0", "6-0")));
        Assert.False(_cursors.AreSaved(Checkpoint("6-0", "4-0")));
        Assert.True(_cursors.AreSaved(Checkpoint("6-0", "6-0")));
    }

    [Fact]
    public void Rewind_BeginsTheStreamAnew_FromWhatIsSaved()
    {
        Load("5-0", "4-0");
        _cursors.Rewind(0);
        Assert.Equal(default, _cursors.Executions);
        Assert.Equal(new CursorMove("fills", Id("5-0"), default, 0), _cursors.Unsaved()[0]);
        Assert.Equal(Id("4-0"), _cursors.Applied[1]);
    }

    [Fact]
    public void Saved_OfAnEmptyCheckpoint_LeavesWhatIsApplied()
    {
        Load("5-0", "4-0");
        _cursors.Saved(HarvestBrain.Redis.Store.Checkpoint.None);
        Assert.Equal(
            [new CursorMove("fills", null, Id("5-0"), 0), new CursorMove("snapshots", null, Id("4-0"), 0)], _cursors.Unsaved());
    }

    private void Load(string? fills, string? snapshots, string last = "9-9") =>
        _cursors.Load(Checkpoint(fills, snapshots), start: _ => Id("7-7"), last: _ => Id(last));

    private CommitBatch Batch(ReadResult read) => new() { Cursors = _cursors.Moves(read), Revision = "" };

    private static Checkpoint Checkpoint(string? fills, string? snapshots)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (fills is not null) fields["fills"] = fills;
        if (snapshots is not null) fields["snapshots"] = snapshots;
        return new Checkpoint(fields);
    }

    private static ReadResult Read(string[] fills, string[] snapshots) => new(
        Fenced: false,
        [[.. fills.Select(id => new StreamEntry(Id(id), [], Fills))], [.. snapshots.Select(id => new StreamEntry(Id(id), [], Snapshots))]],
        KillSwitch: null, NowUnixMs: 0, CutBefore: -1, LastIds: [], Overrides: []);

    private static EntryId Id(string text) => EntryId.TryParse(text, out EntryId id) ? id : throw new FormatException(text);
}
