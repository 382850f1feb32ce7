namespace HarvestBrain.Redis.Loop;

/// <summary>Where a loop is on its way from nothing to owner. Each step ends in the next one; what a phase holds dies with it.</summary>
internal abstract record Phase
{
    /// <summary>Nothing is known: connect, and ask for the lease.</summary>
    internal sealed record Connecting : Phase;

    /// <summary>Somebody else has the lease: ask again after a while.</summary>
    internal sealed record Standby(TimeSpan Wait) : Phase;

    /// <summary>The lease is ours: load what is saved.</summary>
    internal sealed record Loading(string Lease) : Phase;

    /// <summary>Read, decide, commit.</summary>
    internal sealed record Owner(OwnedPartition Partition) : Phase;
}
