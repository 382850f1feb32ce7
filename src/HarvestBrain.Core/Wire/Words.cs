using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Wire;

/// <summary>The words that stand for our enumerations in streams, keys and settings.</summary>
public static class Words
{
    /// <summary>BUY or SELL.</summary>
    public static string Of(OrderSide side) => side == OrderSide.Buy ? "BUY" : "SELL";

    /// <summary>BOTH, LONG or SHORT.</summary>
    public static string Of(PositionSide side) => side switch
    {
        PositionSide.Long => "LONG",
        PositionSide.Short => "SHORT",
        _ => "BOTH",
    };

    /// <summary>LONG, SHORT or FLAT.</summary>
    public static string Of(Direction direction) => direction switch
    {
        Direction.Long => "LONG",
        Direction.Short => "SHORT",
        _ => "FLAT",
    };

    /// <summary>armed, requested or filled.</summary>
    public static string Of(RungState state) => state switch
    {
        RungState.Requested => "requested",
        RungState.Filled => "filled",
        _ => "armed",
    };

    /// <summary>shadow or live.</summary>
    public static string Of(HarvestMode mode) => mode == HarvestMode.Live ? "live" : "shadow";

    /// <summary>never, rejected or timeout.</summary>
    public static string Of(RearmRule rule) => rule switch
    {
        RearmRule.Never => "never",
        RearmRule.Timeout => "timeout",
        _ => "rejected",
    };

    /// <summary>break_even.</summary>
    public static string Of(StopKind kind) => kind switch
    {
        StopKind.BreakEven => "break_even",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of stop"),
    };
}
