using System.Collections.Concurrent;
using HarvestBrain.Redis.Observers;

namespace HarvestBrain.Redis.Tests.Observers;

/// <summary>Keeps what it is told.</summary>
internal class Recorder : IHarvestObserver
{
    private readonly ConcurrentQueue<HarvestNotice> _told = new();

    public IReadOnlyList<HarvestNotice> Told => [.. _told];

    public IReadOnlyList<string> IntentIds => [.. _told.OfType<IntentPublished>().Select(notice => notice.Intent.IntentId)];

    public virtual ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
    {
        Keep(notice);
        return ValueTask.CompletedTask;
    }

    protected void Keep(HarvestNotice notice) => _told.Enqueue(notice);
}
