using System.Globalization;
using System.Numerics;

namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>
/// An exact fraction, always in lowest terms with a positive denominator. The default value is zero.
/// The oracle computes in it so that a difference to the engine is never the oracle's own rounding.
/// </summary>
internal readonly struct Rational : IEquatable<Rational>, IComparable<Rational>, IComparable
{
    private const int MaxDecimalScale = 28;

    private static readonly BigInteger MaxDecimalMantissa = (BigInteger.One << 96) - 1;

    // Zero stands for one, so that default(Rational) is the number zero and not an undefined 0/0.
    private readonly BigInteger _denominator;

    /// <exception cref="DivideByZeroException"><paramref name="denominator"/> is zero.</exception>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException("A fraction needs a denominator other than zero.");
        }

        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        _denominator = denominator / divisor;
    }

    public static Rational Zero => default;

    public static Rational One => new(BigInteger.One, BigInteger.One);

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => Numerator.Sign;

    public static Rational operator +(Rational left, Rational right) =>
        new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static Rational operator -(Rational left, Rational right) => left + -right;

    public static Rational operator -(Rational value) => new(-value.Numerator, value.Denominator);

    public static Rational operator *(Rational left, Rational right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <exception cref="DivideByZeroException"><paramref name="right"/> is zero.</exception>
    public static Rational operator /(Rational left, Rational right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    public static bool operator ==(Rational left, Rational right) => left.Equals(right);

    public static bool operator !=(Rational left, Rational right) => !left.Equals(right);

    public static bool operator <(Rational left, Rational right) => left.CompareTo(right) < 0;

    public static bool operator <=(Rational left, Rational right) => left.CompareTo(right) <= 0;

    public static bool operator >(Rational left, Rational right) => left.CompareTo(right) > 0;

    public static bool operator >=(Rational left, Rational right) => left.CompareTo(right) >= 0;

    public static Rational Min(Rational left, Rational right) => left <= right ? left : right;

    public static Rational Max(Rational left, Rational right) => left >= right ? left : right;

    public static Rational FromInteger(BigInteger value) => new(value, BigInteger.One);

    /// <summary>The exact value: a decimal is a 96-bit integer over a power of ten.</summary>
    public static Rational FromDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);

        var mantissa = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        var scale = (bits[3] >> 16) & 0xFF;
        var negative = bits[3] < 0;

        return new Rational(negative ? -mantissa : mantissa, BigInteger.Pow(10, scale));
    }

    public static Rational? FromDecimal(decimal? value) => value is { } given ? FromDecimal(given) : null;

    public Rational Abs() => new(BigInteger.Abs(Numerator), Denominator);

    /// <summary>The largest integer that is not above this, also for negative values.</summary>
    public BigInteger Floor()
    {
        // BigInteger division goes towards zero; below zero that is one too high unless it came out even.
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The largest multiple of <paramref name="step"/> that is not above this.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is not positive.</exception>
    public Rational FloorTo(Rational step)
    {
        if (step.Sign <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "A step is positive.");
        }

        return FromInteger((this / step).Floor()) * step;
    }

    /// <summary>
    /// The nearest decimal (half to even) without trailing zeros. Meant for messages; comparisons belong to the exact value.
    /// </summary>
    /// <exception cref="OverflowException">The value is beyond the range of <see cref="decimal"/>.</exception>
    public decimal ToDecimal() =>
        TryToDecimal(out var value) ? value : throw new OverflowException("The fraction is beyond the range of decimal.");

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Rational other => CompareTo(other),
        _ => throw new ArgumentException("Only a Rational compares to a Rational.", nameof(obj)),
    };

    // Lowest terms are unique, so that equal values have equal parts.
    public bool Equals(Rational other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    /// <summary>The plain decimal where that is exact, else the fraction and what it is about.</summary>
    public override string ToString()
    {
        var fraction = string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
        if (!TryToDecimal(out var value))
        {
            return fraction;
        }

        var plain = value.ToString(CultureInfo.InvariantCulture);
        return FromDecimal(value) == this ? plain : $"{fraction} (about {plain})";
    }

    private bool TryToDecimal(out decimal value)
    {
        // The finest scale whose rounded mantissa still fits keeps the most digits.
        for (var scale = MaxDecimalScale; scale >= 0; scale--)
        {
            var mantissa = RoundHalfToEven(BigInteger.Abs(Numerator) * BigInteger.Pow(10, scale), Denominator);
            if (mantissa > MaxDecimalMantissa)
            {
                continue;
            }

            while (scale > 0 && (mantissa % 10).IsZero)
            {
                mantissa /= 10;
                scale--;
            }

            var low = unchecked((int)(uint)(mantissa & uint.MaxValue));
            var middle = unchecked((int)(uint)((mantissa >> 32) & uint.MaxValue));
            var high = unchecked((int)(uint)(mantissa >> 64));

            // A value that rounds to zero is plain zero: "-0" in a message would mislead.
            value = new decimal(low, middle, high, Sign < 0 && !mantissa.IsZero, (byte)scale);
            return true;
        }

        value = 0m;
        return false;
    }

    private static BigInteger RoundHalfToEven(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        var half = (remainder * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
