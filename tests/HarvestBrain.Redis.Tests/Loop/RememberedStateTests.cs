using System.Text;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Loop;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests.Loop;

/// <summary>What outlives the connection, and when it may be written over what Redis has: only over what it was written from.</summary>
public sealed class RememberedStateTests
{
    private const string Symbol = "ETHUSDT";
    private static readonly InputStream Fills = new("fills", EntrySource.Execution);

    private readonly RememberedState _memory;

    public RememberedStateTests()
    {
        var cursors = new InputCursors([Fills]);
        cursors.Load(At("1-0"), _ => default, _ => Id("1-0"));
        _memory = new RememberedState(new HarvestEngine(HarvestPolicy.Default, HarvestMode.Live, 30), cursors);
    }

    [Fact]
    public void Fits_WhatItWasWrittenFrom_AndNothingElse()
    {
        Assert.True(_memory.Fits(Checkpoint.None));
        Assert.True(_memory.Fits(At("1-0")));
        Assert.False(_memory.Fits(At("2-0")));
    }

    [Fact]
    public void Fits_WhatItMayHaveBeenWrittenTo()
    {
        Apply("2-0");
        Assert.True(_memory.Fits(At("1-0")));
        Assert.True(_memory.Fits(At("2-0")));
        Assert.False(_memory.Fits(At("3-0")));
    }

    [Fact]
    public void Fits_Nothing_WhenNothingIsKnown()
    {
        var empty = new RememberedState(new HarvestEngine(HarvestPolicy.Default, HarvestMode.Live, 30), new InputCursors([Fills]));
        Assert.False(empty.IsAny);
        Assert.False(empty.Fits(Checkpoint.None));
    }

    [Fact]
    public void Recover_WritesEveryPositionAgain_BehindWhatWasApplied()
    {
        Apply("2-0");
        _memory.Dirty.Clear();
        _memory.AppliedCount = 5;
        _memory.Recover(At("1-0"));
        Assert.Equal(Id("2-0"), _memory.Cursors.Executions);
        Assert.Equal([new CursorMove("fills", Id("1-0"), Id("2-0"), 0)], _memory.Cursors.Unsaved());
        Assert.Equal(-1, _memory.AppliedCount); // the commit that would have said is not known to be there
        Assert.Equal(Symbol, Assert.Single(_memory.Dirty).Key.Symbol);
    }

    [Fact]
    public void Recover_WithNothingInBetween_KeepsTheCount()
    {
        _memory.AppliedCount = 5;
        _memory.Recover(At("1-0"));
        Assert.Equal(5, _memory.AppliedCount);
    }

    /// <summary>An intent whose commit is not known to be there counts as refused, so that it may be asked for again; one that is there stays.</summary>
    [Theory]
    [InlineData("1-0", true)]
    [InlineData("2-0", false)]
    public void Recover_WhatWasAskedForAndPerhapsNeverPublished_MayBeAskedForAgain(string saved, bool isRejected)
    {
        Apply("2-0");
        Rung rung = _memory.Engine.Find(Symbol)!.Rungs[0];
        Assert.Equal((RungState.Requested, false), (rung.State, rung.Rejected));
        _memory.Recover(At(saved));
        rung = _memory.Engine.Find(Symbol)!.Rungs[0];
        Assert.Equal((RungState.Requested, isRejected), (rung.State, rung.Rejected));
    }

    // A fill and a price that brings about a close, in one batch that is not known to be written.
    private void Apply(string to)
    {
        var read = new ReadResult(
            Fenced: false, [[new StreamEntry(Id("1-1"), [], Fills), new StreamEntry(Id(to), [], Fills)]], KillSwitch: null, NowUnixMs: 2, CutBefore: -1,
            LastIds: [], Overrides: []);
        var batch = new CommitBatch { Cursors = _memory.Cursors.Moves(read), Revision = "" };
        _memory.Uncommitted = batch;
        _memory.Engine.Apply(HarvestEvent.Fill(Id("1-1"), 1, Symbol, OrderSide.Buy, 1, 100, stopLoss: 90), 2);
        foreach (Intent intent in _memory.Engine.Apply(HarvestEvent.PriceUpdate(Id(to), 2, Symbol, 106), 2).Intents)
        {
            batch.Intents.Add(new CommitIntent(
                intent.IntentId, Symbol, intent.Kind, intent.Attempt, Encoding.UTF8.GetBytes("{}"), intent.TimeUnixMs, "", "", intent.StopKind));
        }
        Assert.Contains(batch.Intents, intent => intent.Kind == IntentKind.PartialClose);
    }

    private static Checkpoint At(string fills) => new(new Dictionary<string, string>(StringComparer.Ordinal) { ["fills"] = fills });

    private static EntryId Id(string text) => EntryId.TryParse(text, out EntryId id) ? id : throw new FormatException(text);
}
