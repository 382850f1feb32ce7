using System.Text;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Wire;

/// <summary>The statuses that producers write, in any case.</summary>
internal static class StatusWords
{
    /// <summary>What a status means; <see langword="null"/> = unknown.</summary>
    public static EventKind? Find(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> status = utf8.Trim((byte)' ');
        if (Is(status, "PRICE_UPDATE"u8)) return EventKind.Price;
        if (Is(status, "FILLED"u8) || Is(status, "PARTIAL"u8) || Is(status, "PARTIALLY_FILLED"u8) || Is(status, "PARTIAL_FILL"u8))
            return EventKind.Fill;
        if (Is(status, "REJECTED"u8) || Is(status, "BLOCKED"u8) || Is(status, "CANCELED"u8) || Is(status, "CANCELLED"u8)
            || Is(status, "EXPIRED"u8)) return EventKind.Outcome;
        if (Is(status, "NEW"u8) || Is(status, "ACCEPTED"u8) || Is(status, "PENDING"u8)) return EventKind.Ignored;
        if (Is(status, "FUNDING"u8) || Is(status, "FUNDING_FEE"u8) || Is(status, "FEE"u8)) return EventKind.Cost;
        return null;
    }

    /// <summary>The status ends an order: it is told once.</summary>
    public static bool IsFinal(ReadOnlySpan<byte> utf8) => Is(utf8.Trim((byte)' '), "FILLED"u8);

    /// <summary>The status is of an order that was never sent.</summary>
    public static bool IsBlocked(ReadOnlySpan<byte> utf8) => Is(utf8.Trim((byte)' '), "BLOCKED"u8);

    private static bool Is(ReadOnlySpan<byte> status, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(status, word);
}
