using HarvestBrain.Core.Events;
using HarvestBrain.Core.Partitions;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Redis;

/// <summary>Where the service finds Redis, its streams and its keys, and how it holds them.</summary>
public sealed record RedisSettings
{
    /// <summary>What is wrong with <see cref="SharedStream"/>.</summary>
    internal const string SharedStreamProblem = "it is another input stream already";

    private const string DefaultPrefix = "quantum";

    /// <summary>HARVEST_KEY_PREFIX.</summary>
    public static Setting KeyPrefixSetting { get; } = new(
        "HARVEST_KEY_PREFIX", DefaultPrefix, "1 to 64 letters, digits and any of - _ . : { }", "what all keys and streams begin with");

    /// <summary>REDIS_HOST.</summary>
    public static Setting HostSetting { get; } = new(
        "REDIS_HOST", "127.0.0.1", "a host name or an address, IPv6 too", "Redis host");

    /// <summary>REDIS_PORT.</summary>
    public static WholeSetting PortSetting { get; } = new("REDIS_PORT", 6379, 1, 65_535, "Redis port");

    /// <summary>REDIS_USER.</summary>
    public static Setting UserSetting { get; } = new("REDIS_USER", "", "a name, or empty", "user of Redis; empty = the one called default");

    /// <summary>REDIS_PASSWORD.</summary>
    public static Setting PasswordSetting { get; } = new(
        "REDIS_PASSWORD", "", "any text, or empty", "its password, with any characters, commas too", IsSecret: true);

    /// <summary>REDIS_TLS.</summary>
    public static Setting TlsSetting { get; } = new(
        "REDIS_TLS", "", "true, false or empty", "whether to connect by TLS; empty = as REDIS_URL says, else not");

    /// <summary>REDIS_URL.</summary>
    public static Setting UrlSetting { get; } = new(
        "REDIS_URL", "", "a StackExchange.Redis configuration string, or empty",
        "wins over host and port; takes what those above have no name for", IsSecret: true);

    /// <summary>STREAM_EXECUTION_RESULT.</summary>
    public static Setting ExecutionStreamSetting { get; } = new(
        "STREAM_EXECUTION_RESULT", "quantum:stream:execution.result", "a key", "input: fills, prices, rejections");

    /// <summary>STREAM_POSITION_SNAPSHOT.</summary>
    public static Setting PositionSnapshotStreamSetting { get; } = new(
        "STREAM_POSITION_SNAPSHOT", "quantum:stream:position.snapshot", "a key, or empty",
        "input: the exchange's positions; empty = not read");

    /// <summary>STREAM_PNL_SNAPSHOT.</summary>
    public static Setting PnlSnapshotStreamSetting { get; } = new(
        "STREAM_PNL_SNAPSHOT", "quantum:stream:pnl.snapshot", "a key, or empty", "input: mark prices per position; empty = not read");

    /// <summary>STREAM_OPEN_ORDERS.</summary>
    public static Setting OpenOrdersStreamSetting { get; } = new(
        "STREAM_OPEN_ORDERS", "", "a key, or empty", "input: the orders that stand at the venue; empty = not read");

    /// <summary>STREAM_HARVEST_SUGGESTIONS.</summary>
    public static Setting SuggestionStreamSetting { get; } = new(
        "STREAM_HARVEST_SUGGESTIONS", "quantum:stream:harvest.suggestions", "a key", "output in shadow mode");

    /// <summary>STREAM_TRADE_INTENT.</summary>
    public static Setting IntentStreamSetting { get; } = new(
        "STREAM_TRADE_INTENT", "quantum:stream:trade.intent", "a key", "output in live mode");

    /// <summary>STREAM_HARVEST_TRADES.</summary>
    public static Setting TradeStreamSetting { get; } = new(
        "STREAM_HARVEST_TRADES", "quantum:stream:harvest.trades", "a key", "output: every closed trade, in either mode");

    /// <summary>HARVEST_CONSUMER_GROUP.</summary>
    public static Setting GroupSetting { get; } = new(
        "HARVEST_CONSUMER_GROUP", "harvest_brain:execution", "a name", "consumer group; the instance is appended");

    /// <summary>HARVEST_CONSUMER_NAME.</summary>
    public static Setting ConsumerSetting { get; } = new(
        "HARVEST_CONSUMER_NAME", "", "a name, or empty", "consumer; empty = harvest_brain_<host name>");

    /// <summary>HARVEST_KILL_SWITCH_KEY.</summary>
    public static Setting KillSwitchKeySetting { get; } = new(
        "HARVEST_KILL_SWITCH_KEY", "quantum:kill", "a key", "while set to anything but 0, false, off or no, nothing is published");

    /// <summary>HARVEST_LEASE_SEC.</summary>
    public static WholeSetting LeaseSetting { get; } = new(
        "HARVEST_LEASE_SEC", 10, 1, 3600, "a silent owner loses its lease after this, in seconds");

