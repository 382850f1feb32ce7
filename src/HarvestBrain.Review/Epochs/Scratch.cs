using HarvestBrain.Core.Positions;

namespace HarvestBrain.Review.Epochs;

/// <summary>A trade that came back to its entry.</summary>
internal static class Scratch
{
    /// <summary>How near to 0 its R is.</summary>
    public const double Width = 0.05;

    /// <summary>The policy made it one: the stop went to the entry after the price had got to the trigger, and the trade came to
    /// nothing.</summary>
    public static bool Is(EpochReview epoch, decimal? breakEvenAtR) => breakEvenAtR is { } trigger
        && epoch.HarvestedR is { } r && Math.Abs(r) <= Width
        && epoch.StopMoves.Any(move => move.Kind == StopKind.BreakEven)
        && epoch.Record.MfeR > (double)trigger;
}
