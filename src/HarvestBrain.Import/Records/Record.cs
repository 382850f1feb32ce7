namespace HarvestBrain.Import.Records;

/// <summary>What a row means, whatever file it comes from.</summary>
internal abstract class Record
{
    /// <summary>The symbol in the one spelling.</summary>
    public required string Symbol { get; set; }

    public Market Market { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long TimeMs { get; set; }

    /// <summary>Number of the file within the import, from 0.</summary>
    public int File { get; set; }

    /// <summary>Place among the records of its file.</summary>
    public int Sequence { get; set; }

    /// <summary>Line (or row, where a format has no lines) within the file, from 1.</summary>
    public int Line { get; set; }
}

/// <summary>One-way, or the side of an account that can hold both.</summary>
internal enum PositionSide : byte
{
    Both,
    Long,
    Short,
}

/// <summary>A cost without an execution: funding, swap. Positive = paid.</summary>
internal sealed class Funding : Record
{
    public required decimal Fee { get; init; }

    public PositionSide PositionSide { get; init; }

    public string? Id { get; init; }
}

/// <summary>A bar; a single price is a bar of no length.</summary>
internal sealed class Bar : Record
{
    public required decimal Open { get; init; }

    public required decimal High { get; init; }

    public required decimal Low { get; init; }

    public required decimal Close { get; init; }

    /// <summary>The last millisecond of the bar; 0 until the length of the file's bars is known. <see cref="Record.TimeMs"/> of a single
    /// price.</summary>
    public long ToMs { get; set; }

    public bool IsPoint { get; init; }

    public long LengthMs => ToMs - TimeMs + 1;

    /// <summary>Says the same of the same time.</summary>
    public bool TellsAs(Bar other) => (TimeMs, ToMs, Open, High, Low, Close)
        == (other.TimeMs, other.ToMs, other.Open, other.High, other.Low, other.Close);
}

/// <summary>A protective order that was accepted, or the stop that an order brought along.</summary>
internal sealed class StopOrder : Record
{
    /// <summary>The side of the protective order, which is the other one than the position's entry.</summary>
    public required bool IsBuy { get; init; }

    public required decimal Trigger { get; init; }

    public PositionSide PositionSide { get; init; }

    /// <summary>The order whose fills it protects; 0 = whatever is entered about that time.</summary>
    public ulong OrderKey { get; init; }

    /// <summary>The position it protects (<c>SYMBOL#POSITION</c>), whenever it was entered.</summary>
    public bool OfPosition { get; init; }
}

/// <summary>What the exchange says is open; negative = short, 0 = flat.</summary>
internal sealed class Snapshot : Record
{
    public required decimal Quantity { get; set; }

    public required decimal EntryPrice { get; init; }

    public decimal MarkPrice { get; init; }

    public PositionSide PositionSide { get; init; }

    public bool InContracts { get; init; }
}

/// <summary>A stop that the trader wrote down for the position opened at about that time.</summary>
internal sealed class StopNote : Record
{
    public required decimal Stop { get; init; }

    /// <summary><see langword="null"/> = not told.</summary>
    public bool? IsLong { get; init; }
}
