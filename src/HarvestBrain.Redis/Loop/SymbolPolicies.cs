using HarvestBrain.Core;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Loop;

/// <summary>
/// The policies of single symbols: those made in code, changed by what stands in Redis. An invalid change keeps the last good policy and is
/// told once.
/// </summary>
internal sealed class SymbolPolicies(HarvestBrainOptions options)
{
    private const string Prefix = "HARVEST_";

    // Policy settings only: mode, instance and the rate limit are the whole service's.
    private static readonly Dictionary<string, Setting> Known = EngineSettings.PolicySettings
        .ToDictionary(setting => setting.Name[Prefix.Length..].ToLowerInvariant(), StringComparer.Ordinal);

    private readonly Dictionary<string, SymbolOverrides> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HarvestPolicy> _good = new(options.SymbolPolicies, StringComparer.Ordinal);
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>Symbols whose overrides are not valid, and why.</summary>
    public IReadOnlyDictionary<string, string> Problems => _problems;

    /// <summary>A new engine knows none of the overrides: gives it the last good ones.</summary>
    public void ApplyTo(HarvestEngine engine)
    {
        foreach ((string symbol, HarvestPolicy policy) in _good) engine.SetPolicy(symbol, policy);
    }

    /// <summary>Takes what stands in Redis now.</summary>
    /// <returns>The problem, when there is a new one.</returns>
    public string? Take(string symbol, SymbolOverrides overrides, HarvestEngine engine)
    {
        if (_seen.TryGetValue(symbol, out SymbolOverrides? seen) ? seen.SameAs(overrides) : overrides.SameAs(SymbolOverrides.None)) return null;
        _seen[symbol] = overrides;
        _problems.Remove(symbol);
        HarvestPolicy? inCode = options.SymbolPolicies.TryGetValue(symbol, out HarvestPolicy? own) ? own : null;
        if (Read(overrides, inCode ?? options.Policy, out HarvestPolicy policy) is { } problem)
        {
            _problems[symbol] = problem;
            return problem;
        }
        HarvestPolicy? good = overrides.Values.Count == 0 ? inCode : policy;
        engine.SetPolicy(symbol, good);
        if (good is null) _good.Remove(symbol);
        else _good[symbol] = good;
        return null;
    }

    private static string? Read(SymbolOverrides overrides, HarvestPolicy without, out HarvestPolicy policy)
    {
        policy = without;
        if (overrides.WrongType is { } type) return $"the key is a {type}, not a hash";
        string[] unknown = [.. overrides.Values.Keys.Where(name => !Known.ContainsKey(name)).Order(StringComparer.Ordinal)];
        if (unknown.Length > 0) return $"no such setting: {string.Join(", ", unknown)}";
        var reader = new SettingReader(name => overrides.Values.GetValueOrDefault(name[Prefix.Length..].ToLowerInvariant()));
        policy = EngineSettings.ReadPolicy(reader, without);
        return reader.Problems.Count == 0 ? null : string.Join("; ", reader.Problems);
    }
}
