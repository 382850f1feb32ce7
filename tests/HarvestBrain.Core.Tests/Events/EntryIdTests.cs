using System.Text;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Tests.Events;

public sealed class EntryIdTests
{
    [Theory]
    [InlineData("0-0", 0, 0)]
    [InlineData("1768693537416-0", 1768693537416, 0)]
    [InlineData("1768693537416-12", 1768693537416, 12)]
    [InlineData("1768693537416", 1768693537416, 0)]
    [InlineData("007-08", 7, 8)]
    [InlineData("9223372036854775807-9223372036854775807", long.MaxValue, long.MaxValue)]
    public void TryParse_OfAnId(string text, long ms, long sequence)
    {
        Assert.True(EntryId.TryParse(text, out EntryId id));
        Assert.Equal(new EntryId(ms, sequence), id);
        Assert.True(EntryId.TryParse(Encoding.UTF8.GetBytes(text), out id));
        Assert.Equal(new EntryId(ms, sequence), id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("1--1")]
    [InlineData("1-2-3")]
    [InlineData("+1-1")]
    [InlineData("1-+1")]
    [InlineData(" 1-1")]
    [InlineData("1-1 ")]
    [InlineData("1.0-1")]
    [InlineData("1-1.0")]
    [InlineData("1,0-1")]
    [InlineData("1e3-1")]
    [InlineData("0x1-1")]
    [InlineData("$")]
    [InlineData("*")]
    [InlineData("a-b")]
    [InlineData("١-1")]
    [InlineData("1-*")]
    [InlineData("9223372036854775808-0")]
    [InlineData("0-9223372036854775808")]
    [InlineData("18446744073709551615-18446744073709551615")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000001-1x")]
    public void TryParse_OfAnythingElse_IsRefused(string text)
    {
        Assert.False(EntryId.TryParse(text, out EntryId id));
        Assert.Equal(default, id);
        Assert.False(EntryId.TryParse(Encoding.UTF8.GetBytes(text), out id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void TryParse_OfNull_IsRefused() => Assert.False(EntryId.TryParse((string?)null, out _));

    [Theory]
    [InlineData(0, 0, "0-0")]
    [InlineData(1768693537416, 3, "1768693537416-3")]
    [InlineData(long.MaxValue, long.MaxValue, "9223372036854775807-9223372036854775807")]
    public void ToStringAndFormat_WriteWhatTryParseReads(long ms, long sequence, string expected)
    {
        var id = new EntryId(ms, sequence);
        Assert.Equal(expected, id.ToString());
        byte[] utf8 = new byte[EntryId.MaxLength];
        Assert.Equal(expected, Encoding.UTF8.GetString(utf8, 0, id.Format(utf8)));
        Assert.True(EntryId.TryParse(expected, out EntryId again));
        Assert.Equal(id, again);
    }

    [Theory]
    [InlineData(1, 1, 1, 1, 0)]
    [InlineData(1, 1, 1, 2, -1)]
    [InlineData(1, 9, 2, 0, -1)]
    [InlineData(10, 0, 9, 9, 1)]
    [InlineData(0, 0, long.MaxValue, long.MaxValue, -1)]
    public void Order_IsByTimeThenSequence(long ms, long sequence, long otherMs, long otherSequence, int expected)
    {
        EntryId left = new(ms, sequence), right = new(otherMs, otherSequence);
        Assert.Equal(expected, Math.Sign(left.CompareTo(right)));
        Assert.Equal(-expected, Math.Sign(right.CompareTo(left)));
        Assert.Equal(expected < 0, left < right);
        Assert.Equal(expected > 0, left > right);
        Assert.Equal(expected <= 0, left <= right);
        Assert.Equal(expected >= 0, left >= right);
        Assert.Equal(expected == 0, left == right);
    }
}
