namespace HarvestBrain.Import.Rules;

/// <summary>What sums of binary floating point leave behind.</summary>
internal static class Noise
{
    /// <summary>Of a quantity, mostly the largest of a position: so little of it is nothing.</summary>
    public const decimal Share = 1e-9m;
}
