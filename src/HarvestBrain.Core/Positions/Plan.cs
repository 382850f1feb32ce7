namespace HarvestBrain.Core.Positions;

/// <summary>
/// What follows from a position and its policy, so that a tick only compares. Not saved. Planning computes it, with the trigger price
/// and the quantity of each rung; <see cref="Plan()"/> is that of a flat position. A field of <see cref="Position"/>.
/// </summary>
internal struct Plan
{
    /// <summary>Nothing is due, ever.</summary>
    public Plan()
    {
    }

    /// <inheritdoc cref="Position.InitialRisk"/>
    public decimal? InitialRisk { get; set; }

    /// <summary>Costs per unit that R counts, quote currency. 0 unless R is net.</summary>
    public decimal CostInR { get; set; }

    /// <summary>The stops that prices bring about (break-even, profit lock). Empty without initial risk.</summary>
    public StopStep[] StopSteps { get; set; } = [];

    /// <summary>The price from which the stop trails.</summary>
    public decimal TrailTrigger { get; set; }

    /// <summary>The event time from which the time stop may be due.</summary>
    public long TimeStopAtUnixMs { get; set; } = long.MaxValue;

    /// <summary>The time stop is due while the mark does not reach this price.</summary>
    public decimal TimeStopPrice { get; set; }

    /// <inheritdoc cref="Position.CurrentStop"/>
    /// <remarks>0 = none known.</remarks>
    public decimal Stop { get; set; }

    /// <summary>The executor does not know how much the stop in force should protect.</summary>
    public bool IsProtectDue { get; set; }

    /// <summary>The nearest price at which something may be due: one comparison per tick.</summary>
    public decimal NextPrice { get; set; }

    /// <summary>The earliest time at which a rung, or a stop, may be asked for again.</summary>
    public long NextRearmUnixMs { get; set; } = long.MaxValue;
}
