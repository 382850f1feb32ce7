namespace HarvestBrain.Paper.Venue;

/// <summary>How the paper venue fills.</summary>
internal sealed record PaperRules
{
    /// <summary>How much worse than the mark fills are, basis points, 0 to 10000. Default 0.</summary>
    public decimal SlippageBps { get; init; }

    /// <summary>Fee of a fill, basis points of quantity times price, -10000 to 10000. Default 0.</summary>
    public decimal FeeBps { get; init; }

    /// <summary>How long an intent waits before it is answered, milliseconds, 0 to 600000. Default 0.</summary>
    public long DelayMs { get; init; }

    /// <summary>How likely an intent is refused, 0 to 1. Default 0.</summary>
    public decimal Reject { get; init; }

    /// <summary>How likely a close is filled in two parts, the second one with a later price, 0 to 1. Default 0.</summary>
    public decimal Partial { get; init; }

    /// <summary>Which intents are refused or filled in parts. The same seed and the same intent and attempt: the same. Default 1.</summary>
    public long Seed { get; init; } = 1;
}
