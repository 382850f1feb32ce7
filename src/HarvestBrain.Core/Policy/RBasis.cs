namespace HarvestBrain.Core.Policy;

/// <summary>Whether an R-multiple counts what the position has cost so far.</summary>
public enum RBasis
{
    /// <summary>Price alone.</summary>
    Gross,

    /// <summary>Price less the fees and the funding paid per unit that is open.</summary>
    Net,
}
