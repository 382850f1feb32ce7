namespace HarvestBrain.Core.Policy;

/// <summary>When a rung that was asked for may be asked for again.</summary>
public enum RearmRule
{
    /// <summary>Never within the epoch.</summary>
    Never,

    /// <summary>After its intent came back rejected, cancelled or expired, and the dedup time is over.</summary>
    Rejected,

    /// <summary>As <see cref="Rejected"/>, and also when the dedup time passed without any outcome.</summary>
    Timeout,
}
