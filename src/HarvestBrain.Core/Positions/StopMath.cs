namespace HarvestBrain.Core.Positions;

/// <summary>Comparisons of stops: what is tighter, and which side protects.</summary>
internal static class StopMath
{
    private const int TickDigits = 20;

    /// <summary>The tighter of two stops, where either may be missing: the higher for a long, the lower for a short.</summary>
    public static decimal? Tighter(Direction direction, decimal? one, decimal? other)
    {
        if (one is not { } a) return other;
        if (other is not { } b) return one;
        return IsTighter(direction, a, b) ? a : b;
    }

    /// <summary>A stop is strictly tighter than another one.</summary>
    public static bool IsTighter(Direction direction, decimal stop, decimal than) =>
        direction == Direction.Long ? stop > than : stop < than;

    /// <summary>A stop is on the side of a price where it limits a loss: below it for a long, above it for a short.</summary>
    public static bool Protects(Direction direction, decimal stop, decimal price) =>
        direction == Direction.Long ? stop < price : stop > price;

    /// <summary>
    /// Rounds a stop to the tick away from the market: down for a long, up for a short. Without a tick only the digits of an average such
    /// as 100.666... are cut, which no executor could use.
    /// </summary>
    public static decimal AwayFromMarket(Direction direction, decimal stop, decimal tick)
    {
        decimal rounded = PlainDecimal.RoundToSignificant(stop, tick == 0 ? Limits.AskedDigits : TickDigits);
        if (tick == 0)
        {
            if (rounded == stop) return stop;
            tick = PlainDecimal.LastDigit(rounded);
        }
        else stop = rounded; // 113.39999... is 113.4: the last digit of an average is not worth a tick
        decimal ticks = stop / tick;
        return (direction == Direction.Long ? Math.Floor(ticks) : Math.Ceiling(ticks)) * tick;
    }
}
