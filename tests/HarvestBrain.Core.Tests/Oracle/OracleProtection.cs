namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>
/// When a fill changes the open quantity while a stop is in force, the stop and the new quantity are said. Written from the requirement, and
/// shares nothing with the engine.
/// </summary>
internal sealed class OracleProtection
{
    private readonly Dictionary<string, (string? Epoch, Rational Quantity, bool HadStop)> _before = new(StringComparer.Ordinal);

    /// <summary>What has to be said now of a position; null = nothing has.</summary>
    public Rational? Said(string key, OraclePosition now, decimal? stop)
    {
        string? epoch = now.IsFlat ? null : now.EpochId;
        bool isKnown = _before.TryGetValue(key, out var before) && before.Epoch == epoch && epoch is not null;
        // What changed while it was suspect is said when it is trusted again.
        Rational quantity = isKnown && now.IsSuspect ? before.Quantity : now.Quantity;
        bool changed = isKnown && before.HadStop && (before.Quantity - now.Quantity).Sign != 0;
        _before[key] = (epoch, quantity, stop is not null);
        return changed && !now.IsSuspect ? now.Quantity : null;
    }
}
