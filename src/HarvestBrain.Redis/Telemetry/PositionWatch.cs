using HarvestBrain.Core;
using HarvestBrain.Core.Positions;
using HarvestBrain.Redis.Observers;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// What lasts of open positions and wants somebody's eyes: a stop that the price went through, and what a limit on intents keeps back. Said
/// once when it begins.
/// </summary>
internal sealed class PositionWatch(HarvestObservers observers, ILogger logger)
{
    private readonly HashSet<PositionKey> _crossed = []; // no more than the positions, which are all in memory
    private bool _isHeldBack;

    /// <summary>Says what has begun since the last look.</summary>
    /// <param name="engine">With its limits.</param>
    /// <param name="crossed">Those with the price through their stop for too long.</param>
    /// <param name="heldBack">How many a limit keeps something back of.</param>
    /// <param name="redisUnixMs">Redis's clock, Unix milliseconds.</param>
    public void Look(HarvestEngine engine, IReadOnlyCollection<Position> crossed, int heldBack, long redisUnixMs)
    {
        TellCrossed(crossed, redisUnixMs);
        if (heldBack > 0 && !_isHeldBack) Log.HeldBack(logger, heldBack, engine.Rate.Limit, engine.StopRate.Limit);
        if (heldBack == 0 && _isHeldBack) Log.NothingHeldBack(logger);
        _isHeldBack = heldBack > 0;
    }

    // A stop that is crossed stays so until it fills, the price comes back, or somebody closes.
    private void TellCrossed(IReadOnlyCollection<Position> crossed, long redisUnixMs)
    {
        _crossed.IntersectWith(crossed.Select(position => position.Key));
        foreach (Position position in crossed)
        {
            if (!_crossed.Add(position.Key)) continue;
            var notice = new StopCrossed(
                position.Key, position.CurrentStop!.Value, position.MarkPrice, position.Quantity,
                redisUnixMs - position.CrossedSinceUnixMs);
            Log.StopCrossed(logger, position.Key.ToString(), notice.StopPrice, notice.MarkPrice, notice.ForMs);
            observers.Tell(notice);
        }
    }
}
