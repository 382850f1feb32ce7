using HarvestBrain.Core.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Redis;

/// <summary>Reads the options from the application's configuration, if it has one.</summary>
internal sealed class ReadApplicationConfiguration(IConfiguration? configuration = null) : IConfigureOptions<HarvestBrainOptions>
{
    // Read from the same section by the packages and the program that they belong to.
    private static readonly string[] OfOthers = ["TELEGRAM_", "HARVEST_WEBHOOK_", "OTEL_", "LOG_", "HARVEST_HTTP"];

    public void Configure(HarvestBrainOptions options)
    {
        if (configuration is not null) Read(configuration, options);
    }

    public static void Read(IConfiguration section, HarvestBrainOptions options)
    {
        var reader = new SettingReader(name => section[name]);
        EngineSettings engine = EngineSettings.Read(reader);
        RedisSettings redis = RedisSettingsReader.Read(reader);
        options.Problems.Clear(); // of a source that this one replaces
        options.Problems.AddRange(reader.Problems);
        if (section is IConfigurationSection named) options.Problems.AddRange(Unknown(named));
        options.Apply(engine, redis);
    }

    /// <summary>A misspelt key would leave a default in force without a word.</summary>
    private static IEnumerable<SettingProblem> Unknown(IConfigurationSection section)
    {
        Setting[] known = [.. EngineSettings.All, .. RedisSettings.All];
        foreach (IConfigurationSection child in section.GetChildren())
        {
            string name = child.Key;
            bool isOurs = Array.Exists(known, setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (isOurs || Array.Exists(OfOthers, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))) continue;
            yield return new SettingProblem(
                child.Path, "(not shown)", "no such setting", $"the nearest one is {SettingNames.Nearest(name, known)}");
        }
    }
}
