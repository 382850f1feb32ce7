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

    /// <summary>How often <see cref="Requested"/> was asked for, this time included; 0 = nothing was.</summary>
    public int Attempt { get; internal set; }

    /// <summary>The tightest of those asked for that the executor is known to have; <see langword="null"/> = none.</summary>
    public RequestedStop? Confirmed { get; internal set; }

    /// <summary><see cref="Requested"/> is not known to be in force: nobody has answered.</summary>
    public bool IsUnanswered => Requested is { } requested && requested.Price != Confirmed?.Price;

    /// <summary>Since when a stop move has been unanswered, however often it was asked for, Unix milliseconds; 0 = none is.</summary>
    public long UnansweredSinceUnixMs { get; internal set; }

    /// <summary>
    /// Until when <see cref="Requested"/> may be carried out, Unix milliseconds; 0 = without limit, also once it was answered. Behind it
    /// and the dedup time it is asked for again.
    /// </summary>
    public long ValidUntilUnixMs { get; internal set; }

    /// <summary>The last move that was asked for came back rejected, cancelled or expired.</summary>
    public bool IsRejected { get; internal set; }

    /// <summary>The request was taken back, and is not answered yet.</summary>
    public bool IsCancelled { get; internal set; }

    /// <summary>A stop that was rejected: until <see cref="RejectedUntilUnixMs"/> only a tighter one is asked for.</summary>
    public decimal? Rejected { get; internal set; }

    /// <summary>When the rejected stop may be asked for again, Unix milliseconds; 0 = none was rejected.</summary>
    public long RejectedUntilUnixMs { get; internal set; }

    /// <summary>The tightest stop that was ever asked for in the epoch: one beyond it was never asked for before.</summary>
    internal decimal? Tightest { get; set; }

    /// <summary>Requests of the epoch that ended without the stop: refused, or run out unanswered.</summary>
    internal int Ended { get; set; }

    /// <summary>The request ran out unanswered and the time to ask for it again has come.</summary>
    internal bool IsOverdue { get; set; }
}
