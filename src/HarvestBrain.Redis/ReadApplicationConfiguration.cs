using HarvestBrain.Core.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Redis;

/// <summary>Reads the options from the application's configuration, if it has one.</summary>
internal sealed class ReadApplicationConfiguration(IConfiguration? configuration = null) : IConfigureOptions<HarvestBrainOptions>
{
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
        options.Apply(engine, redis);
    }
}
