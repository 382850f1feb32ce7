namespace HarvestBrain.Benchmarks;

internal sealed class NaivePosition
{
    public int Sign { get; set; }
    public decimal Quantity { get; set; }
    public decimal BaseQuantity { get; set; }
    public decimal AverageEntry { get; set; }
    public decimal MarkPrice { get; set; }
    public decimal? InitialStop { get; set; }
    public decimal? Stop { get; set; }
    public decimal RealizedPnl { get; set; }
    public decimal Fees { get; set; }
    public string Epoch { get; set; } = "";
    public List<NaiveRung> Rungs { get; set; } = [];
    public HashSet<string> Executions { get; } = [];
    public Queue<string> ExecutionOrder { get; } = new();
}

internal sealed class NaiveRung
{
    public required decimal TriggerR { get; init; }
    public required decimal Fraction { get; init; }
    public decimal? AskedQuantity { get; set; }
}
