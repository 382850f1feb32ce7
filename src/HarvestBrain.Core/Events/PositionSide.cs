namespace HarvestBrain.Core.Events;

/// <summary>Which position of a symbol is meant: the one of one-way mode, or one of the two of hedge mode.</summary>
public enum PositionSide
{
    /// <summary>One-way mode: one position per symbol, long or short.</summary>
    Both,

    /// <summary>Hedge mode, the long position.</summary>
    Long,

    /// <summary>Hedge mode, the short position.</summary>
    Short,
}

/// <summary>The words of position sides: part of ids and keys.</summary>
internal static class PositionSideWords
{
    /// <summary>BOTH, LONG or SHORT.</summary>
    public static string Word(this PositionSide side) => side switch
    {
        PositionSide.Long => "LONG",
        PositionSide.Short => "SHORT",
        _ => "BOTH",
    };
}
