namespace HarvestBrain.Core.Replay;

/// <summary>How to replay.</summary>
public sealed record ReplayOptions
{
    /// <summary>Fill each partial close at once at the mark price, honour stop moves, and close at the stop. Default false.</summary>
    public bool SimulateFills { get; init; }

    /// <summary>
    /// Keep what <see cref="ReplaySession.Summary"/> adds up per symbol. Costs two more engines beside the one that asks: the
    /// recording as it was, and as it had been without harvest. Default true.
    /// </summary>
    public bool Summarize { get; init; } = true;

    /// <summary>How much worse than the mark price a simulated fill is, in basis points of the price, 0 to 10000. Default 0.</summary>
    public decimal SlippageBps { get; init; }

    /// <summary>Fee of a simulated fill in basis points of its notional, -10000 to 10000. Default 0.</summary>
    public decimal FeeBps { get; init; }

    /// <summary>Which end of a bar comes first. Default the worse one.</summary>
    public BarPath BarPath { get; init; }
}
