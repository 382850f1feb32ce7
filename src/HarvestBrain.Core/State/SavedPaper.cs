using System.Text.Json.Serialization;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.State;

/// <summary>What would be open had shadow mode's closes been done, as JSON.</summary>
internal sealed record SavedPaper
{
    [JsonPropertyName("qty")] public required decimal Quantity { get; init; }
    [JsonPropertyName("entry")] public required decimal Entry { get; init; }
    [JsonPropertyName("pnl")] public required decimal Pnl { get; init; }

    /// <returns><see langword="null"/> when it is the position itself, as it mostly is: nothing was asked for in shadow mode.</returns>
    public static SavedPaper? From(Position position)
    {
        PaperLedger paper = position.Current.Paper;
        var same = new PaperLedger(position.Quantity, position.AverageEntry, position.RealizedPnl);
        if (position.Direction == Direction.Flat || paper == same) return null;
        return new SavedPaper { Quantity = paper.Quantity, Entry = paper.Entry, Pnl = paper.Pnl };
    }

    public static PaperLedger Restore(SavedPosition saved)
    {
        if (saved.Paper is { } paper) return new PaperLedger(paper.Quantity, paper.Entry, paper.Pnl);
        return saved.Quantity == 0 ? default : new PaperLedger(saved.Quantity, saved.AverageEntry, saved.RealizedPnl);
    }
}
