using System.Numerics;
using System.Text;

namespace HarvestBrain.Core.Partitions;

/// <summary>
/// Which partition a symbol belongs to, for whoever writes entries or reads intents: the CRC16 of its UTF-8, as Redis Cluster has it for
/// the slot of a key (XMODEM: polynomial 0x1021, begun with 0), modulo the number of partitions. With Redis itself:
/// <c>CLUSTER KEYSLOT symbol</c> modulo that number.
/// </summary>
public static class SymbolPartition
{
    /// <summary>The most partitions.</summary>
    public const int MaxPartitions = 1024;

    private const int MaxOnStack = 256;

    private static readonly ushort[] Table = [.. Enumerable.Range(0, 256).Select(high => Step((ushort)(high << 8)))];

    /// <summary>A number of partitions: a power of two, so that one splits into two, from 1 to 1024.</summary>
    /// <param name="partitions">The number.</param>
    public static bool IsCount(int partitions) => partitions is >= 1 and <= MaxPartitions && BitOperations.IsPow2(partitions);

    /// <summary>
    /// A symbol may be used with partitions: of one with a brace Redis would take the part in braces, and who asks it for the slot would go
    /// elsewhere than we.
    /// </summary>
    /// <param name="symbol">The symbol.</param>
    public static bool Fits(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        return !symbol.Contains('{', StringComparison.Ordinal);
    }

    /// <summary>The partition of a symbol.</summary>
    /// <param name="symbol">The symbol; white space around it does not count.</param>
    /// <param name="partitions">How many partitions there are.</param>
    /// <returns>0 to <paramref name="partitions"/> - 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is none that <see cref="IsCount"/> takes.</exception>
    public static int Of(string symbol, int partitions)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        ThrowIfNoCount(partitions);
        return partitions == 1 ? 0 : Crc16(symbol.AsSpan().Trim()) % partitions;
    }

    internal static void ThrowIfNoCount(int partitions)
    {
        if (!IsCount(partitions)) throw new ArgumentOutOfRangeException(nameof(partitions), partitions, "no power of two from 1 to 1024");
    }

    private static ushort Crc16(ReadOnlySpan<char> text)
    {
        int longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = longest <= MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[longest];
        ushort crc = 0;
        foreach (byte one in bytes[..Encoding.UTF8.GetBytes(text, bytes)]) crc = unchecked((ushort)((crc << 8) ^ Table[(crc >> 8) ^ one]));
        return crc;
    }

    private static ushort Step(ushort crc)
    {
        for (int bit = 0; bit < 8; bit++) crc = unchecked((ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1));
        return crc;
    }
}
