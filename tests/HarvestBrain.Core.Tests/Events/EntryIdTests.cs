using System.Text;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Tests.Events;

public sealed class EntryIdTests
{
    [Theory]
    [InlineData("0-0", 0, 0)]
    [InlineData("1768693537416-7", 1768693537416, 7)]
    [InlineData("1768693537416", 1768693537416, 0)]
    [InlineData("9223372036854775807-9223372036854775807", long.MaxValue, long.MaxValue)]
    public void TryParse_Id_IsRead(string text, long ms, long sequence)
    {
        Assert.True(EntryId.TryParse(text, out EntryId id));
        Assert.Equal(new EntryId(ms, sequence), id);
        Assert.True(EntryId.TryParse(Encoding.UTF8.GetBytes(text), out EntryId again));
        Assert.Equal(id, again);
        Assert.Equal($"{ms}-{sequence}", id.ToString());
        Span<byte> utf8 = stackalloc byte[EntryId.MaxLength];
        Assert.Equal($"{ms}-{sequence}", Encoding.UTF8.GetString(utf8[..id.Format(utf8)]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("+1-0")]
    [InlineData("1-+0")]
    [InlineData("1--1")]
    [InlineData(" 1-0")]
    [InlineData("1-0 ")]
    [InlineData("1-0-0")]
    [InlineData("1.0")]
    [InlineData("x")]
    [InlineData("1-é")]
    [InlineData("9223372036854775808-0")]
    [InlineData("1-9223372036854775808")]
    [InlineData("000000000000000000000000000000000000000001-0")]
    public void TryParse_AnythingElse_IsRefused(string? text)
    {
        Assert.False(EntryId.TryParse(text, out EntryId id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Order_IsByTimeThenSequence()
    {
        EntryId a = new(1, 9), b = new(2, 0), c = new(2, 1), d = new(2, 1);
        Assert.True(a < b && b < c && a <= b && c <= d && c >= d && c > b && b > a);
        Assert.False(b < a || c < d || c > d || b <= a || a >= b || a > b);
        Assert.Equal((-1, 1, 0), (Math.Sign(a.CompareTo(b)), Math.Sign(c.CompareTo(b)), c.CompareTo(d)));
    }
}
