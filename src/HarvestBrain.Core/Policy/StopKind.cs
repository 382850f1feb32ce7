namespace HarvestBrain.Core.Policy;

/// <summary>Which rule moved the stop.</summary>
public enum StopKind
{
    /// <summary>To the average entry: from here on the trade cannot lose its initial risk.</summary>
    BreakEven,
}
