using System.Globalization;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Positions;

/// <summary>What an echoed id means to a position.</summary>
internal enum IntentMatch
{
    /// <summary>No intent id of this epoch.</summary>
    None,

    /// <summary>The intent of one of its rungs, or of its time stop.</summary>
    Rung,

    /// <summary>The intent of the stop that is asked for.</summary>
    AskedStop,

    /// <summary>The intent of the stop that was asked for before that one.</summary>
    AskedStopBefore,

    /// <summary>The intent of a stop that was asked for earlier.</summary>
    OldStop,
}

/// <summary>
/// Ids of intents. They depend only on symbol, position side, epoch and what is asked, so that replaying the same entries
/// gives the same ids: <c>harvest:ETHUSDT:1768693537416-0:rung:0.5</c>, in hedge mode <c>harvest:ETHUSDT:LONG:...</c>.
/// </summary>
public static class IntentId
{
    private const string RungPart = ":rung:";
    private const string StopPart = ":stop:";
    private const string TimeStopPart = ":time_stop";

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

    /// <summary>The id of the intent that closes the rest because too much time has passed; one per epoch.</summary>
    public static string OfTimeStop(PositionKey key, EntryId epoch) => Trace(key, epoch) + TimeStopPart;

    /// <summary>The id of some intent of the position's epoch, of whatever ladder.</summary>
    internal static bool IsOf(Position position, string echo)
    {
        string trace = Trace(position.Key, position.Epoch);
        if (!echo.StartsWith(trace, StringComparison.Ordinal)) return false;
        ReadOnlySpan<char> asked = echo.AsSpan(trace.Length);
        return asked.StartsWith(RungPart, StringComparison.Ordinal) || asked.StartsWith(StopPart, StringComparison.Ordinal)
            || asked.SequenceEqual(TimeStopPart);
    }

    /// <summary>What an echoed id means to a position. Allocates, so only called for events that carry an echo.</summary>
    internal static IntentMatch Match(Position position, string echo, out Rung? rung)
    {
        rung = null;
        string trace = Trace(position.Key, position.Epoch);
        if (!echo.StartsWith(trace, StringComparison.Ordinal)) return IntentMatch.None;
        ReadOnlySpan<char> asked = echo.AsSpan(trace.Length);
        if (asked.StartsWith(StopPart, StringComparison.Ordinal))
        {
            if (!TryNumber(asked[StopPart.Length..], out decimal stop)) return IntentMatch.None;
            if (stop == position.AskedStop) return IntentMatch.AskedStop;
            return stop == position.AskedStopBefore ? IntentMatch.AskedStopBefore : IntentMatch.OldStop;
        }
        if (asked.SequenceEqual(TimeStopPart))
        {
            rung = position.TimeStop;
            return rung is null ? IntentMatch.None : IntentMatch.Rung;
        }
        if (!asked.StartsWith(RungPart, StringComparison.Ordinal) || !TryNumber(asked[RungPart.Length..], out decimal triggerR))
            return IntentMatch.None;
        rung = Array.Find(position.RungArray, candidate => candidate.TriggerR == triggerR && !candidate.IsTimeStop);
        return rung is null ? IntentMatch.None : IntentMatch.Rung;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
