using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>The fold of the paper ledger: as the position, but for the rungs that shadow mode asked for.</summary>
internal static class PaperFold
{
    /// <summary>The position is opened, or shown as it is.</summary>
    public static void Open(Position position, decimal quantity, decimal entry) =>
        position.Current.Paper = new PaperLedger(quantity, entry, 0);

    /// <summary>The position grows. Call it when quantity and average entry are the new ones.</summary>
    public static void Add(Position position, decimal quantity, decimal price)
    {
        PaperLedger paper = position.Current.Paper;
        decimal total = paper.Quantity + quantity;
        decimal entry = total == position.Quantity
            ? position.AverageEntry
            : PlainDecimal.RoundToSignificant(((paper.Entry * paper.Quantity) + (price * quantity)) / total, Limits.AverageDigits);
        position.Current.Paper = paper with { Quantity = total, Entry = entry };
    }

    /// <summary>A rung is asked for, and filled on paper at the mark.</summary>
    public static void Ask(Position position, decimal quantity)
    {
        PaperFill fill = PaperFill.AtMark(position.ClosingSide, quantity, position.Current.Paper.Quantity, position.MarkPrice);
        Close(position, fill.Quantity, fill.Price);
    }

    /// <summary>A part of the position is closed.</summary>
    /// <param name="position">The position.</param>
    /// <param name="closing">What is closed, base units.</param>
    /// <param name="open">What was open before.</param>
    /// <param name="price">Price of the fill.</param>
    /// <param name="earned">What the position itself earned by it: until a rung is asked for, the paper has earned the same.</param>
    public static void Exit(Position position, decimal closing, decimal open, decimal price, decimal earned)
    {
        ref PaperLedger paper = ref position.Current.Paper;
        decimal held = paper.Quantity;
        if (held == open && paper.Entry == position.AverageEntry)
        {
            paper = new PaperLedger(held - closing, paper.Entry, paper.Pnl + earned);
            return;
        }
        decimal part = held == open ? closing : closing == open ? held
            : PlainDecimal.RoundToSignificant(held / open * closing, Limits.AverageDigits);
        Close(position, Math.Min(part, held), price);
    }

    /// <summary>A snapshot showed another quantity or entry.</summary>
    public static void Correct(Position position, decimal foldQuantity, decimal foldEntry)
    {
        PaperLedger paper = position.Current.Paper;
        decimal quantity = paper.Quantity == foldQuantity
            ? position.Quantity
            : PlainDecimal.RoundToSignificant(paper.Quantity / foldQuantity * position.Quantity, Limits.AverageDigits);
        decimal entry = paper.Entry == foldEntry
            ? position.AverageEntry
            : Math.Max(Limits.MinPositive, paper.Entry + position.AverageEntry - foldEntry);
        position.Current.Paper = paper with { Quantity = quantity, Entry = entry };
    }

    private static void Close(Position position, decimal quantity, decimal price)
    {
        PaperLedger paper = position.Current.Paper;
        position.Current.Paper = paper with
        {
            Quantity = paper.Quantity - quantity,
            Pnl = paper.Pnl + (RMultiple.Profit(position.Direction, paper.Entry, price, quantity) * position.ContractSize),
        };
    }
}
