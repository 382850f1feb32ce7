using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Positions;

/// <summary>Names one position: a symbol and its position side.</summary>
/// <param name="Symbol">Symbol, not empty.</param>
/// <param name="Side">BOTH in one-way mode, LONG or SHORT in hedge mode.</param>
public readonly record struct PositionKey(string Symbol, PositionSide Side)
{
    /// <summary><c>ETHUSDT:BOTH</c>.</summary>
    public override string ToString() => $"{Symbol}:{Side.Word()}";
}
