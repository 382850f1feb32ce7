using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// Finds the positions that may have been open before the first row, so that only their rows are looked at more than once. A position of
/// which every row agrees with a start at nothing has none; of it nothing is remembered while it is flat, which is what keeps
/// a million positions with symbols of their own from filling the memory.
/// </summary>
internal sealed class DoubtfulStarts(bool hedge)
{
    private readonly Dictionary<string, decimal> _largest = new(StringComparer.Ordinal);

    /// <summary>Takes the quantities; all of them, before <see cref="Find"/>.</summary>
    public Execution Note(Execution fill)
    {
        string symbol = SymbolName.WithoutPosition(fill.Symbol);
        if (fill.Quantity > _largest.GetValueOrDefault(symbol)) _largest[symbol] = fill.Quantity;
        return fill;
    }

    public HashSet<(string Symbol, PositionSide Side)> Find(IEnumerable<Execution> fills)
    {
        HashSet<(string Symbol, PositionSide Side)> doubtful = [];
        Dictionary<(string Symbol, PositionSide Side), OneWayPosition> open = [];
        foreach (Execution fill in fills)
        {
            var key = (fill.Symbol, fill.PositionSide);
            if (doubtful.Contains(key)) continue;
            if (!open.TryGetValue(key, out OneWayPosition? position)) open.Add(key, position = new OneWayPosition(0));
            bool isDoubtful = IsDoubtful(fill, position);
            if (isDoubtful) doubtful.Add(key);
            if (isDoubtful || position.Held == 0) open.Remove(key);
        }
        return doubtful;
    }

    private bool IsDoubtful(Execution fill, OneWayPosition position)
    {
        decimal before = position.Held;
        bool contradicts = position.Contradicts(fill, noise: 0);
        if (fill.PositionSide != PositionSide.Both) return fill.PositionSide == PositionSide.Long ? position.Held < 0 : position.Held > 0;
        if (contradicts || (hedge && fill.TellsReductions)) return true;
        bool closesNothing = fill.Closes && (fill.IsBuy ? before >= 0 : before <= 0);
        bool sellsTooMuch = fill is { Market: Market.Spot, IsBuy: false } && fill.Quantity > before;
        // What is noise depends on the largest quantity of the position; of the symbol's it is no more than that.
        decimal noise = _largest[SymbolName.WithoutPosition(fill.Symbol)] * Noise.Share;
        return closesNothing || sellsTooMuch || (position.Held != 0 && Math.Abs(position.Held) <= noise);
    }
}
