using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Store;

/// <summary>The names of all keys of one service. Everything that one owner touches begins with the same prefix.</summary>
internal sealed class Keys
{
    /// <summary>Behind the name of the kill switch: who switched it off last.</summary>
    public const string OffSuffix = ":off";

    private readonly string _state;
    private readonly string _dedup;
    private readonly string _config;

    public Keys(RedisSettings settings, HarvestMode mode, string instance)
    {
        string infix = instance.Length == 0 ? "" : instance + ":";
        _state = $"{settings.KeyPrefix}:harvest:{infix}";
        _dedup = $"{settings.KeyPrefix}:dedup:harvest:{infix}{Words.Of(mode)}:";
        _config = $"{settings.KeyPrefix}:config:harvest:";
        Group = instance.Length == 0 ? settings.Group : $"{settings.Group}:{instance}";
        Inputs =
        [
            .. new InputStream[]
            {
                new(settings.ExecutionStream, EntrySource.Execution), new(settings.PositionSnapshotStream, EntrySource.PositionSnapshot),
                new(settings.PnlSnapshotStream, EntrySource.PnlSnapshot), new(settings.OpenOrdersStream, EntrySource.OpenOrders),
            }.Where(stream => stream.Name.Length > 0),
        ];
        Output = mode == HarvestMode.Live ? settings.IntentStream : settings.SuggestionStream;
        Trades = settings.TradeStream;
        KillSwitch = settings.KillSwitchKey;
        DeadLetters = $"{settings.KeyPrefix}:stream:harvest.deadletter";
    }

    public string Group { get; }

    /// <summary>The stream of executions.</summary>
    public string Input => Inputs[0].Name;

    /// <summary>The streams that are read, in the order in which equal ids are applied: the executions first.</summary>
    public IReadOnlyList<InputStream> Inputs { get; }

    public string Output { get; }

    /// <summary>The stream of closed trades.</summary>
    public string Trades { get; }

    public string KillSwitch { get; }

    /// <summary>Who switched it off last.</summary>
    public string KillSwitchOff => KillSwitch + OffSuffix;

    public string DeadLetters { get; }

    public string Positions => _state + "positions";

    public string Checkpoint => _state + "checkpoint";

    public string Lease => _state + "lease";

    public string Fence => _state + "fence";

    /// <summary>The stream of what was decided from what, and when.</summary>
    public string Journal => _state + "journal";

    /// <summary>Positions as they were at an entry of the journal; there are two.</summary>
    public string Anchor(int slot) => $"{_state}anchor:{slot}";

    /// <summary>The checkpoint as it was then, and where that was.</summary>
    public string AnchorCheckpoint(int slot) => $"{_state}anchor:{slot}:checkpoint";

    public string History(string symbol) => $"{_state}history:{symbol}";

    public string Dedup(string intentId) => _dedup + intentId;

    public string Config(string symbol) => _config + symbol;
}
