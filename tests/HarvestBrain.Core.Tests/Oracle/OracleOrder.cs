namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>
/// An order as it tells itself: by its executions, by what it has filled so far, or by both. What is new in a total is what no entry of the
/// order told before; an average is of all of it, and a fee too, unless the entry names its execution.
/// </summary>
internal sealed class OracleOrder
{
    private Rational _filled;
    private Rational _paid;
    private Rational _fee;

    /// <summary>One execution.</summary>
    public void Execution(Rational quantity, Rational price, Rational fee)
    {
        _filled += quantity;
        _paid += quantity * price;
        _fee += fee;
    }

    /// <summary>What is new in a total; <see langword="null"/> = nothing is.</summary>
    public (Rational Quantity, Rational Price, Rational Fee)? New(Rational total, Rational price, bool isAverage, Rational fee, bool isFeeOfExecution)
    {
        var quantity = total - _filled;
        if (quantity.Sign <= 0 || quantity * Rational.FromInteger(1_000_000_000) <= total)
        {
            return null;
        }

        var paid = isAverage ? total * price : _paid + (quantity * price);
        var newFee = isFeeOfExecution || fee.Sign == 0 ? fee : fee - _fee;
        var added = (quantity, (paid - _paid) / quantity, newFee);
        _filled = total;
        _paid = paid;
        _fee += newFee;
        return added;
    }
}

/// <summary>What an entry of an order tells.</summary>
/// <param name="IsTotal">The quantity is all that the order has filled so far, not one execution.</param>
/// <param name="IsAverage">Of a total: the price is the average of it all.</param>
/// <param name="IsFeeOfExecution">Of a total: the fee is that of one execution all the same.</param>
internal readonly record struct OracleTold(bool IsTotal, bool IsAverage, bool IsFeeOfExecution);
