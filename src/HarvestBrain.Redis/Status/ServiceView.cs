using HarvestBrain.Core.Policy;

namespace HarvestBrain.Redis.Status;

/// <summary>
/// A view of a service as Redis alone shows it: who works, what it holds, what it asked for. Times are of the Redis server, prices
/// and money in quote currency, quantities in base units.
/// </summary>
public sealed record ServiceView
{
    /// <summary>At most so many saved positions are looked at, open and flat ones: some tens of megabytes.</summary>
    public const int MaxSaved = 20_000;

    /// <summary>At most so many open positions are shown.</summary>
    public const int MaxPositions = 500;

    /// <summary>At most so many intents are shown.</summary>
    public const int MaxIntents = 20;

    /// <summary>When it was taken, Unix milliseconds.</summary>
    public required long AtUnixMs { get; init; }

    /// <summary>Name of the instance; empty for the only one.</summary>
    public required string Instance { get; init; }

    /// <summary>The mode that the owner works in; before there ever was one, that of the settings.</summary>
    public required HarvestMode Mode { get; init; }

    /// <summary>The mode of the settings that the view was asked for with is another one.</summary>
    public bool ModeDiffers { get; init; }

    /// <summary>
    /// The instance that holds the lease, as <c>consumer:process:number</c>; <see langword="null"/> = nobody, the service does not work.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>For how long the lease runs if nobody renews it, in milliseconds; 0 when nobody holds it.</summary>
    public long LeaseLeftMs { get; init; }

    /// <summary>The kill switch is on: nothing is published.</summary>
    public bool KillSwitchOn { get; init; }

    /// <summary>The value of the kill switch; <see langword="null"/> when it is not set or holds no text.</summary>
    public string? KillSwitchValue { get; init; }

    /// <summary>Who switched it off last, when and why; <see langword="null"/> when nobody noted it, or the user may not read it.</summary>
    public string? KillSwitchOff { get; init; }

    /// <summary>The streams that are read, the one of executions first.</summary>
    public required IReadOnlyList<StreamView> Streams { get; init; }

    /// <summary>Intents of the last sixty seconds, which count against the rate limit.</summary>
    public int IntentsInLastMinute { get; init; }

    /// <summary>The rate limit of the settings that the view was asked for with.</summary>
    public int MaxActionsPerMinute { get; init; }

    /// <summary>Entries on the dead-letter stream; <see langword="null"/> when the user may not count them.</summary>
    public long? DeadLetters { get; init; }

    /// <summary>Open positions. Not all of them need to be in <see cref="Positions"/>.</summary>
    public int OpenPositions { get; init; }

    /// <summary>Open positions that nothing is asked for because something about them may have been missed.</summary>
    public int SuspectPositions { get; init; }

    /// <summary>
    /// More positions are saved than were looked at (<see cref="MaxSaved"/>): the counts are too small.
    /// </summary>
    public bool IsPartial { get; init; }

    /// <summary>
    /// Open positions, suspect ones first, then by symbol; at most <see cref="MaxPositions"/>.
    /// </summary>
    public required IReadOnlyList<StoredPosition> Positions { get; init; }

    /// <summary>Positions whose saved state cannot be read, and why: of a newer version, or broken.</summary>
    public required IReadOnlyDictionary<string, string> Unreadable { get; init; }

    /// <summary>
    /// The last intents, newest first, at most <see cref="MaxIntents"/>: of the symbols whose prices moved last.
    /// <see langword="null"/> when the user may not read them.
    /// </summary>
    public IReadOnlyList<StoredIntent>? Intents { get; init; }
}

/// <summary>One stream that is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HasGroup">Stream and consumer group are there.</param>
/// <param name="Lag">Entries not yet read; <see langword="null"/> when Redis cannot tell.</param>
/// <param name="Pending">Entries that another reader of the group took and that are not applied yet.</param>
/// <param name="Applied">Id of the last applied entry; <see langword="null"/> = none yet.</param>
/// <param name="AppliedAgeMs">How long ago that entry was added, in milliseconds; <see langword="null"/> = none yet.</param>
public sealed record StreamView(string Name, bool HasGroup, long? Lag, long Pending, string? Applied, long? AppliedAgeMs);
