using System.Collections;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Host;

/// <summary>
/// Warns about environment variables that look like settings and are none: a misspelt name would leave a default in force
/// without a word. Only of the prefixes that are ours; REDIS_ and LOG_ belong to others too.
/// </summary>
internal static class UnknownVariables
{
    private static readonly string[] Prefixes = ["HARVEST_", "STREAM_"];

    /// <summary>Names every unknown variable on standard error, with the setting that its name is nearest to.</summary>
    public static void Report()
    {
        var names = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables()) names.Add((string)variable.Key);
        foreach ((string name, string nearest) in Find(names))
            Console.Error.WriteLine($"harvestbrain: warning: {name} is no setting and has no effect; the nearest one is {nearest}");
    }

    /// <summary>The names that are no settings, in order, each with the nearest setting.</summary>
    public static IEnumerable<(string Name, string Nearest)> Find(IEnumerable<string> names)
    {
        var unknown = new List<string>();
        foreach (string name in names)
        {
            if (Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) && !IsKnown(name))
                unknown.Add(name);
        }
        unknown.Sort(StringComparer.Ordinal);
        foreach (string name in unknown) yield return (name, SettingNames.Nearest(name, HostSettings.All));
    }

    private static bool IsKnown(string name)
    {
        if (name == HostSettings.OpenOrdersSetting.Name) return true;
        foreach (Setting setting in HostSettings.All)
        {
            if (setting.Name == name) return true;
        }
        return false;
    }
}
