namespace HarvestBrain.Core.Policy;

/// <summary>What the profit of a market is paid in.</summary>
public enum ContractKind
{
    /// <summary>Not told: as the name of the symbol says, and linear where it says nothing.</summary>
    Unknown,

    /// <summary>In the quote currency, as of everything that is bought and sold for money: (exit - entry) times quantity.</summary>
    Linear,

    /// <summary>
    /// In the base asset: (1 / entry - 1 / exit) times quantity. Its money cannot be computed here: such a position is tracked, and nothing
    /// is asked for.
    /// </summary>
    Inverse,
}
