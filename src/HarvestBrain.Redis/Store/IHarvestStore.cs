using HarvestBrain.Core.Events;

namespace HarvestBrain.Redis.Store;

/// <summary>
/// What the loop asks of Redis. Throws <see cref="StoreException"/> when the answer is an error or does not come; then nobody knows what
/// was done, and the caller loads everything anew. Only <see cref="CommitAsync"/> changes what is saved, all of it or nothing.
/// </summary>
internal interface IHarvestStore
{
    /// <summary>Connects, or checks that the connection is alive.</summary>
    Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Gives up the connection after an error, so that a late answer cannot be mistaken for another one.</summary>
    Task ResetAsync();

    /// <summary>What an operator should be warned of in Redis's own configuration; empty when all is well.</summary>
    Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken);

    /// <summary>Takes the lease, or renews our own with a new token, so that no commit sent before can have an effect any more.</summary>
    Task<LeaseResult> AcquireAsync(CancellationToken cancellationToken);

    Task ReleaseAsync(string lease, CancellationToken cancellationToken);

    /// <summary>Loads the durable state, as it was at one instant.</summary>
    Task<LoadedState> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The entries after those ids, one id per stream; of the snapshots none beyond an execution that more executions may follow. Renews
    /// the lease.
    /// </summary>
    Task<ReadResult> ReadAsync(
        string lease, IReadOnlyList<EntryId> after, int count, IReadOnlyList<string> symbols, CancellationToken cancellationToken);

    Task<CommitResult> CommitAsync(string lease, CommitBatch batch, CancellationToken cancellationToken);

    /// <summary>Removes, under the lease, the group's consumers that nobody has used for long and that nothing is pending for.</summary>
    Task<GoneConsumers> RemoveGoneConsumersAsync(string lease, CancellationToken cancellationToken);

    Task<IReadOnlyList<SymbolOverrides>> OverridesAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken);

    /// <summary>Waits until a stream has an entry after its id, or a while has passed.</summary>
    Task WaitAsync(IReadOnlyList<EntryId> after, TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>The last entries of an output stream that have a payload, oldest first; none when they may not be read.</summary>
    Task<IReadOnlyList<PublishedBefore>> LastAsync(string stream, int count, CancellationToken cancellationToken);

    Task<Backlog> BacklogAsync(CancellationToken cancellationToken);
}

/// <summary>What the consumer groups show.</summary>
/// <param name="Lag">Entries not yet read, of all streams.</param>
/// <param name="Pending">Entries that somebody else took through a group and that are not applied yet.</param>
/// <param name="IsShown">Every stream has its group; one that is gone comes again with the next commit.</param>
internal readonly record struct Backlog(long Lag, long Pending, bool IsShown)
{
    /// <summary>Who switched the kill switch off last, when and why; <see langword="null"/> when nobody noted it.</summary>
    public string? KillSwitchOff { get; init; }
}

/// <summary>The consumers of hosts that are gone.</summary>
/// <param name="Fenced">The lease is not ours any more; nothing was removed.</param>
/// <param name="Removed">How many were removed, of all streams.</param>
/// <param name="Refused">What the server said when it did not let us; <see langword="null"/> = it did.</param>
internal readonly record struct GoneConsumers(bool Fenced, long Removed, string? Refused);
