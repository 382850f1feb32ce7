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
    private readonly List<PolicyChange> _changes = [];

    /// <summary>What an engine was told since <see cref="Noted"/>, in order.</summary>
    public IReadOnlyList<PolicyChange> Changes => [.. _changes];

    /// <summary>What an engine is told that knows nothing yet.</summary>
    public IReadOnlyList<PolicyChange> All =>
    [
        .. _good.Select(own => new PolicyChange(own.Key, own.Value.Policy, own.Value.ApplyNow, IsBlocked: false)),
        .. _blocked.Select(PolicyChange.Blocked),
    ];

    /// <summary>Symbols whose overrides are not valid, and why.</summary>
    public IReadOnlyDictionary<string, string> Problems => _problems;

    /// <summary>A new engine knows none of the overrides: gives it the last good ones.</summary>
    public void ApplyTo(HarvestEngine engine)
    {
        foreach (PolicyChange change in All) change.ApplyTo(engine);
    }

    /// <summary>What was told is noted.</summary>
    public void Noted() => _changes.Clear();

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
            if (isBlocked) Tell(PolicyChange.Blocked(symbol), engine);
            string what = isBlocked ? "nothing is asked for until they are corrected: " : "the last good ones stay: ";
            return _problems[symbol] = what + problem;
        }
        HarvestPolicy? good = overrides.Values.Count == 0 ? inCode : policy;
        _blocked.Remove(symbol);
        Tell(new PolicyChange(symbol, good, applyNow, IsBlocked: false), engine);
        if (good is null) _good.Remove(symbol);
        else _good[symbol] = (good, applyNow);
        return null;
    }

    private void Tell(PolicyChange change, HarvestEngine engine)
    {
        change.ApplyTo(engine);
        _changes.Add(change);
    }

    private static string? Read(SymbolOverrides overrides, HarvestPolicy without, out HarvestPolicy policy, out bool applyNow)
    {
        (policy, applyNow) = (without, false);
        return overrides.WrongType is { } type
            ? $"the key is a {type}, not a hash"
            : SymbolSettings.Read(overrides.Values, without, out policy, out applyNow);
    }
}
