using HarvestBrain.Core.Settings;
using HarvestBrain.Host.Http;
using HarvestBrain.Notifications;
using HarvestBrain.OpenTelemetry;
using HarvestBrain.Redis;

namespace HarvestBrain.Host;

/// <summary>Every setting of the program.</summary>
internal sealed record HostSettings(
    EngineSettings Engine, RedisSettings Redis, NotificationSettings Notifications, TelemetrySettings Telemetry,
    string LogLevel, string LogFormat, string LogFile, HttpSettings? Http)
{
    private static readonly string[] LogLevels = ["DEBUG", "INFO", "WARN", "ERROR"];
    private static readonly string[] LogFormats = ["plain", "json"];

    public static Setting LogLevelSetting { get; } = new("LOG_LEVEL", "INFO", "DEBUG, INFO, WARN or ERROR", "least level that is logged");

    public static Setting LogFormatSetting { get; } = new("LOG_FORMAT", "plain", "plain or json", "how log lines look");

    public static Setting LogFileSetting { get; } = new("LOG_FILE", "", "a path, or empty", "log file besides standard output");

    public static Setting OpenOrdersSetting { get; } = new(
        "STREAM_OPEN_ORDERS", "", "a key, or empty", "orders that stand at the venue, told by the executor; empty = not told");

    public static IReadOnlyList<Setting> Logging { get; } = [LogLevelSetting, LogFormatSetting, LogFileSetting];

    public static IReadOnlyList<Setting> All { get; } =
    [
        .. EngineSettings.All, .. RedisSettings.All, .. NotificationSettings.All, .. TelemetrySettings.All,
        .. Logging, .. HttpSettings.All,
    ];

    public Microsoft.Extensions.Logging.LogLevel MinLevel => LogLevel switch
    {
        "DEBUG" => Microsoft.Extensions.Logging.LogLevel.Debug,
        "WARN" => Microsoft.Extensions.Logging.LogLevel.Warning,
        "ERROR" => Microsoft.Extensions.Logging.LogLevel.Error,
        _ => Microsoft.Extensions.Logging.LogLevel.Information,
    };

    public bool LogAsJson => LogFormat == "json";

    /// <summary>Hands the settings to the service.</summary>
    public void Apply(HarvestBrainOptions options)
    {
        options.Mode = Engine.Mode;
        options.Instance = Engine.Instance;
        options.MaxActionsPerMinute = Engine.MaxActionsPerMinute;
        options.MaxStopsPerMinute = Engine.MaxStopsPerMinute;
        options.Policy = Engine.Policy;
        options.Redis = Redis;
    }

    /// <summary>Reads all settings. Problems are in the reader.</summary>
    public static HostSettings Read(SettingReader reader) => new(
        EngineSettings.Read(reader),
        RedisSettingsReader.Read(reader),
        NotificationSettings.Read(reader),
        TelemetrySettings.Read(reader),
        reader.Choice<string>(LogLevelSetting, LogLevels, word => word),
        reader.Choice<string>(LogFormatSetting, LogFormats, word => word),
        reader.Text(LogFileSetting),
        HttpSettings.Read(reader));

    /// <summary>The service's options, for an operator's command. What is wrong stands on standard error.</summary>
    /// <returns><see langword="null"/> when something is wrong.</returns>
    public static HarvestBrainOptions? Options()
    {
        UnknownVariables.Report();
        SettingReader reader = Reader();
        HostSettings settings = Read(reader);
        if (SettingProblems.Report(reader)) return null;
        var options = new HarvestBrainOptions();
        settings.Apply(options);
        return options;
    }

    public static SettingReader Reader() => new(Environment.GetEnvironmentVariable);

    /// <summary>
    /// A reader for a replay: the overrides win over the environment, which wins over what the tape says, and guards may be switched off.
    /// </summary>
    public static SettingReader ReplayReader(
        IReadOnlyDictionary<string, string> overrides, IReadOnlyDictionary<string, string>? tape = null) =>
        new(name => overrides.TryGetValue(name, out string? value) ? value : Environment.GetEnvironmentVariable(name)
            ?? tape?.GetValueOrDefault(name))
        {
            IsReplay = true,
        };
}
