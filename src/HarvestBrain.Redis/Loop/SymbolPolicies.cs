using HarvestBrain.Core;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Loop;

/// <summary>
/// The policies of single symbols: those made in code, changed by what stands in Redis. An invalid change keeps the last good policy and is
/// told once; one that was never valid since the start blocks the symbol.
/// </summary>
internal sealed class SymbolPolicies(HarvestBrainOptions options)
{
    private readonly Dictionary<string, SymbolOverrides> _seen = new(StringComparer.Ordinal);
    // With the word whether a running epoch takes the ladder: told again to an engine that was loaded anew, it changes nothing.
    private readonly Dictionary<string, (HarvestPolicy Policy, bool ApplyNow)> _good =
        options.SymbolPolicies.ToDictionary(own => own.Key, own => (own.Value, false), StringComparer.Ordinal);

    private readonly HashSet<string> _blocked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>Symbols whose overrides are not valid, and why.</summary>
    public IReadOnlyDictionary<string, string> Problems => _problems;

    /// <summary>A new engine knows none of the overrides: gives it the last good ones.</summary>
    public void ApplyTo(HarvestEngine engine)
    {
        foreach ((string symbol, (HarvestPolicy policy, bool applyNow)) in _good) engine.SetPolicy(symbol, policy, applyNow);
        foreach (string symbol in _blocked) engine.Block(symbol, blocked: true);
    }

    /// <summary>Applies what stands in Redis now.</summary>
    /// <returns>The problem, when there is a new one.</returns>
    public string? Apply(string symbol, SymbolOverrides overrides, HarvestEngine engine)
    {
        bool known = _seen.TryGetValue(symbol, out SymbolOverrides? seen);
        if (known && seen!.SameAs(overrides)) return null;
        _seen[symbol] = overrides;
        if (!known && overrides.SameAs(SymbolOverrides.None)) return null;
        _problems.Remove(symbol);
        HarvestPolicy? inCode = options.SymbolPolicies.TryGetValue(symbol, out HarvestPolicy? own) ? own : null;
        if (Read(overrides, inCode ?? options.Policy, out HarvestPolicy policy, out bool applyNow) is { } problem)
        {
            // What was valid before this process began, nobody knows: perhaps that nothing is to be asked for.
            if (!known) _blocked.Add(symbol);
            bool isBlocked = _blocked.Contains(symbol);
            if (isBlocked) engine.Block(symbol, blocked: true);
            string what = isBlocked ? "nothing is asked for until they are corrected: " : "the last good ones stay: ";
            return _problems[symbol] = what + problem;
        }
        HarvestPolicy? good = overrides.Values.Count == 0 ? inCode : policy;
        engine.SetPolicy(symbol, good, applyNow);
        if (_blocked.Remove(symbol)) engine.Block(symbol, blocked: false);
        if (good is null) _good.Remove(symbol);
        else _good[symbol] = (good, applyNow);
        return null;
    }

    private static string? Read(SymbolOverrides overrides, HarvestPolicy without, out HarvestPolicy policy, out bool applyNow)
    {
        (policy, applyNow) = (without, false);
        return overrides.WrongType is { } type
            ? $"the key is a {type}, not a hash"
            : SymbolSettings.Read(overrides.Values, without, out policy, out applyNow);
    }
}
