using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests.Store;

/// <summary>What a checkpoint says, also one of an older version or with odd values.</summary>
public sealed class CheckpointTests
{
    [Fact]
    public void None_SaysThatNothingIsKnown()
    {
        Checkpoint none = Checkpoint.None;
        Assert.False(none.Exists);
        Assert.Equal((null, "", -1, -1), (none.Schema, none.Revision, none.AppliedCount, none.Positions));
        Assert.Null(none.Mode);
        Assert.Null(none.Applied("fills"));
        Assert.Empty(none.Rate);
        Assert.Empty(none.StopRate);
    }

    [Fact]
    public void Fields_AreRead()
    {
        Checkpoint known = Of(
            ("schema", "5"), ("revision", "7"), ("applied", "12"), ("positions", "3"), ("rate", "1,2"), ("stop_rate", "3"), ("fills", "5-1"),
            ("snapshots", "0-0"));
        Assert.True(known.Exists);
        Assert.Equal(("5", "7", 12, 3), (known.Schema, known.Revision, known.AppliedCount, known.Positions));
        Assert.Equal([1, 2], known.Rate);
        Assert.Equal([3], known.StopRate);
        Assert.Equal(new EntryId(5, 1), known.Applied("fills"));
        Assert.Equal(default(EntryId), known.Applied("snapshots")); // read from its beginning, which is not the same as never read
    }

    [Theory]
    [InlineData("live", HarvestMode.Live)]
    [InlineData("shadow", HarvestMode.Shadow)]
    [InlineData("LIVE", null)]
    [InlineData("", null)]
    public void Mode_IsThatOfTheLastOwner(string word, HarvestMode? mode) => Assert.Equal(mode, Of(("mode", word)).Mode);

    [Fact]
    public void Rate_OddTimes_AreLeftOut() => Assert.Equal([1, 5], Of(("rate", "1,,x,-2, 3,5")).Rate);

    [Fact]
    public void SameAs_ComparesAllFields()
    {
        Checkpoint one = Of(("fills", "5-1"), ("applied", "1"));
        Assert.True(one.SameAs(Of(("applied", "1"), ("fills", "5-1"))));
        Assert.False(one.SameAs(Of(("applied", "2"), ("fills", "5-1"))));
        Assert.False(one.SameAs(Of(("fills", "5-1"))));
        Assert.False(Of(("fills", "5-1")).SameAs(one));
        Assert.False(one.SameAs(Of(("fills", "5-1"), ("positions", "1"))));
    }

    private static Checkpoint Of(params (string Name, string Value)[] fields) =>
        new(fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal));
}
