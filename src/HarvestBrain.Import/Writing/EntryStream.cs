using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Risk;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Writing;

/// <summary>
/// Merges all there is by time and makes entries of it. Of equal times costs come first, then fills, then snapshots, then prices: a cost
/// belongs to what is open before the fill that closes it.
/// </summary>
internal sealed class EntryStream(
    CountedFills fills, List<Funding> fundings, List<Snapshot> snapshots, PriceFiles prices, MarketNames names,
    IReadOnlyList<RiskSource> risk, Totals totals)
{
    private readonly Dictionary<string, string[]> _targets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _symbols = new(
        fills.Symbols.Concat(snapshots.Select(snapshot => snapshot.Symbol)), StringComparer.Ordinal);

    private readonly Dictionary<string, Bar> _written = new(StringComparer.Ordinal);

    /// <summary>The entries, each valid until the next one is asked for. Deterministic: asked for again they are the same.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Entries()
    {
        totals.Clear();
        _written.Clear();
        var riskOfPrices = new RiskOfPrices(risk);
        if (riskOfPrices.NeedsExcursions) riskOfPrices.SetExcursions(MeasureExcursions());
        var feePrices = new FeePrices();
        var tracker = new EpochTracker();
        using var coming = new ComingPositions(fills);
        using var writer = new EntryWriter();
        foreach (Record record in Merge())
        {
            if (record is Bar bar)
            {
                if (IsToldOtherwise(bar)) continue;
                riskOfPrices.Note(bar);
                feePrices.Note(bar);
                foreach (string target in TargetsOf(bar, tracker, coming))
                {
                    totals.CountPrice(bar);
                    yield return writer.Write(bar, target);
                }
                continue;
            }
            if (record is Execution fill)
            {
                string priceSymbol = MarketNames.PriceSymbolOf(fill.Symbol);
                Price(fill, feePrices);
                Epoch? opened = tracker.Fold(fill);
                if (opened is not null) riskOfPrices.Apply(fill, priceSymbol);
                totals.CountFill(fill, opened is not null, feePrices.Disagree(priceSymbol, fill));
                yield return writer.Write(fill, fill.Symbol);
                continue;
            }
            totals.Count(record);
            yield return writer.Write(record, record.Symbol);
        }
        totals.Finish(tracker);
    }

    private List<decimal> MeasureExcursions()
    {
        var excursions = new Excursions();
        foreach (Record record in Merge())
        {
            if (record is Bar bar)
            {
                if (!prices.IsToldBetter(bar)) excursions.Note(bar);
            }
            else if (record is Execution fill) excursions.Note(fill);
        }
        return excursions.Winners;
    }

    private static void Price(Execution fill, FeePrices prices)
    {
        if (fill.FeeUnit != FeeUnit.Other || prices.Of(fill.FeeAsset!, fill) is not { } price) return;
        fill.Fee = Core.PlainDecimal.RoundToSignificant(fill.Fee * price, 15);
        (fill.FeeUnit, fill.FeeAsset) = (FeeUnit.Quote, null);
    }

    private IEnumerable<Record> Merge()
    {
        using IEnumerator<Execution> fill = fills.Read().GetEnumerator();
        bool hasFill = fill.MoveNext();
        int funding = 0, snapshot = 0;
        foreach (Bar bar in prices.Merge())
        {
            while (NextBefore(bar.TimeMs) is { } due) yield return due;
            yield return bar;
        }
        while (NextBefore(long.MaxValue) is { } rest) yield return rest;

        Record? NextBefore(long timeMs)
        {
            long ofFunding = funding < fundings.Count ? fundings[funding].TimeMs : long.MaxValue;
            long ofFill = hasFill ? fill.Current.TimeMs : long.MaxValue;
            long ofSnapshot = snapshot < snapshots.Count ? snapshots[snapshot].TimeMs : long.MaxValue;
            long least = Math.Min(ofFunding, Math.Min(ofFill, ofSnapshot));
            if (least == long.MaxValue || least > timeMs) return null;
            if (least == ofFunding) return fundings[funding++];
            if (least != ofFill) return snapshots[snapshot++];
            Execution due = fill.Current;
            hasFill = fill.MoveNext();
            return due;
        }
    }

    // Files of a month and of its days overlap, and those of hours and of minutes.
    private bool IsToldOtherwise(Bar bar)
    {
        if (prices.IsToldBetter(bar))
        {
            totals.CountToldBetter(bar);
            return true;
        }
        bool isRepeated = _written.TryGetValue(bar.Symbol, out Bar? last) && last.TellsAs(bar);
        _written[bar.Symbol] = bar;
        if (isRepeated) totals.RepeatedPrices++;
        return isRepeated;
    }

    /// <summary>The names that a price is written under: of its symbol, and of each position that has a symbol of its own and is open,
    /// or opens before the bar ends.</summary>
    private IEnumerable<string> TargetsOf(Bar bar, EpochTracker tracker, ComingPositions coming)
    {
        if (!_targets.TryGetValue(bar.Symbol, out string[]? targets))
        {
            // With fills at hand a price that belongs to none of them is only noise in a recording.
            targets = [.. names.TargetsOf(bar.Symbol, bar.Market).Where(target => !HasSymbols || _symbols.Contains(target))];
            if (targets.Length == 0 && !HasPositions(bar.Symbol)) totals.NotePricesWithoutFills(bar.Symbol);
            _targets.Add(bar.Symbol, targets);
        }
        if (!HasPositions(bar.Symbol)) return targets;
        string prefix = bar.Symbol + "#";
        return targets.Concat(tracker.Open.Select(epoch => epoch.Symbol).Concat(coming.Within(bar))
            .Where(symbol => symbol.StartsWith(prefix, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
    }

    private bool HasSymbols => _symbols.Count > 0 || fills.WithPositions.Count > 0;

    private bool HasPositions(string symbol) => fills.WithPositions.Contains(symbol);
}
