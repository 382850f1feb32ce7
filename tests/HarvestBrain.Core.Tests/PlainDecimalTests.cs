using System.Globalization;

namespace HarvestBrain.Core.Tests;

public sealed class PlainDecimalTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.000", "0")]
    [InlineData("0.250", "0.25")]
    [InlineData("100.00", "100")]
    [InlineData("100", "100")]
    [InlineData("-1.50", "-1.5")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("0.00000001", "0.00000001")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335", "-79228162514264337593543950335")]
    [InlineData("7.9228162514264337593543950330", "7.922816251426433759354395033")]
    [InlineData("1000000000000000.000000000000", "1000000000000000")]
    public void Format_HasNoExponentAndNoTrailingZeros(string value, string expected)
    {
        decimal number = decimal.Parse(value, CultureInfo.InvariantCulture);
        Assert.Equal(expected, PlainDecimal.Format(number));
        Assert.Equal(expected, PlainDecimal.Trim(number).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(number, PlainDecimal.Trim(number));
    }

    [Theory]
    [InlineData("0", 5, "0")]
    [InlineData("1", 1, "1")]
    [InlineData("123456", 3, "123456")] // digits before the point are never lost
    [InlineData("3300.6666666666666666666666667", 20, "3300.6666666666666667")]
    [InlineData("-3300.6666666666666666666666667", 20, "-3300.6666666666666667")]
    [InlineData("0.33333333333333333333333333", 5, "0.33333")]
    [InlineData("0.00033333333333333333333333", 5, "0.00033333")]
    [InlineData("0.9999999", 5, "1")]
    [InlineData("99999.9", 5, "100000")]
    [InlineData("1.25", 2, "1.2")] // half to even
    [InlineData("1.35", 2, "1.4")]
    [InlineData("12.5", 28, "12.5")]
    [InlineData("0.1", 28, "0.1")]
    [InlineData("0.0000000000000000000000000001", 20, "0.0000000000000000000000000001")]
    [InlineData("999999999999.5", 12, "1000000000000")]
    [InlineData("1000000000000.5", 12, "1000000000000")]
    public void RoundToSignificant_KeepsThatManyDigits(string value, int digits, string expected) => Assert.Equal(
        expected, PlainDecimal.Format(PlainDecimal.RoundToSignificant(decimal.Parse(value, CultureInfo.InvariantCulture), digits)));

    [Fact]
    public void RoundToSignificant_OfARoundedNumber_ChangesNothing()
    {
        var random = new Random(7);
        for (int i = 0; i < 2000; i++)
        {
            decimal value = new(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29));
            int digits = random.Next(1, 29);
            decimal once = PlainDecimal.RoundToSignificant(value, digits);
            Assert.Equal(once, PlainDecimal.RoundToSignificant(once, digits));
            Assert.True(Math.Abs(once - value) <= 1 || digits > 20, $"{value} to {digits} is {once}");
        }
    }
}
