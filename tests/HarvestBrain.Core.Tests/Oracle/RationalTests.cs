using System.Numerics;

namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>The oracle is only worth something if its arithmetic is beyond doubt.</summary>
public sealed class RationalTests
{
    [Theory]
    [InlineData(2, 4, 1, 2)]
    [InlineData(-2, 4, -1, 2)]
    [InlineData(2, -4, -1, 2)]
    [InlineData(-2, -4, 1, 2)]
    [InlineData(0, -7, 0, 1)]
    [InlineData(6, 3, 2, 1)]
    public void Constructor_AnyFraction_IsInLowestTermsWithPositiveDenominator(int numerator, int denominator, int expectedNumerator, int expectedDenominator)
    {
        var value = new Rational(numerator, denominator);

        Assert.Equal(expectedNumerator, value.Numerator);
        Assert.Equal(expectedDenominator, value.Denominator);
    }

    [Fact]
    public void Default_IsZero()
    {
        Rational value = default;

        Assert.Equal(Rational.Zero, value);
        Assert.Equal(new Rational(0, 5), value);
        Assert.Equal(new Rational(0, 5).GetHashCode(), value.GetHashCode());
        Assert.Equal(BigInteger.One, value.Denominator);
        Assert.Equal(Rational.One, value + Rational.One);
        Assert.Equal("0", value.ToString());
    }

    [Fact]
    public void ZeroDenominator_Throws()
    {
        Assert.Throws<DivideByZeroException>(() => new Rational(1, 0));
        Assert.Throws<DivideByZeroException>(() => Rational.One / Rational.Zero);
    }

    [Fact]
    public void Operators_OfHalvesAndThirds_AreExact()
    {
        var half = new Rational(1, 2);
        var third = new Rational(1, 3);

        Assert.Equal(new Rational(5, 6), half + third);
        Assert.Equal(new Rational(1, 6), half - third);
        Assert.Equal(new Rational(-1, 6), third - half);
        Assert.Equal(new Rational(1, 6), half * third);
        Assert.Equal(new Rational(3, 2), half / third);
        Assert.Equal(new Rational(-3, 2), half / -third);
        Assert.Equal(Rational.One, third + third + third);
        Assert.Equal(half, (-half).Abs());
    }

    [Fact]
    public void Comparison_OrdersByValue()
    {
        var smaller = new Rational(-1, 2);
        var larger = new Rational(-1, 3);

        Assert.True(smaller < larger);
        Assert.True(smaller <= larger);
        Assert.True(larger > smaller);
        Assert.True(larger >= smaller);
        Assert.True(smaller != larger);
        Assert.True(smaller == new Rational(2, -4));
        Assert.True(smaller <= new Rational(2, -4));
        Assert.Equal(smaller, Rational.Min(smaller, larger));
        Assert.Equal(larger, Rational.Max(smaller, larger));
        Assert.Equal(-1, larger.Sign);
        Assert.Equal(0, (larger - larger).Sign);
        Assert.Equal(1, (-larger).Sign);
    }

    [Fact]
    public void FromDecimal_IsExactAndIgnoresTrailingZeros()
    {
        Assert.Equal(new Rational(1, 10), Rational.FromDecimal(0.1m));
        Assert.Equal(new Rational(-5, 4), Rational.FromDecimal(-1.2500m));
        Assert.Equal(Rational.Zero, Rational.FromDecimal(-0.0m));
        Assert.Equal(new Rational(1, BigInteger.Pow(10, 28)), Rational.FromDecimal(0.0000000000000000000000000001m));
        Assert.Equal(Rational.FromInteger((BigInteger.One << 96) - 1), Rational.FromDecimal(decimal.MaxValue));
        Assert.Equal(-Rational.FromDecimal(decimal.MaxValue), Rational.FromDecimal(decimal.MinValue));

        // Each of the three words of the mantissa with its top bit set, where a sign extension would show.
        Assert.Equal(Rational.FromInteger(BigInteger.One << 31), Rational.FromDecimal(2147483648m));
        Assert.Equal(Rational.FromInteger(BigInteger.One << 63), Rational.FromDecimal(9223372036854775808m));
        Assert.Equal(Rational.FromInteger(BigInteger.One << 95), Rational.FromDecimal(39614081257132168796771975168m));
    }

    [Fact]
    public void FromDecimal_OfNull_IsNull() => Assert.Null(Rational.FromDecimal((decimal?)null));

    [Fact]
    public void ToDecimal_OfADecimal_GivesItBack()
    {
        foreach (var value in (decimal[])[0m, 1m, -1m, 0.1m, 3300.25m, -0.0000000000000000000000000001m, decimal.MaxValue, decimal.MinValue, 2147483648m, 9223372036854775808m, 1.2345678901234567890123456789m])
        {
            Assert.Equal(value, Rational.FromDecimal(value).ToDecimal());
        }
    }

    [Fact]
    public void ToDecimal_BetweenTwoDecimals_RoundsHalfToEven()
    {
        var smallest = Rational.FromDecimal(0.0000000000000000000000000001m);

        Assert.Equal(0.3333333333333333333333333333m, new Rational(1, 3).ToDecimal());
        Assert.Equal(-0.6666666666666666666666666667m, new Rational(-2, 3).ToDecimal());
        Assert.Equal(0m, (smallest / Rational.FromInteger(2)).ToDecimal());
        Assert.Equal(0.0000000000000000000000000002m, (smallest * new Rational(3, 2)).ToDecimal());
        Assert.Equal("0", (-smallest / Rational.FromInteger(3)).ToDecimal().ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void ToDecimal_OutOfRange_ThrowsButStillPrints()
    {
        var tooLarge = Rational.FromDecimal(decimal.MaxValue) + Rational.One;

        Assert.Throws<OverflowException>(() => tooLarge.ToDecimal());
        Assert.Equal("79228162514264337593543950336/1", tooLarge.ToString());
    }

    [Fact]
    public void ToString_TellsExactFromRounded()
    {
        Assert.Equal("0.25", new Rational(1, 4).ToString());
        Assert.Equal("-1/3 (about -0.3333333333333333333333333333)", new Rational(-1, 3).ToString());
    }

    [Theory]
    [InlineData(7, 2, 3)]
    [InlineData(-7, 2, -4)]
    [InlineData(4, 2, 2)]
    [InlineData(-4, 2, -2)]
    [InlineData(-1, 3, -1)]
    [InlineData(0, 1, 0)]
    public void Floor_GoesDownAlsoBelowZero(int numerator, int denominator, int expected) =>
        Assert.Equal(expected, new Rational(numerator, denominator).Floor());

    [Fact]
    public void FloorTo_GivesTheMultipleBelow()
    {
        var step = Rational.FromDecimal(0.001m);

        Assert.Equal(Rational.FromDecimal(0.333m), new Rational(1, 3).FloorTo(step));
        Assert.Equal(Rational.FromDecimal(0.25m), Rational.FromDecimal(0.25m).FloorTo(step));
        Assert.Equal(Rational.FromDecimal(-0.334m), new Rational(-1, 3).FloorTo(step));
        Assert.Equal(Rational.Zero, Rational.FromDecimal(0.0009m).FloorTo(step));
        Assert.Equal(Rational.FromDecimal(0.6m), Rational.FromDecimal(0.8m).FloorTo(Rational.FromDecimal(0.3m)));
        Assert.Throws<ArgumentOutOfRangeException>(() => step.FloorTo(Rational.Zero));
    }
}
