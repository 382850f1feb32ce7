namespace HarvestBrain.Review.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    /// <summary>The share below a value: Hart's rational approximation as given by West (2005), good to about 1e-15.</summary>
    public static double Below(double x)
    {
        double a = Math.Abs(x);
        if (a > 37) return x > 0 ? 1 : 0;
        double e = Math.Exp(-a * a / 2), tail;
        if (a < 7.07106781186547)
        {
            double top = (((((((((((3.52624965998911e-02 * a) + 0.700383064443688) * a) + 6.37396220353165) * a) + 33.912866078383) * a)
                + 112.079291497871) * a) + 221.213596169931) * a) + 220.206867912376;
            double bottom = (((((((((((((8.83883476483184e-02 * a) + 1.75566716318264) * a) + 16.064177579207) * a) + 86.7807322029461) * a)
                + 296.564248779674) * a) + 637.333633378831) * a) + 793.826512519948) * a) + 440.413735824752;
            tail = e * top / bottom;
        }
        else
        {
            double fraction = a + (1 / (a + (2 / (a + (3 / (a + (4 / (a + 0.65))))))));
            tail = e / fraction / 2.506628274631;
        }
        return x > 0 ? 1 - tail : tail;
    }

    /// <summary>The value below which a share lies: Acklam's approximation, refined by one step of Halley's method.</summary>
    /// <param name="share">Above 0 and below 1.</param>
    public static double Quantile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
        const double Low = 0.02425;
        double x;
        if (share < Low) x = Tail(Math.Sqrt(-2 * Math.Log(share)));
        else if (share > 1 - Low) x = -Tail(Math.Sqrt(-2 * Math.Log(1 - share)));
        else
        {
            double q = share - 0.5, r = q * q;
            double top = (((((((((-39.69683028665376 * r) + 220.9460984245205) * r) - 275.9285104469687) * r) + 138.3577518672690) * r)
                - 30.66479806614716) * r) + 2.506628277459239;
            double bottom = (((((((((-54.47609879822406 * r) + 161.5858368580409) * r) - 155.6989798598866) * r) + 66.80131188771972) * r)
                - 13.28068155288572) * r) + 1;
            x = top * q / bottom;
        }
        double u = (Below(x) - share) * Math.Sqrt(2 * Math.PI) * Math.Exp(x * x / 2);
        return x - (u / (1 + (x * u / 2)));
    }

    private static double Tail(double q)
    {
        double top = (((((((((-0.007784894002430293 * q) - 0.3223964580411365) * q) - 2.400758277161838) * q) - 2.549732539343734) * q)
            + 4.374664141464968) * q) + 2.938163982698783;
        double bottom = (((((((0.007784695709041462 * q) + 0.3224671290700398) * q) + 2.445134137142996) * q) + 3.754408661907416) * q) + 1;
        return top / bottom;
    }
}
