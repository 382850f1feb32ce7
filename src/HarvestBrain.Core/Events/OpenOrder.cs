namespace HarvestBrain.Core.Events;

/// <summary>One order that stands at the venue.</summary>
public readonly record struct OpenOrder
{
    /// <summary>The venue's id of the order; <see langword="null"/> = not told.</summary>
    public string? OrderId { get; init; }

    /// <summary>What the order is for; default not told.</summary>
    public OrderRole Role { get; init; }

    /// <summary>Side of the order.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>What of it is not filled, base units; 0 = not told, as beside <see cref="ClosePosition"/>.</summary>
    public decimal Quantity { get; init; }

    /// <summary>The price that triggers it; 0 = none does.</summary>
    public decimal StopPrice { get; init; }

    /// <summary>It never opens or adds. Default false.</summary>
    public bool ReduceOnly { get; init; }

    /// <summary>It closes whatever is open when it is triggered. Default false.</summary>
    public bool ClosePosition { get; init; }

    /// <summary>The intent that asked for it; <see langword="null"/> = not told, or none of ours.</summary>
    public string? IntentId { get; init; }
}
