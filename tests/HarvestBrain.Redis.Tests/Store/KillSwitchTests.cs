using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests.Store;

/// <summary>What the value of the kill switch means: only a few words publish, and anything odd stops.</summary>
public sealed class KillSwitchTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("false")]
    [InlineData("OFF")]
    [InlineData(" No\n")]
    public void Off(string? value) => Assert.False(KillSwitch.IsOn(value));

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("on")]
    [InlineData("00")]
    [InlineData("0.0")]
    [InlineData("offf")]
    [InlineData("n\u043e")] // a Cyrillic letter
    [InlineData("\u00a00")] // a blank that is none of ASCII
    public void On(string value) => Assert.True(KillSwitch.IsOn(value));
}
