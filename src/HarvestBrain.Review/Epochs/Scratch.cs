namespace HarvestBrain.Review.Epochs;

/// <summary>A trade that came back to its entry.</summary>
internal static class Scratch
{
    /// <summary>How near to 0 its R is.</summary>
    public const double Width = 0.05;
}
