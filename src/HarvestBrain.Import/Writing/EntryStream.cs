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
    List<Execution> fills, List<Funding> fundings, List<Snapshot> snapshots, PriceFiles prices, MarketNames names,
    IReadOnlyList<RiskSource> risk, Totals totals)
{
    private readonly Dictionary<string, string[]> _targets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _symbols = new(fills.Select(fill => fill.Symbol).Concat(snapshots.Select(snapshot => snapshot.Symbol)),
        StringComparer.Ordinal);
    private readonly HashSet<string> _withPositions = new(
        fills.Where(fill => fill.Symbol.Contains('#', StringComparison.Ordinal)).Select(fill => fill.Symbol.Split('#')[0]),
        StringComparer.Ordinal);

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
        using var writer = new EntryWriter();
        foreach (Record record in Merge())
        {
            if (record is Bar bar)
            {
                if (IsToldOtherwise(bar)) continue;
                riskOfPrices.Note(bar);
                feePrices.Note(bar);
                foreach (string target in TargetsOf(bar, tracker))
                {
                    totals.CountPrice(bar);
                    yield return writer.Write(bar, target);
                }
                continue;
            }
            if (record is Execution fill)
            {
                // A copy: what a pass adds must not be there in the next one.
                Execution written = fill.Copy();
                string priceSymbol = PriceSymbolOf(fill.Symbol);
                Price(written, feePrices);
                Epoch? opened = tracker.Fold(written);
                if (opened is not null) riskOfPrices.Apply(written, priceSymbol);
                totals.CountFill(written, opened is not null, feePrices.Disagree(priceSymbol, written));
                yield return writer.Write(written, written.Symbol);
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
                if (!prices.IsToldByFiner(bar)) excursions.Note(bar);
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
        int fill = 0, funding = 0, snapshot = 0;
        foreach (Bar bar in prices.Merge())
        {
            while (NextBefore(bar.TimeMs, ref funding, ref fill, ref snapshot) is { } due) yield return due;
            yield return bar;
        }
        while (NextBefore(long.MaxValue, ref funding, ref fill, ref snapshot) is { } rest) yield return rest;
    }

    private Record? NextBefore(long timeMs, ref int funding, ref int fill, ref int snapshot)
    {
        long ofFunding = funding < fundings.Count ? fundings[funding].TimeMs : long.MaxValue;
        long ofFill = fill < fills.Count ? fills[fill].TimeMs : long.MaxValue;
        long ofSnapshot = snapshot < snapshots.Count ? snapshots[snapshot].TimeMs : long.MaxValue;
        long least = Math.Min(ofFunding, Math.Min(ofFill, ofSnapshot));
        if (least == long.MaxValue || least > timeMs) return null;
        if (least == ofFunding) return fundings[funding++];
        return least == ofFill ? fills[fill++] : snapshots[snapshot++];
    }

    // Files of a month and of its days overlap, and those of hours and of minutes.
    private bool IsToldOtherwise(Bar bar)
    {
        if (prices.IsToldByFiner(bar))
        {
            totals.CoarserBars++;
            return true;
        }
        bool isRepeated = _written.TryGetValue(bar.Symbol, out Bar? last) && last.TellsAs(bar);
        _written[bar.Symbol] = bar;
        if (isRepeated) totals.RepeatedPrices++;
        return isRepeated;
    }

    /// <summary>The names that a price is written under: of its symbol, and of each position that has a symbol of its own and is
    /// open.</summary>
    private IEnumerable<string> TargetsOf(Bar bar, EpochTracker tracker)
    {
        if (!_targets.TryGetValue(bar.Symbol, out string[]? targets))
        {
            // With fills at hand a price that belongs to none of them is only noise in a recording.
            targets = [.. names.TargetsOf(bar.Symbol, bar.Market).Where(target => _symbols.Count == 0 || _symbols.Contains(target))];
            if (targets.Length == 0 && !HasPositions(bar.Symbol)) totals.NotePricesWithoutFills(bar.Symbol);
            _targets.Add(bar.Symbol, targets);
        }
        if (!HasPositions(bar.Symbol)) return targets;
        string prefix = bar.Symbol + "#";
        return targets.Concat(tracker.Open.Select(epoch => epoch.Symbol)
            .Where(symbol => symbol.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private bool HasPositions(string symbol) => _withPositions.Contains(symbol);

    private static string PriceSymbolOf(string symbol)
    {
        int hash = symbol.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0) return symbol[..hash];
        return symbol.EndsWith(".P", StringComparison.Ordinal) ? symbol[..^2] : symbol;
    }
}
