namespace HarvestBrain.Redis.Hosting;

/// <summary>
/// How long a host waits for others, made from the lease: whoever is silent for as long as a lease lasts has lost its own anyway.
/// </summary>
/// <param name="Beat">How often a host says that it is there, more or less a fifth.</param>
/// <param name="Dead">A host that was not heard of for so long is gone.</param>
/// <param name="Counted">A host that has been there for so long gets its share: one that restarts again and again does not.</param>
internal sealed record HostLimits(TimeSpan Beat, TimeSpan Dead, TimeSpan Counted)
{
    private const double LongestDeadSeconds = 10;

    /// <summary>The limits for a lease.</summary>
    /// <param name="leaseSeconds">Its time, in seconds.</param>
    public static HostLimits Of(int leaseSeconds)
    {
        var dead = TimeSpan.FromSeconds(Math.Min(leaseSeconds, LongestDeadSeconds));
        return new HostLimits(dead / 10, dead, dead * 0.3);
    }
}
