namespace HarvestBrain.Core.Replay;

/// <summary>Whether a fill and the price beside it can be of the same thing: a split that only one of them knows, or another contract,
/// sets them apart.</summary>
internal static class PriceAgreement
{
    /// <summary>A price that is farther away in time says nothing about a fill, milliseconds.</summary>
    public const long OldMs = 24L * 60 * 60 * 1000;

    private const decimal Apart = 1.5m; // no market moves so much between a fill and the price beside it; a split does

    /// <summary>They cannot be of the same thing.</summary>
    public static bool AreFarApart(decimal fill, decimal price) => fill > price * Apart || fill * Apart < price;
}
