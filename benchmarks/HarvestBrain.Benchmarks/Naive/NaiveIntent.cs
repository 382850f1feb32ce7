namespace HarvestBrain.Benchmarks;

/// <summary>What the naive engine asks for: a partial close (quantity above 0) or a stop move (stop price above 0).</summary>
internal sealed record NaiveIntent(string Symbol, string PositionSide, string Epoch, decimal R, decimal RungR, decimal Quantity, decimal StopPrice);
