using System.Text;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Wire;

/// <summary>Sides and flags as producers write them, in any case.</summary>
internal static class SideWords
{
    /// <summary>BUY or LONG, SELL or SHORT; <see langword="null"/> = neither.</summary>
    public static OrderSide? FindOrderSide(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> word = utf8.Trim((byte)' ');
        if (Is(word, "BUY"u8) || Is(word, "LONG"u8)) return OrderSide.Buy;
        return Is(word, "SELL"u8) || Is(word, "SHORT"u8) ? OrderSide.Sell : null;
    }

    /// <summary>LONG, SHORT or BOTH; <see langword="null"/> = none of them.</summary>
    public static PositionSide? FindPositionSide(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> word = utf8.Trim((byte)' ');
        if (Is(word, "BOTH"u8)) return PositionSide.Both;
        if (Is(word, "LONG"u8)) return PositionSide.Long;
        return Is(word, "SHORT"u8) ? PositionSide.Short : null;
    }

    /// <summary>entry, stop, harvest or manual; any other word says nothing.</summary>
    public static OrderRole FindRole(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> word = utf8.Trim((byte)' ');
        if (Is(word, "stop"u8)) return OrderRole.Stop;
        if (Is(word, "entry"u8)) return OrderRole.Entry;
        if (Is(word, "harvest"u8)) return OrderRole.Harvest;
        return Is(word, "manual"u8) ? OrderRole.Manual : OrderRole.Unknown;
    }

    /// <summary>true, 1, yes or on; false, 0, no or off; <see langword="null"/> = neither.</summary>
    public static bool? FindFlag(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> word = utf8.Trim((byte)' ');
        if (Is(word, "true"u8) || Is(word, "1"u8) || Is(word, "yes"u8) || Is(word, "on"u8)) return true;
        return Is(word, "false"u8) || Is(word, "0"u8) || Is(word, "no"u8) || Is(word, "off"u8) ? false : null;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);
}
