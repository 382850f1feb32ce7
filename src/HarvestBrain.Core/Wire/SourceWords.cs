using System.Text;

namespace HarvestBrain.Core.Wire;

/// <summary>How a recorded entry says which stream it was recorded from.</summary>
internal static class SourceWords
{
    /// <summary>
    /// The kind of stream that an event type or the name of a stream ends with; <see langword="null"/> = no kind of snapshot.
    /// </summary>
    public static EntrySource? Find(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> name = utf8.Trim((byte)' ');
        if (Ends(name, "position.snapshot"u8)) return EntrySource.PositionSnapshot;
        if (Ends(name, "open.orders"u8) || Ends(name, "open_orders"u8)) return EntrySource.OpenOrders;
        return Ends(name, "pnl.snapshot"u8) ? EntrySource.PnlSnapshot : null;
    }

    // A whole word of a name such as quantum:stream:pnl.snapshot: "my_pnl.snapshot" is something else.
    private static bool Ends(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word) =>
        name.Length >= word.Length && Ascii.EqualsIgnoreCase(name[^word.Length..], word)
        && (name.Length == word.Length || name[^(word.Length + 1)] is (byte)':' or (byte)'.' or (byte)'/');
}
