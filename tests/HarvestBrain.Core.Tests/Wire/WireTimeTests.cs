using System.Text;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Wire;

public sealed class WireTimeTests
{
    private const long Ms = 1768694737416; // 2026-01-18T00:05:37.416Z

    [Theory]
    [InlineData("1768694737", 1768694737000)]
    [InlineData("1768694737.416", Ms)]
    [InlineData("1768694737.4169", Ms)]
    [InlineData("1768694737416", Ms)]
    [InlineData("1768694737416.999", Ms)]
    [InlineData("1.768694737416e12", Ms)]
    [InlineData("1.768694737e9", 1768694737000)]
    [InlineData(" 1768694737 ", 1768694737000)]
    [InlineData("99999999999", 99999999999000)]
    [InlineData("100000000000", 100000000000)]
    [InlineData("1000000000", 1000000000000)]
    [InlineData("99999999999999", 99999999999999)]
    [InlineData("100000000000000", 100000000000)]
    [InlineData("1768694737416999", Ms)]
    [InlineData("99999999999999999", 99999999999999)]
    [InlineData("100000000000000000", 100000000000)]
    [InlineData("1768694737416999999", Ms)]
    [InlineData("1.768694737416e18", Ms)]
    public void TryRead_OfUnixTime_TellsTheUnitBySize(string text, long unixMs) => Is(unixMs, text);

    [Theory]
    [InlineData("2026-01-18T00:05:37.416Z", Ms)]
    [InlineData("2026-01-18T00:05:37.416z", Ms)]
    [InlineData("2026-01-18T00:05:37.416", Ms)]
    [InlineData("2026-01-18 00:05:37.416", Ms)]
    [InlineData("2026-01-18T00:05:37.416+00:00", Ms)]
    [InlineData("2026-01-18T01:05:37.416+01:00", Ms)]
    [InlineData("2026-01-17T19:05:37.416-05:00", Ms)]
    [InlineData("2026-01-18T05:35:37.416+05:30", Ms)]
    [InlineData("2026-01-18T00:05:37.4169999Z", Ms)]
    [InlineData("2026-01-18T00:05:37.416123+00:00", Ms)]
    [InlineData("2026-01-18T00:05:37.416123456Z", Ms)]
    [InlineData("2026-01-18T00:05:37Z", 1768694737000)]
    [InlineData("2026-01-18T00:05Z", 1768694700000)]
    [InlineData("2026-01-18", 1768694400000)]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("2024-02-29T12:00:00Z", 1709208000000)]
    [InlineData("9999-12-31T23:59:59.999Z", 253402300799999)]
    [InlineData(" 2026-01-18T00:05:37.416Z\n", Ms)]
    public void TryRead_OfIso8601_KnowsOffsets_AndTakesUtcWithoutOne(string text, long unixMs) => Is(unixMs, text);

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("-0.001")]
    [InlineData("0")]
    [InlineData("999999999")]
    [InlineData("20260118")]
    [InlineData("253402300800000000000")]
    [InlineData("1e21")]
    [InlineData("1e28")]
    [InlineData("1e400")]
    [InlineData("NaN")]
    [InlineData("now")]
    [InlineData("yesterday")]
    [InlineData("00:05:37")]
    [InlineData("2026-01")]
    [InlineData("2026-1-18T00:05:37Z")]
    [InlineData("2026/01/18 00:05:37")]
    [InlineData("18-01-2026 00:05:37")]
    [InlineData("01/18/2026 00:05:37")]
    [InlineData("Sun, 18 Jan 2026 00:05:37 GMT")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-01-18T25:00:00Z")]
    [InlineData("2026-01-18T00:05:37 Europe/Paris")]
    [InlineData("1969-12-31T23:59:59.999Z")]
    [InlineData("1970-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("２０２６-01-18T00:05:37Z")]
    [InlineData("2026-01-18T00:05:37.4160000000000000000000000000000000000Z")]
    public void TryRead_OfAnythingElse_IsRefused(string text) =>
        Assert.False(WireTime.TryRead(Encoding.UTF8.GetBytes(text), out long _, out int _));

    private static void Is(long expected, string text)
    {
        Assert.True(WireTime.TryRead(Encoding.UTF8.GetBytes(text), out long unixMs, out int _), text);
        Assert.Equal(expected, unixMs);
    }
}
