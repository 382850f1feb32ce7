using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Risk;

/// <summary>
/// How far each winner went against before it won, as a share of its entry. Of the bars in which a position is opened or closed only what
/// is surely within counts: the close of the first, the open of the last.
/// </summary>
internal sealed class Excursions
{
    private readonly EpochTracker _tracker = new();
    private readonly Dictionary<Epoch, decimal> _worst = [];
    private readonly Dictionary<string, Bar> _pending = new(StringComparer.Ordinal);

    public List<decimal> Winners { get; } = [];

    public void Note(Bar bar)
    {
        if (_pending.Remove(bar.Symbol, out Bar? before)) Finish(before);
        foreach (Epoch epoch in OpenOf(bar.Symbol)) Take(epoch, bar.Open);
        _pending[bar.Symbol] = bar;
    }

    public void Note(Execution fill)
    {
        string symbol = SymbolName.WithoutPosition(fill.Symbol);
        if (_pending.TryGetValue(symbol, out Bar? bar) && fill.TimeMs > bar.ToMs)
        {
            _pending.Remove(symbol);
            Finish(bar);
        }
        Epoch? before = _tracker.Find(fill.Symbol, fill.PositionSide);
        Epoch? opened = _tracker.Fold(fill);
        if (opened is not null) _worst.Add(opened, 0);
        if (before is null || before.ClosedMs == 0) return;
        if (before.Profit > 0 && _worst.TryGetValue(before, out decimal worst)) Winners.Add(worst);
        _worst.Remove(before);
    }

    private void Finish(Bar bar)
    {
        foreach (Epoch epoch in OpenOf(bar.Symbol))
        {
            if (epoch.OpenedMs < bar.TimeMs) Take(epoch, epoch.IsLong ? bar.Low : bar.High);
            else Take(epoch, bar.Close);
        }
    }

    private List<Epoch> OpenOf(string symbol) => [.. _tracker.Open.Where(epoch => SymbolName.WithoutPosition(epoch.Symbol) == symbol)];

    private void Take(Epoch epoch, decimal price)
    {
        decimal against = (epoch.IsLong ? epoch.AverageEntry - price : price - epoch.AverageEntry) / epoch.AverageEntry;
        if (_worst.TryGetValue(epoch, out decimal worst) && against > worst) _worst[epoch] = against;
    }
}
