using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Reporting;

/// <summary>What was written, added up while it is written.</summary>
internal sealed class Totals
{
    public long Fills { get; private set; }

    public long Costs { get; private set; }

    public long Snapshots { get; private set; }

    public long Prices { get; private set; }

    public long Bars { get; private set; }

    public long RepeatedPrices { get; set; }

    /// <summary>Bars of a time that finer bars or single prices tell as well, or of which a longer bar tells more.</summary>
    public long CoarserBars { get; private set; }

    /// <summary>Single prices of a time of which bars tell more.</summary>
    public long PricesWithinBars { get; private set; }

    public long Epochs { get; private set; }

    /// <summary>Positions by where their 1R is from; <c>none</c> and <c>default</c> are never harvested.</summary>
    public SortedDictionary<string, long> Risk { get; } = new(StringComparer.Ordinal);

    /// <summary>Fees that are in no net figure, by asset.</summary>
    public SortedDictionary<string, decimal> UncountedFees { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> LeftOpen { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> PricesWithoutFills { get; } = new(StringComparer.Ordinal);

    /// <summary>The first fill of a symbol whose price is far from the prices about it.</summary>
    public SortedDictionary<string, (decimal Price, long TimeMs)> Disagreeing { get; } = new(StringComparer.Ordinal);

    public void Clear()
    {
        (Fills, Costs, Snapshots, Prices, Bars, RepeatedPrices, CoarserBars, PricesWithinBars) = (0, 0, 0, 0, 0, 0, 0, 0);
        Epochs = 0;
        Risk.Clear();
        UncountedFees.Clear();
        LeftOpen.Clear();
        Disagreeing.Clear();
    }

    public void CountPrice(Bar bar)
    {
        if (bar.IsPoint) Prices++;
        else Bars++;
    }

    public void CountToldBetter(Bar bar)
    {
        if (bar.IsPoint) PricesWithinBars++;
        else CoarserBars++;
    }

    public void CountFill(Execution fill, bool opens, bool disagrees)
    {
        Fills++;
        if (fill.FeeUnit == FeeUnit.Other) UncountedFees[fill.FeeAsset!] = UncountedFees.GetValueOrDefault(fill.FeeAsset!) + fill.Fee;
        if (disagrees) Disagreeing.TryAdd(fill.Symbol, (fill.Price, fill.TimeMs));
        if (!opens) return;
        Epochs++;
        string source = fill.RiskSource ?? (fill.Stop > 0 ? "file" : "none");
        Risk[source] = Risk.GetValueOrDefault(source) + 1;
    }

    public void Count(Record record)
    {
        if (record is Funding) Costs++;
        else Snapshots++;
    }

    public void NotePricesWithoutFills(string symbol) => PricesWithoutFills.Add(symbol);

    public void Finish(EpochTracker tracker)
    {
        foreach (Epoch epoch in tracker.Open)
            LeftOpen.Add($"{epoch.Symbol} {(epoch.IsLong ? "long" : "short")} {Core.PlainDecimal.Format(epoch.Quantity)}");
    }
}
