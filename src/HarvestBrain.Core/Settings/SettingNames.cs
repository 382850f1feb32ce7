namespace HarvestBrain.Core.Settings;

/// <summary>Names of settings that are none.</summary>
public static class SettingNames
{
    private static readonly string[] Prefixes = ["HARVEST", "REDIS", "STREAM"];

    /// <summary>The setting that was meant, most likely: by the letters of its name, with its prefix or without, in any case.</summary>
    /// <param name="name">A name that is none.</param>
    /// <param name="settings">Those that there are; at least one.</param>
    public static string Nearest(string name, IEnumerable<Setting> settings)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(settings);
        string letters = Letters(name);
        return settings.Select(setting => setting.Name).MinBy(known => Distance(letters, Letters(known)))!;
    }

    private static int Distance(string letters, string known)
    {
        string? prefix = Array.Find(Prefixes, prefix => known.StartsWith(prefix, StringComparison.Ordinal));
        int whole = Edits(letters, known);
        return prefix is null ? whole : Math.Min(whole, Edits(letters, known[prefix.Length..]));
    }

    private static string Letters(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Levenshtein's: how many letters must be put in, taken out or changed.</summary>
    private static int Edits(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
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