    /// <summary>HARVEST_PARTITIONS.</summary>
    public static WholeSetting PartitionsSetting { get; } = new(
        "HARVEST_PARTITIONS", 1, 1, SymbolPartition.MaxPartitions,
        "in how many parts the symbols are worked on, a power of two; 1 = all in one");

    /// <summary>HARVEST_START_FROM.</summary>
    public static Setting StartFromSetting { get; } = new(
        "HARVEST_START_FROM", "0", "0, $ or a stream entry id", "where a new consumer group starts");

    /// <summary>HARVEST_START_RETRY_SEC.</summary>
    public static WholeSetting StartRetrySetting { get; } = new(
        "HARVEST_START_RETRY_SEC", 60, 0, 86_400, "how long the start waits for Redis before it gives up, in seconds");

    /// <summary>HARVEST_OUTPUT_MAXLEN.</summary>
    public static WholeSetting OutputMaxLengthSetting { get; } = new(
        "HARVEST_OUTPUT_MAXLEN", 10_000, 1, 1_000_000_000, "output streams are trimmed to about this many entries");

    /// <summary>HARVEST_JOURNAL_MAXLEN.</summary>
    public static WholeSetting JournalMaxLengthSetting { get; } = new(
        "HARVEST_JOURNAL_MAXLEN", 100_000, 0, 1_000_000_000,
        "about how many commits can be recorded and decided again, by record and verify; 0 = none");

