using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.Redis.Loop;

/// <summary>Reads back what was published before, for whoever shows it. Never what keeps a service from working.</summary>
internal sealed class HistoryReader(IHarvestStore store, Keys keys, string instance, Reporter reporter)
{
    private const int Intents = 200; // others may write into the stream too, and fifty are shown
    private const int Trades = 1000; // some weeks of them; about a megabyte

    private bool _canRead = true;

    public async Task ReadAsync(CancellationToken abandon)
    {
        if (!_canRead || reporter.History is not { } tell) return;
        // What goes wrong here, if only because the answer takes too long, would go wrong with every load.
        _canRead = false;
        IReadOnlyList<PublishedBefore> intents = await store.LastAsync(keys.Output, Intents, abandon).ConfigureAwait(false);
        IReadOnlyList<PublishedBefore> trades = await store.LastAsync(keys.Trades, Trades, abandon).ConfigureAwait(false);
        _canRead = true;
        tell(instance, intents, trades);
    }
}
