using HarvestBrain.Core.Events;

namespace HarvestBrain.Redis.Store;

/// <summary>
/// What the loop asks of Redis; each member is one command or one script. Throws <see cref="StoreException"/> when the answer is
/// an error or does not come; then nobody knows what was done, and the caller loads everything anew.
/// </summary>
internal interface IHarvestStore
{
    /// <summary>Connects, or checks that the connection is alive.</summary>
    Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Gives up the connection after an error, so that a late answer cannot be mistaken for another one.</summary>
    Task ResetAsync();

    /// <summary>Takes the lease, or renews our own with a new token, so that nothing sent before can have an effect any more.</summary>
    Task<LeaseResult> AcquireAsync(CancellationToken cancellationToken);

    Task ReleaseAsync(string lease, CancellationToken cancellationToken);

    Task<LoadedState> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes entries: new ones, or (<paramref name="pending"/>) those that are ours and not yet acknowledged. Beside them the
    /// snapshots after those ids, one per stream; never past an execution that more executions may follow.
    /// </summary>
    Task<ReadResult> ReadAsync(
        string lease, bool pending, int count, IReadOnlyList<string> symbols, IReadOnlyList<EntryId> snapshotsAfter,
        CancellationToken cancellationToken);

    Task<ClaimResult> ClaimAsync(string lease, string cursor, CancellationToken cancellationToken);

    Task<CommitResult> CommitAsync(string lease, CommitBatch batch, CancellationToken cancellationToken);

    Task<IReadOnlyList<SymbolOverrides>> OverridesAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken);

    /// <summary>Waits until a stream has an entry after its id, or a while has passed. Takes nothing.</summary>
    /// <returns>There is one.</returns>
    Task<bool> WaitAsync(EntryId after, IReadOnlyList<EntryId> snapshotsAfter, TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Makes the group of a stream if it is missing. An id, or <c>$</c> for the end of the stream.</summary>
    /// <returns>It was missing; <see langword="null"/> = the lease is not ours any more, nothing was done.</returns>
    Task<bool?> CreateGroupAsync(string lease, string stream, string startFrom, CancellationToken cancellationToken);

    /// <summary>The id of the last entry that was ever added to a stream, and how many were.</summary>
    Task<(EntryId LastId, long Added)> StreamEndAsync(string stream, CancellationToken cancellationToken);

    /// <summary>What an operator should be warned of in Redis's own configuration; empty when all is well.</summary>
    Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken);

    /// <summary>Replaces one position's state if it is still <paramref name="seen"/>, and makes the owner load it anew.</summary>
    Task<bool> ReplaceAsync(string positionKey, byte[] seen, byte[] state, CancellationToken cancellationToken);

    /// <summary>Entries not yet read, of all streams, and executions read but not acknowledged.</summary>
    Task<(long Lag, long Pending)> BacklogAsync(CancellationToken cancellationToken);
}