    /// <summary>All of them, in the order in which they are documented.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        KeyPrefixSetting, HostSetting, PortSetting, UserSetting, PasswordSetting, TlsSetting, UrlSetting, ExecutionStreamSetting,
        PositionSnapshotStreamSetting, PnlSnapshotStreamSetting, OpenOrdersStreamSetting, SuggestionStreamSetting, IntentStreamSetting,
        TradeStreamSetting,
        GroupSetting, ConsumerSetting, KillSwitchKeySetting, LeaseSetting, StartFromSetting, StartRetrySetting, OutputMaxLengthSetting,
        JournalMaxLengthSetting, PartitionsSetting,
    ];

    /// <summary>What all keys and streams begin with.</summary>
    public string KeyPrefix { get; init; } = DefaultPrefix;

    /// <summary>Redis host: a name or an address. An IPv6 address may stand in brackets.</summary>
    public string Host { get; init; } = HostSetting.Default;

    /// <summary>Redis port.</summary>
    public int Port { get; init; } = PortSetting.DefaultValue;

    /// <summary>User of Redis; empty (the default) = what <see cref="Url"/> says, else the user called default.</summary>
    public string User { get; init; } = "";

    /// <summary>Its password; empty (the default) = what <see cref="Url"/> says, else none.</summary>
    public string Password { get; init; } = "";

    /// <summary>Whether to connect by TLS; <see langword="null"/> (the default) = as <see cref="Url"/> says, else not.</summary>
    public bool? Tls { get; init; }

    /// <summary>StackExchange.Redis configuration string; empty = host and port.</summary>
    public string Url { get; init; } = "";

    /// <summary>Input stream of fills, prices and rejections.</summary>
    public string ExecutionStream { get; init; } = ExecutionStreamSetting.Default;

    /// <summary>Input stream of position snapshots; empty = not read.</summary>
    public string PositionSnapshotStream { get; init; } = PositionSnapshotStreamSetting.Default;

    /// <summary>Input stream of PnL snapshots; empty = not read.</summary>
    public string PnlSnapshotStream { get; init; } = PnlSnapshotStreamSetting.Default;

    /// <summary>Input stream of open orders; empty (the default) = not read.</summary>
    public string OpenOrdersStream { get; init; } = OpenOrdersStreamSetting.Default;

    /// <summary>Output stream in shadow mode.</summary>
    public string SuggestionStream { get; init; } = SuggestionStreamSetting.Default;

    /// <summary>Output stream in live mode.</summary>
    public string IntentStream { get; init; } = IntentStreamSetting.Default;

    /// <summary>Output stream of closed trades.</summary>
    public string TradeStream { get; init; } = TradeStreamSetting.Default;

    /// <summary>Consumer group, without the instance.</summary>
    public string Group { get; init; } = GroupSetting.Default;

    /// <summary>Consumer name; empty = made from the host name.</summary>
    public string Consumer { get; init; } = "";

    /// <summary>Kill switch key.</summary>
    public string KillSwitchKey { get; init; } = KillSwitchKeySetting.Default;

    /// <summary>Lease time in seconds.</summary>
    public int LeaseSeconds { get; init; } = LeaseSetting.DefaultValue;

    /// <summary>Where a new consumer group starts: 0, $ or an entry id.</summary>
    public string StartFrom { get; init; } = StartFromSetting.Default;

    /// <summary>How long the start waits for Redis, in seconds, 0 to 86400, default 60. Later outages are waited for without end.</summary>
    public int StartRetrySeconds { get; init; } = StartRetrySetting.DefaultValue;

    /// <summary>About how many entries the output streams keep.</summary>
    public int OutputMaxLength { get; init; } = OutputMaxLengthSetting.DefaultValue;

    /// <summary>
    /// About how many commits the journal keeps, 0 to 1000000000, default 100000: some 130 bytes each. 0 = there is none.
    /// </summary>
    public int JournalMaxLength { get; init; } = JournalMaxLengthSetting.DefaultValue;

    /// <summary>
    /// In how many parts the symbols are worked on, a power of two from 1 (the default: all in one) to 1024. Each part has keys and streams
    /// of its own, and is worked on by one host at a time.
    /// </summary>
    public int Partitions { get; init; } = PartitionsSetting.DefaultValue;

    /// <summary>Which part these settings are of; <see langword="null"/> = all, or of one that is not parted.</summary>
    internal int? Partition { get; init; }

    /// <summary>
    /// A stream of snapshots that is another input stream too; <see langword="null"/> = none. The stream says what an entry is, and the
    /// checkpoint has one place per stream.
    /// </summary>
    internal Setting? SharedStream
    {
        get
        {
            (Setting Setting, string Name)[] streams =
            [
                (ExecutionStreamSetting, ExecutionStream), (PositionSnapshotStreamSetting, PositionSnapshotStream),
                (PnlSnapshotStreamSetting, PnlSnapshotStream), (OpenOrdersStreamSetting, OpenOrdersStream),
            ];
            for (int i = 1; i < streams.Length; i++)
            {
                (Setting setting, string name) = streams[i];
                if (name.Length > 0 && streams.Take(i).Any(other => other.Name == name)) return setting;
            }
            return null;
        }
    }

    /// <summary>Reads the settings but for whether the connection string can work, which the client says.</summary>
    internal static RedisSettings ReadUnchecked(SettingReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string prefix = Key(reader, KeyPrefixSetting);
        if (prefix.Length > 64 || !prefix.All(c => char.IsAsciiLetterOrDigit(c) || "-_.:{}".Contains(c, StringComparison.Ordinal)))
            reader.Refuse(KeyPrefixSetting);
        string startFrom = reader.Text(StartFromSetting);
        if (startFrom != "$" && !EntryId.TryParse(startFrom, out _)) reader.Refuse(StartFromSetting);
        var settings = new RedisSettings
        {
            KeyPrefix = prefix,
            Host = Key(reader, HostSetting),
            Port = reader.Whole(PortSetting),
            User = reader.Text(UserSetting),
            Password = reader.Text(PasswordSetting),
            Tls = reader.Choice<string>(TlsSetting, ["true", "false", ""], word => word) switch { "" => null, var word => word == "true" },
            Url = reader.Text(UrlSetting),
            ExecutionStream = Derived(reader, ExecutionStreamSetting, prefix, mayBeEmpty: false),
            PositionSnapshotStream = Derived(reader, PositionSnapshotStreamSetting, prefix, mayBeEmpty: true),
            PnlSnapshotStream = Derived(reader, PnlSnapshotStreamSetting, prefix, mayBeEmpty: true),
            OpenOrdersStream = reader.Text(OpenOrdersStreamSetting),
            SuggestionStream = Derived(reader, SuggestionStreamSetting, prefix, mayBeEmpty: false),
            IntentStream = Derived(reader, IntentStreamSetting, prefix, mayBeEmpty: false),
            TradeStream = Derived(reader, TradeStreamSetting, prefix, mayBeEmpty: false),
            Group = Key(reader, GroupSetting),
            Consumer = reader.Text(ConsumerSetting),
            KillSwitchKey = Derived(reader, KillSwitchKeySetting, prefix, mayBeEmpty: false),
            LeaseSeconds = reader.Whole(LeaseSetting),
            StartFrom = startFrom,
            StartRetrySeconds = reader.Whole(StartRetrySetting),
            OutputMaxLength = reader.Whole(OutputMaxLengthSetting),
            JournalMaxLength = reader.Whole(JournalMaxLengthSetting),
            Partitions = reader.Whole(PartitionsSetting),
        };
        if (settings.SharedStream is { } shared) reader.Refuse(shared, SharedStreamProblem);
        if (reader.Problems.Count > 0) return settings;
        foreach ((Setting setting, string why) in PartitionSettings.Problems(settings)) reader.Refuse(setting, why);
        return settings;
    }

    // A name that is not set begins with the prefix that is set.
    private static string Derived(SettingReader reader, Setting setting, string prefix, bool mayBeEmpty)
    {
        string name = mayBeEmpty ? reader.Text(setting) : Key(reader, setting);
        return reader.IsSet(setting) ? name : string.Concat(prefix, setting.Default.AsSpan(DefaultPrefix.Length));
    }

    private static string Key(SettingReader reader, Setting setting)
    {
        string name = reader.Text(setting);
        if (name.Length == 0) reader.Refuse(setting);
        return name;
    }
}
