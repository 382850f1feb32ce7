using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Settings;

/// <summary>
/// The settings that one symbol overrides, by their short names: those of the policy without <c>HARVEST_</c> in lower case, and
/// <c>apply</c>.
/// </summary>
public static class SymbolSettings
{
    /// <summary>Whether a running epoch takes the new ladder too: <c>next</c> (the default) or <c>now</c>.</summary>
    public static Setting Apply { get; } = new(
        "HARVEST_APPLY", "next", "next or now", "whether the new ladder holds from the next epoch on, or for the running one too");

    private const string Prefix = "HARVEST_";

    private static readonly HashSet<string> Names =
        [.. PolicySettings.All.Append(Apply).Select(setting => ShortName(setting.Name))];

    /// <summary>The name in a symbol's settings of a setting such as <c>HARVEST_LADDER</c>: <c>ladder</c>.</summary>
    public static string ShortName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..].ToLowerInvariant() : name;
    }

    /// <summary>Reads what a symbol overrides on top of the policy of all.</summary>
    /// <param name="values">Short names and values.</param>
    /// <param name="defaults">The policy of all symbols.</param>
    /// <param name="policy">The symbol's policy. Must not be used when there is a problem.</param>
    /// <param name="applyNow">A running epoch takes the new ladder too.</param>
    /// <param name="isReplay">Guards may be switched off: <see cref="SettingReader.IsReplay"/>.</param>
    /// <returns>Everything that is wrong, or <see langword="null"/>.</returns>
    public static string? Read(
        IReadOnlyDictionary<string, string> values, HarvestPolicy defaults, out HarvestPolicy policy, out bool applyNow,
        bool isReplay = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        var reader = new SettingReader(name => values.TryGetValue(ShortName(name), out string? value) ? value : null)
        {
            IsReplay = isReplay,
        };
        policy = PolicySettings.Read(reader, defaults);
        applyNow = reader.Choice<string>(Apply, ["next", "now"], word => word) == "now";
        string[] unknown = [.. values.Keys.Where(name => !Names.Contains(name)).Order(StringComparer.Ordinal)];
        IEnumerable<string> problems = reader.Problems.Select(problem => problem.ToString());
        if (unknown.Length > 0) problems = problems.Prepend($"no such setting: {string.Join(", ", unknown)}");
        string all = string.Join("; ", problems);
        return all.Length == 0 ? null : all;
    }
}
