using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Wire;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("ETHUSDT", "ETHUSDT")]
    [InlineData("", "")]
    [InlineData("币安人生USDT", "币安人生USDT")]
    [InlineData("[red]<b>&\"'`*_", "[red]<b>&\"'`*_")] // whoever shows it escapes it
    [InlineData("A\nB\r\tC\0", "A?B??C?")]
    [InlineData("\e[2J\u009b", "?[2J?")]
    [InlineData("A\u202eB\u200bC\u2028D\u2029", "A?B?C?D?")]
    [InlineData("\U0001F680", "\U0001F680")]
    public void Of_WhatIsNotToBeSeen_IsAQuestionMark(string text, string expected) => Assert.Equal(expected, OneLine.Of(text));

    [Fact]
    public void Of_BrokenSurrogates_AreReplaced()
    {
        // Not as InlineData, which cannot carry half a pair.
        Assert.Equal("A\ufffdB", OneLine.Of("A\ud83dB"));
        Assert.Equal("\ufffd", OneLine.Of("\ude80"));
    }

    [Theory]
    [InlineData("ABCDE", 5, "ABCDE")]
    [InlineData("ABCDEF", 5, "ABCD…")]
    [InlineData("ABCDEF", 1, "…")]
    [InlineData("\U0001F680\U0001F680\U0001F680", 4, "\U0001F680…")]
    [InlineData("\U0001F680\U0001F680\U0001F680", 5, "\U0001F680\U0001F680…")]
    public void Of_TooLong_IsCutAtAWholeCharacter(string text, int most, string expected) => Assert.Equal(expected, OneLine.Of(text, most));

    [Fact]
    public void Of_Huge_IsBounded() => Assert.Equal(new string('x', 63) + "…", OneLine.Of(new string('x', 10_000_000)));
}
