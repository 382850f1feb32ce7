namespace HarvestBrain.Core.Positions;

/// <summary>Which rule moved the stop.</summary>
public enum StopKind
{
    /// <summary>To the average entry: from here on the trade cannot lose its initial risk.</summary>
    BreakEven,

    /// <summary>To an R that was reached and is not given back.</summary>
    ProfitLock,

    /// <summary>Behind the best price of the epoch, by a multiple of the average true range.</summary>
    Trailing,
}
