using HarvestBrain.Core.Events;
using HarvestBrain.Core.State;
using HarvestBrain.Paper.Venue;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Paper.Store;

/// <summary>Where the paper venue reads and keeps what it does.</summary>
internal interface IPaperStore : IAsyncDisposable
{
    /// <summary>Returns when it can be used.</summary>
    /// <exception cref="StoreException">It cannot.</exception>
    Task ConnectAsync(CancellationToken stop);

    /// <summary>The next call connects anew.</summary>
    Task ResetAsync();

    /// <summary>Puts what is saved into a venue that is empty.</summary>
    /// <exception cref="StateException">It is of another version, or broken.</exception>
    Task<PaperPlace> LoadAsync(PaperVenue venue, CancellationToken stop);

    /// <summary>Entries behind an id, oldest first.</summary>
    Task<PaperEntry[]> ReadAsync(string stream, EntryId after, int count, CancellationToken stop);

    /// <summary>Entries before an id, newest first.</summary>
    Task<PaperEntry[]> ReadBackAsync(string stream, EntryId? before, int count, CancellationToken stop);

    /// <summary>Consumer groups that read a stream.</summary>
    Task<string[]> GroupsAsync(string stream, CancellationToken stop);

    /// <summary>Returns when there is more on either stream, or the time is over.</summary>
    Task WaitAsync(EntryId executions, EntryId intents, TimeSpan atMost, CancellationToken stop);

    /// <summary>Writes what a step did, as a whole or not at all.</summary>
    Task<PaperCommit> CommitAsync(PaperBatch batch, CancellationToken stop);
}
