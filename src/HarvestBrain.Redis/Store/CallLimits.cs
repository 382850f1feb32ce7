namespace HarvestBrain.Redis.Store;

/// <summary>
/// How long a call to Redis may take, and how long the loop waits. The defaults stand here and nowhere else; tests pass their own.
/// </summary>
internal sealed record CallLimits
{
    /// <summary>Of the loop. A server that does not answer for so long is treated as gone.</summary>
    public static CallLimits Loop { get; } = new();

    /// <summary>Of an operator's command: it waits for a busy server or machine rather than fail, and tries once more.</summary>
    public static CallLimits Operator { get; } = new() { Call = TimeSpan.FromSeconds(15), Connect = TimeSpan.FromSeconds(5), Tries = 2 };

    /// <summary>The longest that one call may take; longer than <see cref="LongestWait"/>.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The longest that one attempt to connect may take.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How soon the connection that partitions share is made anew.</summary>
    public TimeSpan Reconnect { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a command is tried that got no connection or no answer. The loop has its own way of trying again.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>The longest that we let Redis block; a third of the lease if that is less.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a standby looks whether the lease is free, if the owner's does not run out sooner.</summary>
    public TimeSpan StandbyPoll { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A consumer of the group that nobody has used for so long, with nothing pending, is of a host that is gone.</summary>
    public TimeSpan GoneConsumer { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How often consumers of hosts that are gone are looked for, beside once when the work begins.</summary>
    public TimeSpan BetweenTidying { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After a request to stop, so long may the batch in hand take; a server that is away must not hold us up.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The longest wait before the service is built anew after an error that is none of Redis's.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);
}
