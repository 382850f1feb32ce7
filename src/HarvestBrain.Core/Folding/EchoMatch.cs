using System.Globalization;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>What an echoed id means to a position.</summary>
internal enum IntentMatch
{
    /// <summary>No intent id of the position.</summary>
    None,

    /// <summary>An intent of an earlier epoch of the position: whatever it asked for, none of the current rungs did.</summary>
    OtherEpoch,

    /// <summary>The intent of one of its rungs, or of its time stop.</summary>
    Rung,

    /// <summary>The intent of the stop that is asked for.</summary>
    RequestedStop,

    /// <summary>The intent of the stop that was asked for before that one.</summary>
    PreviousStop,

    /// <summary>The intent of a stop that was asked for earlier.</summary>
    OldStop,

    /// <summary>An intent that said how much a stop protects.</summary>
    Protection,
}

/// <summary>Finds what a fill or an outcome belongs to, by the intent id that it echoes.</summary>
internal static class EchoMatch
{
    /// <summary>What an echoed id means to a position. Allocates, so only called for events that carry an echo.</summary>
    public static IntentMatch Find(Position position, string echo, out Rung? rung)
    {
        rung = null;
        if (IntentId.IsOfAnotherEpoch(position, echo)) return IntentMatch.OtherEpoch;
        ReadOnlySpan<char> asked = IntentId.Asked(position.Key, position.Epoch, echo);
        if (asked.StartsWith(IntentId.StopPart, StringComparison.Ordinal))
        {
            if (!TryNumber(asked[IntentId.StopPart.Length..], out decimal stop)) return IntentMatch.None;
            if (stop == position.StopRequest.Requested?.Price) return IntentMatch.RequestedStop;
            return stop == position.StopRequest.Previous?.Price ? IntentMatch.PreviousStop : IntentMatch.OldStop;
        }
        if (asked.StartsWith(IntentId.ProtectPart, StringComparison.Ordinal)) return IntentMatch.Protection;
        if (asked.SequenceEqual(IntentId.TimeStopPart))
        {
            rung = position.TimeStop;
            return rung is null ? IntentMatch.None : IntentMatch.Rung;
        }
        if (!asked.StartsWith(IntentId.RungPart, StringComparison.Ordinal)
            || !TryNumber(asked[IntentId.RungPart.Length..], out decimal triggerR)) return IntentMatch.None;
        rung = Array.Find(position.Current.Rungs, candidate => candidate.TriggerR == triggerR && !candidate.IsTimeStop);
        return rung is null ? IntentMatch.None : IntentMatch.Rung;
    }

    /// <summary>The stop that an echoed id asked for in this epoch; 0 = it asked for none.</summary>
    public static decimal StopOf(Position position, string echo)
    {
        ReadOnlySpan<char> asked = IntentId.Asked(position.Key, position.Epoch, echo);
        bool isStop = asked.StartsWith(IntentId.StopPart, StringComparison.Ordinal);
        return isStop && TryNumber(asked[IntentId.StopPart.Length..], out decimal stop) ? stop : 0;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
