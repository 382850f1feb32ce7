namespace HarvestBrain.Paper.Venue;

/// <summary>What is to be done now, decided and not done: it holds once it is written.</summary>
internal sealed class PaperStep
{
    /// <summary>What goes to the stream of executions, in order.</summary>
    public List<PaperAnswer> Answers { get; } = [];

    /// <summary>Orders as they are after it; <see langword="null"/> = no more.</summary>
    public Dictionary<string, PaperOrder?> Orders { get; } = new(StringComparer.Ordinal);

    /// <summary>When the next order is due, Unix milliseconds; <see cref="long.MaxValue"/> = none waits for a time.</summary>
    public long NextDueUnixMs { get; set; } = long.MaxValue;
}
