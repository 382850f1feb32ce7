namespace HarvestBrain.SessionGeneration;

/// <summary>One thing that happened in the session, before it is dressed in a dialect.</summary>
internal sealed record SessionEvent
{
    public required SymbolProfile Symbol { get; init; }

    public required EventStatus Status { get; init; }

    /// <summary>The market price at this instant.</summary>
    public required decimal Price { get; init; }

    /// <summary>Average true range; price updates only.</summary>
    public decimal? AverageTrueRange { get; init; }

    public bool IsBuy { get; init; }

    /// <summary>Quantity of this execution, or of the part of the order that this status speaks of; 0 for a price update.</summary>
    public decimal Quantity { get; init; }

    public PositionSide PositionSide { get; init; }

    /// <summary>Opens, enlarges or flips a position.</summary>
    public bool Increases { get; init; }

    public bool ReduceOnly { get; init; }

    public decimal? StopLoss { get; init; }

    public decimal? TakeProfit { get; init; }

    /// <summary>In quote currency.</summary>
    public decimal? Fee { get; init; }

    /// <summary>Unique per execution.</summary>
    public string? TradeId { get; init; }

    /// <summary>Shared by the executions of one order.</summary>
    public string? OrderId { get; init; }

    public bool IsFill => Status is EventStatus.Filled or EventStatus.PartiallyFilled;
}
