namespace HarvestBrain.Core.Positions;

/// <summary>A stop that a rule asked for and that was not refused.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Price">Stop price.</param>
/// <param name="AtUnixMs">Event time of the price that it was asked for at, Unix milliseconds.</param>
public readonly record struct MovedStop(StopKind Kind, decimal Price, long AtUnixMs)
{
    /// <summary>So many of an epoch are remembered, the newest: they are saved with every change of the position.</summary>
    public const int MaxKept = 32;

    /// <summary>How often it was asked for.</summary>
    internal int Attempt { get; init; } = 1;

    /// <summary>
    /// Until when somebody may still carry it out, Unix milliseconds; <see cref="long.MaxValue"/> = without limit, 0 = not at all: it was
    /// taken back.
    /// </summary>
    internal long OpenUntilUnixMs { get; init; }
}
