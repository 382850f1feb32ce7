using System.Collections.ObjectModel;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Settings;

/// <summary>The settings of the engine: what a replay needs, and what the service shares with it.</summary>
/// <param name="Mode">Shadow or live.</param>
/// <param name="Instance">Name of the instance, empty for the only one.</param>
/// <param name="MaxActionsPerMinute">Partial closes in any sixty seconds; 0 = no limit, in a replay alone.</param>
/// <param name="Policy">What to ask for.</param>
public sealed record EngineSettings(HarvestMode Mode, string Instance, int MaxActionsPerMinute, HarvestPolicy Policy)
{
    /// <summary>Partial closes in any sixty seconds, unless it is said otherwise.</summary>
    public const int DefaultMaxActionsPerMinute = 30;

    /// <summary>The largest <see cref="MaxActionsPerMinute"/>: their times are kept and saved.</summary>
    public const int MaxActionsLimit = 100_000;

    /// <summary>
    /// Stop moves in any sixty seconds, unless it is said otherwise: a thousand positions that cross at once get theirs at once, and a
    /// flood is still limited.
    /// </summary>
    public const int DefaultMaxStopsPerMinute = 2000;

    private const int MaxInstanceLength = 32;

    private static readonly SettingKind<HarvestMode> Modes = SettingKind.Choice(PolicyWords.Word, HarvestMode.Shadow, HarvestMode.Live);
    private static readonly SettingKind<int> Actions = SettingKind.Whole(1, MaxActionsLimit).OrOff();

    /// <summary>
    /// Stop moves in any sixty seconds, which do not count among <see cref="MaxActionsPerMinute"/>; 0 = no limit, in a replay alone.
    /// </summary>
    public int MaxStopsPerMinute { get; init; } = DefaultMaxStopsPerMinute;

    /// <summary>Policies of single symbols, in place of <see cref="Policy"/>. Default none.</summary>
    public IReadOnlyDictionary<string, HarvestPolicy> SymbolPolicies { get; init; } = ReadOnlyDictionary<string, HarvestPolicy>.Empty;

    /// <summary>HARVEST_MODE.</summary>
    public static Setting ModeSetting { get; } = new(
        "HARVEST_MODE", HarvestMode.Shadow.Word(), Modes.Allowed, "shadow publishes suggestions, live publishes reduce-only trade intents");

    /// <summary>HARVEST_INSTANCE.</summary>
    public static Setting InstanceSetting { get; } = new(
        "HARVEST_INSTANCE", "", $"up to {MaxInstanceLength} letters, digits, '-' and '_', or empty",
        "name of a second, independent service on the same streams");

    /// <summary>HARVEST_MAX_ACTIONS_PER_MIN.</summary>
    public static Setting MaxActionsSetting { get; } = new(
        "HARVEST_MAX_ACTIONS_PER_MIN", Actions.Format(DefaultMaxActionsPerMinute), Actions.Allowed,
        "partial closes in any sixty seconds; one over it waits, it is not lost");

    /// <summary>HARVEST_MAX_STOPS_PER_MIN.</summary>
    public static Setting MaxStopsSetting { get; } = new(
        "HARVEST_MAX_STOPS_PER_MIN", Actions.Format(DefaultMaxStopsPerMinute), Actions.Allowed,
        "stop moves in any sixty seconds, beside the partial closes; at least as many as positions may be open");

    /// <summary>HARVEST_REDUCE_ONLY.</summary>
    public static Setting ReduceOnlySetting { get; } = new(
        "HARVEST_REDUCE_ONLY", "true", "true", "every order asked for is reduce-only; false is refused");

    /// <summary>All of them, in the order in which they are documented.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [ModeSetting, InstanceSetting, MaxActionsSetting, MaxStopsSetting, ReduceOnlySetting, .. PolicySettings.All];

    /// <summary>Reads the settings. When the reader has problems afterwards, the result must not be used.</summary>
    public static EngineSettings Read(SettingReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string instance = reader.Text(InstanceSetting);
        if (instance.Length > MaxInstanceLength || !instance.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            reader.Refuse(InstanceSetting);
        reader.Choice<string>(ReduceOnlySetting, ["true"], word => word);
        reader.TryRead(ModeSetting, Modes, out HarvestMode mode);
        reader.TryRead(MaxActionsSetting, Actions, out int maxActions);
        reader.TryRead(MaxStopsSetting, Actions, out int maxStops);
        HarvestPolicy policy = PolicySettings.Read(reader, HarvestPolicy.Default);
        return new EngineSettings(mode, instance, maxActions, policy) { MaxStopsPerMinute = maxStops };
    }

    /// <summary>
    /// What has to be told to read these settings again, by name; of the policies of single symbols nothing. Mode, instance and limits
    /// stand in it always, of the policy what differs from the default.
    /// </summary>
    public IReadOnlyDictionary<string, string> Texts() => new Dictionary<string, string>(Policy.Texts(), StringComparer.Ordinal)
    {
        [ModeSetting.Name] = Mode.Word(),
        [InstanceSetting.Name] = Instance,
        [MaxActionsSetting.Name] = Actions.Format(MaxActionsPerMinute),
        [MaxStopsSetting.Name] = Actions.Format(MaxStopsPerMinute),
    };
}
