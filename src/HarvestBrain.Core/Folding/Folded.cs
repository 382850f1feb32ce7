using HarvestBrain.Core.Planning;

namespace HarvestBrain.Core.Folding;

/// <summary>What an event did to a position.</summary>
internal enum FoldEffect
{
    /// <summary>Nothing; nothing to save.</summary>
    None,

    /// <summary>Something that is saved but that no decision follows from: an outcome, an execution remembered.</summary>
    Remembered,

    /// <summary>Price or position changed: one decision follows.</summary>
    Changed,
}

/// <summary>A fold's answer.</summary>
/// <param name="Effect">What the event did.</param>
/// <param name="Replan">What has to be planned anew before anything is decided.</param>
internal readonly record struct Folded(FoldEffect Effect, Replan Replan = Replan.None)
{
    /// <summary>The event did nothing.</summary>
    public static Folded Nothing => default;

    /// <summary>Something is saved.</summary>
    public static Folded Remembered(Replan replan = Replan.None) => new(FoldEffect.Remembered, replan);

    /// <summary>Price or position changed.</summary>
    public static Folded Changed(Replan replan = Replan.None) => new(FoldEffect.Changed, replan);
}
