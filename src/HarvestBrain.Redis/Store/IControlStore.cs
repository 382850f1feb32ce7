namespace HarvestBrain.Redis.Store;

/// <summary>
/// What hosts with partitions ask of Redis besides: how the service is parted, who else is there, and the kill switch of all. Throws
/// <see cref="StoreException"/> when the answer is an error or does not come. Nothing here decides who works on what: each partition's
/// lease does.
/// </summary>
internal interface IControlStore
{
    /// <summary>In how many parts the service is; ours is written where nobody has written one.</summary>
    Task<PartitionLayout> LayoutAsync(int partitions, CancellationToken cancellationToken);

    /// <summary>Says that a host is there, and what it works on; asks who else is.</summary>
    Task<Beat> BeatAsync(string host, IReadOnlyCollection<int> owned, TimeSpan deadAfter, CancellationToken cancellationToken);

    /// <summary>A host ends: nobody needs to wait until it is taken for dead.</summary>
    Task LeaveAsync(string host, CancellationToken cancellationToken);
}

/// <summary>How a service is parted.</summary>
/// <param name="Partitions">In how many parts.</param>
/// <param name="Hash">By which function a symbol has its partition.</param>
internal sealed record PartitionLayout(int Partitions, string Hash)
{
    /// <summary>The only one there is: the CRC16 of Redis Cluster.</summary>
    public const string Crc16 = "crc16";
}

/// <summary>Who is there.</summary>
/// <param name="NowUnixMs">Redis's clock, Unix milliseconds.</param>
/// <param name="KillSwitch">Value of the kill switch of all; <see langword="null"/> = there is none.</param>
/// <param name="Hosts">The hosts that have been heard of lately, the one that asks included.</param>
internal sealed record Beat(long NowUnixMs, string? KillSwitch, IReadOnlyList<HostSeen> Hosts);

/// <summary>One host.</summary>
/// <param name="Name">Its name.</param>
/// <param name="JoinedUnixMs">When it was first heard of, by Redis's clock, Unix milliseconds.</param>
/// <param name="Owned">The partitions that it says it works on.</param>
internal sealed record HostSeen(string Name, long JoinedUnixMs, IReadOnlyList<int> Owned);
