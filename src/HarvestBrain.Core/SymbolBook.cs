using HarvestBrain.Core.Events;
using HarvestBrain.Core.Folding;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core;

/// <summary>The positions of one symbol: one in one-way mode, up to two in hedge mode, and the policy that holds for them.</summary>
internal sealed class SymbolBook(string symbol, HarvestPolicy policy, bool remembersAll = false)
{
    private readonly Position?[] _bySide = new Position?[3];

    /// <summary>The symbol.</summary>
    public string Symbol => symbol;

    /// <summary>The policy in force for the symbol.</summary>
    public HarvestPolicy Policy
    {
        get;
        set
        {
            field = value;
            IsInverse = IsInverseIn(symbol, value);
        }
    } = policy;

    /// <summary>A price of the symbol itself has come. Default false.</summary>
    public bool HasPrices { get; set; }

    /// <summary>Its money is in the base asset: nothing is asked for.</summary>
    public bool IsInverse { get; private set; } = IsInverseIn(symbol, policy);

    /// <summary>Nothing is asked for: the symbol's settings are not known.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>
    /// The position of a side, flat if there was none yet. When the symbol became suspect before anything was open, it may be of this side.
    /// </summary>
    public Position this[PositionSide side] => _bySide[(int)side] ??= Flat(side);

    /// <summary>The positions that were ever opened, indexed by side; <see langword="null"/> where there is none.</summary>
    public ReadOnlySpan<Position?> All => _bySide;

    /// <summary>The positions that were ever opened.</summary>
    public IEnumerable<Position> Known => _bySide.OfType<Position>();

    /// <summary>No position was ever opened, or suspected.</summary>
    public bool IsEmpty => Array.TrueForAll(_bySide, position => position is null);

    /// <summary>Something is open on that side.</summary>
    public bool IsOpen(PositionSide side) => All[(int)side] is { Quantity: > 0 };

    /// <summary>One-way mode and hedge mode are open at once. No exchange has both on one symbol: what is held stands here twice.</summary>
    public bool IsMixed => IsOpen(PositionSide.Both) && (IsOpen(PositionSide.Long) || IsOpen(PositionSide.Short));

    /// <summary>What a cost of that side belongs to: what is open there, or for BOTH, in hedge mode, on either side.</summary>
    public decimal OpenFor(PositionSide side)
    {
        decimal open = All[(int)side]?.Quantity ?? 0;
        if (open > 0 || side != PositionSide.Both) return open;
        return (All[(int)PositionSide.Long]?.Quantity ?? 0) + (All[(int)PositionSide.Short]?.Quantity ?? 0);
    }

    /// <summary>In hedge mode, both sides: a fill that was lost may have opened the one that never was.</summary>
    public void KnowBothSides()
    {
        if (_bySide[(int)PositionSide.Long] is null && _bySide[(int)PositionSide.Short] is null) return;
        _ = this[PositionSide.Long];
        _ = this[PositionSide.Short];
    }

    /// <summary>Takes a restored position in place of what was there.</summary>
    public void Put(Position position) => _bySide[(int)position.Key.Side] = position;

    private static bool IsInverseIn(string symbol, HarvestPolicy policy) => policy.ContractKind == ContractKind.Inverse
        || (policy.ContractKind == ContractKind.Unknown && SymbolAssets.IsInverse(symbol));

    private Position Flat(PositionSide side)
    {
        bool isSuspect = _bySide[(int)PositionSide.Both] is { Suspect: true, Quantity: 0, Refused: not { WasSuspect: false } };
        var position = new Position(new PositionKey(symbol, side));
        if (isSuspect) EpochFold.Distrust(position);
        if (remembersAll)
        {
            position.Executions.RememberAll();
            position.Orders.RememberAll();
        }
        return position;
    }
}
