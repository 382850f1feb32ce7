namespace HarvestBrain.Benchmarks;

/// <summary>An entry as the naive decoder understands it.</summary>
internal sealed class NaiveEvent
{
    public required string Kind { get; init; } // "fill", "price" or "other"
    public required string Id { get; init; }
    public required string Symbol { get; init; }
    public string PositionSide { get; init; } = "BOTH";
    public bool IsBuy { get; init; }
    public decimal Quantity { get; init; }
    public decimal Price { get; init; }
    public decimal StopLoss { get; init; }
    public decimal Fee { get; init; }
    public bool ReduceOnly { get; init; }
    public string? ExecutionId { get; init; }
}
