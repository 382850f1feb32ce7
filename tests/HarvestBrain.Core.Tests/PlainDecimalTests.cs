namespace HarvestBrain.Core.Tests;

public sealed class PlainDecimalTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.000", "0")]
    [InlineData("0.250", "0.25")]
    [InlineData("100.00", "100")]
    [InlineData("-1.50", "-1.5")]
    [InlineData("0.000000000001", "0.000000000001")]
    [InlineData("1000000000000000000", "1000000000000000000")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    public void Format_HasNoExponentAndNoTrailingZeros(string value, string expected)
    {
        decimal number = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected, PlainDecimal.Format(number));
        Assert.Equal(number, PlainDecimal.Trim(number));
        Assert.Equal(expected, PlainDecimal.Trim(number).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("123.456", 4, "123.5")]
    [InlineData("-123.456", 4, "-123.5")]
    [InlineData("0.00123456", 4, "0.001235")]
    [InlineData("123.456", 6, "123.456")]
    [InlineData("123.456", 28, "123.456")]
    [InlineData("123.45", 4, "123.4")] // half to even
    [InlineData("123.55", 4, "123.6")]
    [InlineData("123456", 2, "123456")] // no digits before the point are taken
    [InlineData("123456.7", 2, "123457")]
    [InlineData("9.99", 2, "10")]
    [InlineData("10.04", 3, "10")]
    [InlineData("0", 5, "0")]
    [InlineData("0.0000000000000000000000000006", 28, "0.0000000000000000000000000006")]
    public void RoundToSignificant_KeepsThatManyDigits(string value, int digits, string expected) => Assert.Equal(
        expected,
        PlainDecimal.Format(PlainDecimal.RoundToSignificant(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), digits)));
}
