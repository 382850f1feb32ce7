namespace HarvestBrain.Core.Positions;

/// <summary>A stop that a rule asked for.</summary>
/// <param name="Price">Stop price.</param>
/// <param name="Kind">The rule.</param>
public readonly record struct RequestedStop(decimal Price, StopKind Kind);

/// <summary>What was asked of the stop in the epoch, and what became of it; in the words of a <see cref="Rung"/>.</summary>
public record struct StopRequest
{
    /// <summary>The tightest stop that was asked for and not rejected; <see langword="null"/> = none.</summary>
    public RequestedStop? Requested { get; internal set; }

    /// <summary>What was asked for before it, and is in force again when it is rejected; <see langword="null"/> = none.</summary>
    public RequestedStop? Previous { get; internal set; }

    /// <summary>When <see cref="Requested"/> was asked for, Unix milliseconds; 0 = never.</summary>
    public long RequestedAtUnixMs { get; internal set; }

    /// <summary>A stop that was rejected: until <see cref="RejectedUntilUnixMs"/> only a tighter one is asked for.</summary>
    public decimal? Rejected { get; internal set; }

    /// <summary>When the rejected stop may be asked for again, Unix milliseconds; 0 = none was rejected.</summary>
    public long RejectedUntilUnixMs { get; internal set; }
}
