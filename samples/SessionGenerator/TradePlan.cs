namespace HarvestBrain.SessionGeneration;

/// <summary>How a trader means to leave a position, drawn when it is opened.</summary>
/// <param name="TargetR">R at which everything is closed.</param>
/// <param name="PartialExits">How many parts are closed on the way, one at each further 0.6 R.</param>
/// <param name="ScaleIns">How many times the position may be enlarged.</param>
/// <param name="GivesBack">Closes what is left when the price has come back from over 1R to near the entry.</param>
/// <param name="LongestHoldInUpdates">Closed or flipped after so many prices.</param>
internal sealed record TradePlan(decimal TargetR, int PartialExits, int ScaleIns, bool GivesBack, int LongestHoldInUpdates)
{
    private const decimal NoTarget = 100m;
    private const decimal PartialExitEveryR = 0.6m;

    /// <summary>Draws one of: ride it to the stop, close at a target, scale out.</summary>
    public static TradePlan Draw(Prng prng)
    {
        int longestHold = prng.Between(120, 320);
        int scaleIns = prng.Pick(0, 0, 1, 2);
        return prng.Below(10) switch
        {
            < 3 => new TradePlan(NoTarget, 0, scaleIns, GivesBack: false, longestHold),
            < 6 => new TradePlan(prng.Between(8, 30) / 10m, 0, scaleIns, GivesBack: false, longestHold),
            _ => new TradePlan(prng.Between(18, 35) / 10m, prng.Between(1, 3), scaleIns, GivesBack: true, longestHold),
        };
    }

    /// <summary>R of the next partial exit when <paramref name="alreadyDone"/> have been made.</summary>
    public static decimal PartialExitR(int alreadyDone) => PartialExitEveryR * (alreadyDone + 1);
}
