using HarvestBrain.Core.Settings;
using HarvestBrain.Redis.Store.Redis;

namespace HarvestBrain.Redis;

/// <summary>Reads <see cref="RedisSettings"/>.</summary>
public static class RedisSettingsReader
{
    /// <summary>Reads the settings. When the reader has problems afterwards, the result must not be used.</summary>
    /// <param name="reader">Where they stand; notes the problems.</param>
    public static RedisSettings Read(SettingReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        RedisSettings settings = RedisSettings.ReadUnchecked(reader);
        bool isNamed = reader.Problems.Any(problem => problem.Name == RedisSettings.HostSetting.Name);
        if (!isNamed && ConnectionSettings.Problem(settings) is { } problem)
            reader.Refuse(problem.Setting, problem.Why, hideValue: problem.MayHoldSecret);
        return settings;
    }
}
