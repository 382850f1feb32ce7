using HarvestBrain.Redis;

namespace HarvestBrain.Paper.Store;

/// <summary>The names of what the paper venue reads and writes. Its own keys begin with the prefix and <c>paper:</c>.</summary>
internal sealed class PaperKeys
{
    /// <param name="settings">Those of the service that it answers.</param>
    /// <param name="instance">The service's instance; empty = the only one.</param>
    public PaperKeys(RedisSettings settings, string instance)
    {
        string own = $"{settings.KeyPrefix}:paper:{(instance.Length == 0 ? "" : instance + ":")}";
        (Checkpoint, Positions, Orders, Seen) = (own + "checkpoint", own + "positions", own + "orders", own + "seen");
        (Executions, Intents, OpenOrders) = (settings.ExecutionStream, settings.IntentStream, settings.OpenOrdersStream);
    }

    /// <summary>Hash: how far each stream is read, and the revision.</summary>
    public string Checkpoint { get; }

    /// <summary>Hash: position key to its state.</summary>
    public string Positions { get; }

    /// <summary>Hash: order id to the order.</summary>
    public string Orders { get; }

    /// <summary>Hash: intent id to its attempt.</summary>
    public string Seen { get; }

    /// <summary>Stream that is read for fills and prices, and written with answers.</summary>
    public string Executions { get; }

    /// <summary>Stream that is read for intents.</summary>
    public string Intents { get; }

    /// <summary>Stream of snapshots of open orders; empty = none.</summary>
    public string OpenOrders { get; }
}
