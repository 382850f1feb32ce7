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
    public static string Of(PositionSide side) => side.Word();

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
    public static string Of(HarvestMode mode) => mode.Word();

    /// <summary>never, rejected or timeout.</summary>
    public static string Of(RearmRule rule) => rule.Word();

    /// <summary>off, auto, atr or risk.</summary>
    public static string Of(TrailSource source) => source.Word();

    /// <summary>gross or net.</summary>
    public static string Of(RBasis basis) => basis.Word();

    /// <summary>break_even, profit_lock or trailing.</summary>
    public static string Of(StopKind kind) => kind switch
    {
        StopKind.BreakEven => "break_even",
        StopKind.ProfitLock => "profit_lock",
        StopKind.Trailing => "trailing",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of stop"),
    };

    /// <summary>harvest, stop, manual, flip, snapshot or dust.</summary>
    public static string Of(TradeExit exit) => exit switch
    {
        TradeExit.Harvest => "harvest",
        TradeExit.Stop => "stop",
        TradeExit.Manual => "manual",
        TradeExit.Flip => "flip",
        TradeExit.Snapshot => "snapshot",
        TradeExit.Dust => "dust",
        _ => throw new ArgumentOutOfRangeException(nameof(exit), exit, "not an exit"),
    };

    /// <summary>flat, flipped, stop_filled, kill_switch or rescaled.</summary>
    public static string Of(CancelReason reason) => reason switch
    {
        CancelReason.Flat => "flat",
        CancelReason.Flipped => "flipped",
        CancelReason.StopFilled => "stop_filled",
        CancelReason.KillSwitch => "kill_switch",
        CancelReason.Rescaled => "rescaled",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a reason"),
    };

    /// <summary>requested, confirmed, rejected or crossed.</summary>
    public static string Of(StopState state) => state switch
    {
        StopState.Requested => "requested",
        StopState.Confirmed => "confirmed",
        StopState.Rejected => "rejected",
        StopState.Crossed => "crossed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a state of a stop"),
    };

    /// <summary>
    /// Where the stop in force comes from: one of the rules, <c>initial</c> (it came with the position), or <c>outside</c>;
    /// <see langword="null"/> when there is none.
    /// </summary>
    public static string? OfStop(Position position)
    {
        ArgumentNullException.ThrowIfNull(position);
        if (position.CurrentStop is not { } stop) return null;
        if (position.StopRequest.Requested is { } requested && stop == requested.Price) return Of(requested.Kind);
        return stop == position.InitialStop ? "initial" : "outside";
    }
}
