using System.Globalization;
using System.Text;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Wire;

public sealed class WireNumberTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("1", "1")]
    [InlineData("+1", "1")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("0001.50", "1.50")]
    [InlineData("1.", "1")]
    [InlineData(".5", "0.5")]
    [InlineData("1e3", "1000")]
    [InlineData("1E+3", "1000")]
    [InlineData("1.5e-3", "0.0015")]
    [InlineData("-2.5E2", "-250")]
    [InlineData("1e-05", "0.00001")]
    [InlineData(" 1.5\t\r\n", "1.5")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335", "-79228162514264337593543950335")]
    [InlineData("7.9228162514264337593543950335", "7.9228162514264337593543950335")]
    [InlineData("0.1000000000000000055511151231257827021181583404541015625", "0.1000000000000000055511151231")]
    [InlineData("3300.1234567890123456789012345678901234567890", "3300.1234567890123456789012346")]
    public void Read_OfANumber_IsExact(string text, string expected)
    {
        Assert.Null(Read(text, out decimal value));
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("abc")]
    [InlineData("1a")]
    [InlineData("1 2")]
    [InlineData("1,5")]
    [InlineData("1,000")]
    [InlineData("1.5.0")]
    [InlineData("--1")]
    [InlineData("(1)")]
    [InlineData("0x1F")]
    [InlineData("1_000")]
    [InlineData("$1")]
    [InlineData("1%")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("١")]
    [InlineData("infinite")]
    [InlineData("nanny")]
    public void Read_OfAnythingElse_IsInvalid(string text) => Assert.Equal(DecodeCode.NumberInvalid, Read(text, out _));

    [Theory]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("NAN")]
    [InlineData("-nan")]
    [InlineData("+NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("+infinity")]
    [InlineData("inf")]
    [InlineData("-INF")]
    [InlineData(" NaN ")]
    public void Read_OfNaNAndInfinity_IsNotFinite(string text) => Assert.Equal(DecodeCode.NumberNotFinite, Read(text, out _));

    [Theory]
    [InlineData("79228162514264337593543950336")]
    [InlineData("-79228162514264337593543950336")]
    [InlineData("1e29")]
    [InlineData("1e308")]
    [InlineData("1e309")]
    [InlineData("-1e400")]
    [InlineData("1e99999")]
    public void Read_OfMoreThanADecimalHolds_IsOutOfRange(string text) => Assert.Equal(DecodeCode.NumberOutOfRange, Read(text, out _));

    [Theory]
    [InlineData("1e-29")]
    [InlineData("-1e-400")]
    public void Read_OfLessThanADecimalHolds_IsZero(string text)
    {
        Assert.Null(Read(text, out decimal value));
        Assert.Equal(0, value);
    }

    [Fact]
    public void Read_OfThousandsOfDigits_Ends()
    {
        Assert.Equal(DecodeCode.NumberOutOfRange, Read(new string('9', 5000), out _));
        Assert.Null(Read("1." + new string('0', 5000), out decimal value));
        Assert.Equal(1, value);
    }

    private static DecodeCode? Read(string text, out decimal value) => WireNumber.Read(Encoding.UTF8.GetBytes(text), out value);
}
