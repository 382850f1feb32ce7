namespace HarvestBrain.Core.Planning;

/// <summary>How much of a position's plan has to be computed anew; each includes those before it.</summary>
internal enum Replan
{
    /// <summary>Nothing: it is as it was.</summary>
    None,

    /// <summary>From which price and time on something may be due.</summary>
    Next,

    /// <summary>And how the ladder is laid out: average entry, initial stop and policy are as they were, so no trigger moved.</summary>
    Quantities,

    /// <summary>Everything.</summary>
    All,
}
