namespace HarvestBrain.Redis.Observers;

/// <summary>
/// Is told what the service does, in your own process: what it published, and what an operator would want to know. Register one with
/// <c>services.AddHarvestObserver&lt;T&gt;()</c>, as many as you like.
/// </summary>
/// <remarks>
/// <para>
/// An observer watches; it cannot change, hold up or break anything. Each has a bounded queue and a task of its own, so that one that
/// throws, is slow or never returns harms nobody: an exception is logged and counted, and the next notice comes; what does not
/// fit into the queue is dropped, counted (<c>harvest.notices.dropped</c>) and logged once until three quarters of the queue are empty
/// again. What may come by the thousand (held intents, refused fills, dead letters) is dropped when the queue is half full, so that it
/// never takes the place of an intent.
/// </para>
/// <para>
/// Notices come one at a time, in the order in which things happened, and what a batch of entries did only after its commit. Each comes
/// at most once: what is committed in the instant of a crash, or while the connection breaks, may never be told. What must not be missed
/// is read from the output stream.
/// </para>
/// </remarks>
public interface IHarvestObserver
{
    /// <summary>Something happened. The next notice waits until the returned task has ended.</summary>
    /// <param name="notice">What. Handle the kinds that you know and ignore the others: there may be more in a later version.</param>
    /// <param name="cancellationToken">
    /// Is cancelled when the service stops and the queue was not empty within a second; the service then waits no longer than a moment.
    /// </param>
    ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken);
}
