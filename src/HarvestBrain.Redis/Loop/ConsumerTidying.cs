using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Redis.Loop;

/// <summary>Removes the group's consumers of hosts that are gone, when the work begins and then now and again.</summary>
internal sealed class ConsumerTidying(IHarvestStore store, Reporter reporter, TimeProvider time, TimeSpan between)
{
    private long? _doneAt;

    /// <summary>Tidies, if it is time to.</summary>
    /// <param name="lease">The lease that it is done under.</param>
    /// <param name="abandon">Gives up.</param>
    /// <returns>The lease is still ours, as far as is known.</returns>
    public async Task<bool> RunAsync(string lease, CancellationToken abandon)
    {
        if (_doneAt is { } last && time.GetElapsedTime(last) < between) return true;
        GoneConsumers gone = await store.RemoveGoneConsumersAsync(lease, abandon).ConfigureAwait(false);
        if (gone.Fenced) return false;
        _doneAt = time.GetTimestamp();
        reporter.Tidied(gone);
        return true;
    }
}
