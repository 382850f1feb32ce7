namespace HarvestBrain.SessionGeneration;

/// <summary>What a trader holds, from flat to flat or to a flip.</summary>
internal sealed class Holding(bool isLong, decimal stop, TradePlan plan)
{
    public bool IsLong { get; } = isLong;

    public TradePlan Plan { get; } = plan;

    public decimal Quantity { get; private set; }

    public decimal AverageEntry { get; private set; }

    /// <summary>Always on the losing side of <see cref="AverageEntry"/>.</summary>
    public decimal Stop { get; private set; } = stop;

    /// <summary>Best R so far, never under 0.</summary>
    public decimal PeakR { get; private set; }

    public int UpdatesHeld { get; private set; }

    public int ScaleInsDone { get; set; }

    public int PartialExitsDone { get; set; }

    /// <summary>R-multiple of <paramref name="price"/>; the sign works out for both sides.</summary>
    public decimal R(decimal price) => (price - AverageEntry) / (AverageEntry - Stop);

    public bool IsStoppedAt(decimal price) => IsLong ? price <= Stop : price >= Stop;

    /// <summary>The average entry after adding <paramref name="quantity"/> at <paramref name="price"/>.</summary>
    public decimal AverageAfter(decimal quantity, decimal price) =>
        ((AverageEntry * Quantity) + (price * quantity)) / (Quantity + quantity);

    public void Increase(decimal quantity, decimal price, decimal stop)
    {
        AverageEntry = AverageAfter(quantity, price);
        Quantity += quantity;
        Stop = stop;
    }

    public void Reduce(decimal quantity) => Quantity -= quantity;

    public void Observe(decimal price)
    {
        UpdatesHeld++;
        PeakR = Math.Max(PeakR, R(price));
    }
}
