namespace HarvestBrain.Core.Wire;

/// <summary>What kind of stream an entry comes from: it says how an entry without status is to be read.</summary>
public enum EntrySource
{
    /// <summary>Fills, price updates and outcomes, told apart by their status.</summary>
    Execution,

    /// <summary>The exchange's own view of a position.</summary>
    PositionSnapshot,

    /// <summary>Mark price (and PnL) of a position; of it the price is read.</summary>
    PnlSnapshot,

    /// <summary>The orders of a position that stand at the venue.</summary>
    OpenOrders,
}
