using HarvestBrain.Core.Settings;
using HarvestBrain.Redis;

namespace HarvestBrain.Host;

/// <summary>Every setting of the program.</summary>
internal sealed record HostSettings(EngineSettings Engine, RedisSettings Redis, string LogLevel, string LogFile)
{
    private static readonly string[] LogLevels = ["DEBUG", "INFO", "WARN", "ERROR"];

    public static Setting LogLevelSetting { get; } = new("LOG_LEVEL", "INFO", "DEBUG, INFO, WARN or ERROR", "least level that is logged");

    public static Setting LogFileSetting { get; } = new("LOG_FILE", "", "a path, or empty", "log file besides standard output");

    public static IReadOnlyList<Setting> All { get; } = [.. EngineSettings.All, .. RedisSettings.All, LogLevelSetting, LogFileSetting];

    /// <summary>Reads all settings: from the overrides, else from the environment. Problems are in the reader.</summary>
    public static HostSettings Read(SettingReader reader) => new(
        EngineSettings.Read(reader),
        RedisSettings.Read(reader),
        reader.Choice<string>(LogLevelSetting, LogLevels, word => word),
        reader.Text(LogFileSetting));

    public static SettingReader Reader(IReadOnlyDictionary<string, string>? overrides = null) => new(name =>
        overrides is not null && overrides.TryGetValue(name, out string? value) ? value : Environment.GetEnvironmentVariable(name));
}
