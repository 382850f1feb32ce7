using HarvestBrain.Core;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Redis.Store;

/// <summary>What is told to an engine about the settings of one symbol.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Policy">Its policy; <see langword="null"/> = the engine's own. Means nothing of a symbol that is blocked.</param>
/// <param name="ApplyNow">A running epoch takes the ladder too.</param>
/// <param name="IsBlocked">Its settings are not known: nothing is asked for.</param>
internal sealed record PolicyChange(string Symbol, HarvestPolicy? Policy, bool ApplyNow, bool IsBlocked)
{
    /// <summary>Settings that are not known.</summary>
    public static PolicyChange Blocked(string symbol) => new(symbol, null, ApplyNow: false, IsBlocked: true);

    public void ApplyTo(HarvestEngine engine)
    {
        if (!IsBlocked) engine.SetPolicy(Symbol, Policy, ApplyNow);
        engine.Block(Symbol, IsBlocked);
    }
}
