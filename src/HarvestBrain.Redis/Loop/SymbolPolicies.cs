using HarvestBrain.Core;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Loop;

/// <summary>
/// The policies of single symbols, as they stand in Redis. An invalid one keeps the last good one and is told once.
/// </summary>
internal sealed class SymbolPolicies(HarvestPolicy defaults)
{
    private readonly Dictionary<string, SymbolOverrides> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HarvestPolicy> _good = new(StringComparer.Ordinal);
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
        if (Read(overrides, out HarvestPolicy policy, out bool applyNow) is { } problem)
        {
            _problems[symbol] = problem;
            return problem;
        }
        engine.SetPolicy(symbol, overrides.Values.Count == 0 ? null : policy, applyNow);
        if (overrides.Values.Count == 0) _good.Remove(symbol);
        else _good[symbol] = policy;
        return null;
    }

    private string? Read(SymbolOverrides overrides, out HarvestPolicy policy, out bool applyNow)
    {
        (policy, applyNow) = (defaults, false);
        return overrides.WrongType is { } type
            ? $"the key is a {type}, not a hash"
            : SymbolSettings.Read(overrides.Values, defaults, out policy, out applyNow);
    }
}
