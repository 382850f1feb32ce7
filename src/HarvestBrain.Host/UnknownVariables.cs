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
            if (Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) && !IsKnown(name)) unknown.Add(name);
        }
        unknown.Sort(StringComparer.Ordinal);
        foreach (string name in unknown) yield return (name, Nearest(name));
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

    private static string Nearest(string name)
    {
        (string nearest, int least) = ("", int.MaxValue);
        foreach (Setting setting in HostSettings.All)
        {
            int distance = Distance(name.ToUpperInvariant(), setting.Name);
            if (distance < least) (nearest, least) = (setting.Name, distance);
        }
        return nearest;
    }

    /// <summary>Levenshtein's: how many letters must be put in, taken out or changed.</summary>
    private static int Distance(string from, string to)
    {
        int[] row = new int[to.Length + 1];
        for (int j = 0; j <= to.Length; j++) row[j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
