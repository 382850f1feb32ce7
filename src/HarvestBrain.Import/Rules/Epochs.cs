using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>A position from flat to flat, by its fills.</summary>
/// <param name="opening">The fill that opens it.</param>
/// <param name="number">How many were opened before it.</param>
internal sealed class Epoch(Execution opening, int number)
{
    private const long FirstHourMs = 3_600_000;

    private decimal _cost;
    private bool _reduced;

    public Execution Opening => opening;

    public int Number => number;

    public string Symbol => opening.Symbol;

    public bool IsLong => opening.IsBuy;

    public long OpenedMs => opening.TimeMs;

    /// <summary>0 = it is open at the end.</summary>
    public long ClosedMs { get; private set; }

    /// <summary>What is held, base units.</summary>
    public decimal Quantity { get; private set; }

    public decimal Largest { get; private set; }

    public decimal LastPrice { get; private set; }

    public long LastMs { get; private set; }

    public Execution? Last { get; private set; }

    /// <summary>Average entry of what was bought until now.</summary>
    public decimal AverageEntry { get; private set; }

    /// <summary>The largest quantity of the first hour, or until the first reduction, and its average entry: what a risk in money is spread
    /// over.</summary>
    public decimal FirstQuantity { get; private set; }

    public decimal FirstEntry { get; private set; }

    public decimal Profit { get; private set; }

    /// <summary>Folds a fill of the same side.</summary>
    /// <returns>What the fill does beyond closing: it belongs to a new epoch.</returns>
    public decimal Fold(Execution fill, decimal quantity)
    {
        (LastPrice, LastMs, Last) = (fill.Price, fill.TimeMs, fill);
        if (fill.IsBuy == IsLong)
        {
            Quantity += quantity;
            _cost += quantity * fill.Price;
            AverageEntry = _cost / Quantity;
            Largest = Math.Max(Largest, Quantity);
            if (_reduced || fill.TimeMs > OpenedMs + FirstHourMs) return 0;
            (FirstQuantity, FirstEntry) = (Quantity, AverageEntry);
            return 0;
        }
        _reduced = true;
        decimal closed = Math.Min(quantity, Quantity);
        Profit += closed * (IsLong ? fill.Price - AverageEntry : AverageEntry - fill.Price);
        Quantity -= closed;
        _cost = Quantity * AverageEntry;
        if (Quantity == 0) ClosedMs = fill.TimeMs;
        return quantity - closed;
    }
}

/// <summary>Follows fills in order of time, per symbol and side, and tells the epochs.</summary>
internal sealed class EpochTracker
{
    private readonly Dictionary<(string, PositionSide), Epoch> _open = [];
    private int _opened;

    /// <summary>The epochs that are open.</summary>
    public IEnumerable<Epoch> Open => _open.Values;

    public Epoch? Find(string symbol, PositionSide side) => _open.GetValueOrDefault((symbol, side));

    /// <summary>Folds a fill.</summary>
    /// <returns>The epoch that it opened, by itself or by a flip; <see langword="null"/> = none.</returns>
    public Epoch? Fold(Execution fill)
    {
        var key = (fill.Symbol, fill.PositionSide);
        decimal quantity = fill.Quantity;
        if (_open.TryGetValue(key, out Epoch? epoch))
        {
            quantity = epoch.Fold(fill, quantity);
            if (epoch.Quantity <= epoch.Largest * Noise.Share) _open.Remove(key);
            // A surplus within the noise of the file's numbers, or of a reduction that cannot flip, is nothing.
            if (quantity <= fill.Quantity * Noise.Share || fill.ReduceOnly || fill.PositionSide != PositionSide.Both) return null;
        }
        else if (fill.ReduceOnly)
        {
            return null;
        }
        var opened = new Epoch(fill, _opened++);
        opened.Fold(fill, quantity);
        _open[key] = opened;
        return opened;
    }
}
