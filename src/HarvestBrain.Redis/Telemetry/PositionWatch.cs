using HarvestBrain.Core;
using HarvestBrain.Core.Positions;
using HarvestBrain.Redis.Observers;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// What lasts of positions and wants somebody's eyes: a stop that the price went through, orders at the venue that are not as they should
/// be, and what a limit on intents keeps back. Said once when it begins.
/// </summary>
internal sealed class PositionWatch(HarvestObservers observers, ILogger logger)
{
    private readonly HashSet<PositionKey> _crossed = []; // no more than the positions, which are all in memory
    private readonly HashSet<(PositionKey, ProtectionCode)> _protection = []; // so too, four of each
    private bool _isHeldBack;

    /// <summary>Says what has begun since the last look.</summary>
    /// <param name="engine">With its limits.</param>
    /// <param name="watched">What lasts.</param>
    /// <param name="redisUnixMs">Redis's clock, Unix milliseconds.</param>
    public void Look(HarvestEngine engine, WatchedPositions watched, long redisUnixMs)
    {
        int heldBack = watched.HeldBack;
        TellCrossed(watched.Crossed, redisUnixMs);
        TellProtection(engine, watched.Protection, redisUnixMs);
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

    private void TellProtection(HarvestEngine engine, IReadOnlyCollection<PositionProtection> protection, long redisUnixMs)
    {
        _protection.IntersectWith(protection.Select(one => (one.Position, one.Problem.Code)));
        foreach ((PositionKey key, ProtectionProblem problem) in protection)
        {
            if (!_protection.Add((key, problem.Code))) continue;
            decimal open = engine.Find(key.Symbol, key.Side)?.Quantity ?? 0;
            var notice = new ProtectionDiffers(key, problem, open, redisUnixMs - problem.SinceUnixMs);
            Log.ProtectionDiffers(logger, key.ToString(), problem.ToString(), notice.ForMs);
            observers.Tell(notice);
        }
    }
}

/// <summary>What lasts of positions.</summary>
/// <param name="Crossed">Those with the price through their stop for too long.</param>
/// <param name="Protection">Orders at the venue that are not as they should be.</param>
/// <param name="HeldBack">How many a limit keeps something back of.</param>
internal sealed record WatchedPositions(
    IReadOnlyCollection<Position> Crossed, IReadOnlyCollection<PositionProtection> Protection, int HeldBack);
