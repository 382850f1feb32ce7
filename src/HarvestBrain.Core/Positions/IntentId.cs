using System.Globalization;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Positions;

/// <summary>
/// Ids of intents. They depend only on symbol, position side, epoch and what is asked, so that replaying the same entries
/// gives the same ids: <c>harvest:ETHUSDT:1768693537416-0:rung:0.5</c>, in hedge mode <c>harvest:ETHUSDT:LONG:...</c>.
/// </summary>
public static class IntentId
{
    /// <summary>Stands between the trace and the trigger R of a rung.</summary>
    internal const string RungPart = ":rung:";

    /// <summary>Stands between the trace and the price of a stop.</summary>
    internal const string StopPart = ":stop:";

    /// <summary>Stands between the trace and the stop and the quantity that it protects.</summary>
    internal const string ProtectPart = ":protect:";

    /// <summary>Stands behind the trace in the id of a time stop.</summary>
    internal const string TimeStopPart = ":time_stop";

    /// <summary>Stands behind the id of an intent in the id of what takes it back.</summary>
    internal const string CancelPart = ":cancel";

    /// <summary>The id that groups everything of one epoch.</summary>
    public static string Trace(PositionKey key, EntryId epoch) => key.Side == PositionSide.Both
        ? string.Create(CultureInfo.InvariantCulture, $"harvest:{key.Symbol}:{epoch}")
        : string.Create(CultureInfo.InvariantCulture, $"harvest:{key.Symbol}:{key.Side.Word()}:{epoch}");

    /// <summary>The id of the intent of a rung.</summary>
    public static string OfRung(PositionKey key, EntryId epoch, decimal triggerR) =>
        Trace(key, epoch) + RungPart + PlainDecimal.Format(triggerR);

    /// <summary>The id of the intent that moves the stop to a price.</summary>
    public static string OfStop(PositionKey key, EntryId epoch, decimal stopPrice) =>
        Trace(key, epoch) + StopPart + PlainDecimal.Format(stopPrice);

    /// <summary>The id of the intent that says how much a stop protects.</summary>
    public static string OfProtection(PositionKey key, EntryId epoch, decimal stopPrice, decimal quantity) =>
        $"{Trace(key, epoch)}{ProtectPart}{PlainDecimal.Format(stopPrice)}:{PlainDecimal.Format(quantity)}";

    /// <summary>The id of the intent that closes the rest because too much time has passed; one per epoch.</summary>
    public static string OfTimeStop(PositionKey key, EntryId epoch) => Trace(key, epoch) + TimeStopPart;

    /// <summary>The id of some intent of the position's epoch, of whatever ladder.</summary>
    internal static bool IsOf(Position position, string id)
    {
        ReadOnlySpan<char> asked = Asked(position.Key, position.Epoch, id);
        return asked.StartsWith(RungPart, StringComparison.Ordinal) || asked.StartsWith(StopPart, StringComparison.Ordinal)
            || asked.StartsWith(ProtectPart, StringComparison.Ordinal) || asked.SequenceEqual(TimeStopPart);
    }

    /// <summary>The id of some intent of the same position, in an epoch before or after the current one.</summary>
    internal static bool IsOfAnotherEpoch(Position position, string id)
    {
        string trace = Trace(position.Key, position.Epoch), beforeEpoch = trace[..(trace.LastIndexOf(':') + 1)];
        if (!id.StartsWith(beforeEpoch, StringComparison.Ordinal)) return false;
        int end = id.IndexOf(':', beforeEpoch.Length);
        return end > 0 && EntryId.TryParse(id[beforeEpoch.Length..end], out EntryId epoch) && epoch != position.Epoch;
    }

    /// <summary>The part of an id that says what was asked for; empty when it is of another epoch.</summary>
    internal static ReadOnlySpan<char> Asked(PositionKey key, EntryId epoch, string id)
    {
        string trace = Trace(key, epoch);
        return id.StartsWith(trace, StringComparison.Ordinal) ? id.AsSpan(trace.Length) : default;
    }
}
