namespace HarvestBrain.Core.Wire;

/// <summary>
/// The names that one thing is told by, the one that counts first in front. Most of them are in no entry: whether any is, one look tells.
/// </summary>
internal sealed class Names
{
    private readonly Field[] _inOrder;

    public Names(params ReadOnlySpan<Field> inOrder)
    {
        _inOrder = inOrder.ToArray();
        foreach (Field name in inOrder) Bits |= RawFields.BitOf(name);
    }

    /// <summary>One bit for each of the names.</summary>
    public ulong Bits { get; }

    /// <summary>The names.</summary>
    public ReadOnlySpan<Field> InOrder => _inOrder;

    /// <summary>The name that the thing is missed by.</summary>
    public Field First => _inOrder[0];
}
