namespace HarvestBrain.Core.Events;

/// <summary>
/// The identity of an execution as 64 bits (FNV-1a), so that remembering it allocates nothing.
/// Against a memory of 128 a chance collision has odds of about 1 in 10^17.
/// Source: Fowler, Noll, Vo, draft-eastlake-fnv-21, section 5.
/// </summary>
public static class ExecutionKey
{
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The key of a trade or execution id; never 0.</summary>
    public static ulong OfId(ReadOnlySpan<byte> utf8Id) => NotZero(Append(OffsetBasis, utf8Id));

    /// <summary>
    /// The key of an execution: its trade id with side and order, because an exchange gives one trade id to both sides of a trade, and
    /// some count trades per order. Never 0.
    /// </summary>
    public static ulong OfExecution(ReadOnlySpan<byte> utf8Id, OrderSide side, ReadOnlySpan<byte> utf8OrderId) =>
        OfExecution(utf8Id, side, utf8OrderId, out _);

    /// <summary>As above, with the key of the id alone (<see cref="OfId"/>), which is on the way.</summary>
    internal static ulong OfExecution(ReadOnlySpan<byte> utf8Id, OrderSide side, ReadOnlySpan<byte> utf8OrderId, out ulong ofId)
    {
        ulong hash = Append(OffsetBasis, utf8Id);
        ofId = NotZero(hash);
        return NotZero(Append(Append(hash, side == OrderSide.Buy ? "|B|"u8 : "|S|"u8), utf8OrderId));
    }

    /// <summary>
    /// What an execution was: quantity and price as 32 bits, so that the same id with another one is seen. Nine digits count: the noise of
    /// binary floating point is no difference. Never 0.
    /// </summary>
    internal static uint Print(decimal quantity, decimal price)
    {
        ulong mixed = unchecked(((Coarse(quantity) * Prime) ^ Coarse(price)) * Prime);
        uint print = (uint)(mixed >> 32);
        return print == 0 ? 1 : print;
    }

    /// <summary>What tells two executions of one guessed key apart: the entries that they stand in. Never 0.</summary>
    internal static uint Print(EntryId id)
    {
        ulong mixed = unchecked((((ulong)id.UnixMilliseconds * Prime) ^ (ulong)id.Sequence) * Prime);
        uint print = unchecked((uint)(mixed >> 32) ^ (uint)mixed);
        return print == 0 ? 1 : print;
    }

    // The upper 44 bits of a double, rounded: sign, exponent, and a mantissa of 32 bits.
    private static ulong Coarse(decimal value) => (BitConverter.DoubleToUInt64Bits((double)value) + (1UL << 19)) >> 20;

    /// <summary>
    /// The key of an execution that carries only its order's id: the order id together with what tells its executions apart.
    /// Quantity and price count by value, so that <c>1.0</c> and <c>1.00</c> are the same.
    /// </summary>
    public static ulong OfOrder(
        ReadOnlySpan<byte> utf8OrderId, ReadOnlySpan<byte> utf8Status, decimal quantity, decimal price, ReadOnlySpan<byte> utf8Timestamp)
    {
        ulong hash = Append(Append(OffsetBasis, utf8OrderId), "|"u8);
        foreach (byte b in utf8Status) hash = Append(hash, (byte)(b | 0x20)); // any case
        hash = Append(Append(Append(hash, quantity), price), "|"u8);
        return NotZero(Append(hash, utf8Timestamp));
    }

    private static ulong Append(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes) hash = Append(hash, b);
        return hash;
    }

    private static ulong Append(ulong hash, byte value) => unchecked((hash ^ value) * Prime);

    private static ulong Append(ulong hash, decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(PlainDecimal.Trim(value), bits);
        foreach (int word in bits)
            for (int shift = 0; shift < 32; shift += 8)
                hash = Append(hash, unchecked((byte)(word >> shift)));
        return hash;
    }

    private static ulong NotZero(ulong hash) => hash == 0 ? 1 : hash;
}
