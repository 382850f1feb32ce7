using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Risk;
using HarvestBrain.Import.Rules;
using HarvestBrain.Import.Storing;

namespace HarvestBrain.Import.Writing;

/// <summary>All rules in their order, from the rows of the files to the fills that count. Each reads the fills one by one.</summary>
internal sealed class FillRules(ImportOptions options, ImportReport report, LeftOutLog log)
{
    /// <summary>Leaves out rows that others tell better: busts, what was told before, orders beside their executions.</summary>
    public void TakeOnce(Collected fills)
    {
        fills.Corrections.Apply(fills, log);
        Deduplication.Apply(fills, log);
        OverlapWithoutIds.Apply(fills, log);
        Grains.TakeFinest(fills, log);
    }

    /// <summary>Makes what is left base units, fees in quote currency and symbols of one spelling, without what was carried in.</summary>
    /// <param name="fills">The fills; they are not read any more.</param>
    /// <param name="snapshots">What the exchanges say is open; may be of markets that no fill is of.</param>
    /// <param name="names">The symbols that two markets have.</param>
    public SortedFills Settle(Collected fills, List<Snapshot> snapshots, out MarketNames names)
    {
        SortedFills? differences = fills.HasSums ? Grains.TakeDifferences(fills, log) : null;
        IEnumerable<Execution> told = differences?.Read() ?? fills.Read();
        var sizes = new ContractSizes(options, report.Ask);
        if (fills.HasCosts) sizes.Learn(told);
        names = new MarketNames(fills.IsOfSeveralMarkets ? told.Concat<Record>(snapshots) : []);
        var positions = new OwnPositions(fills.HasPositions ? told : []);
        var starts = new DoubtfulStarts(options.Hedge);
        SortedFills result = fills.Storage.List(ByRank.Instance);
        foreach (Execution fill in told)
        {
            sizes.Apply(fill, log);
            FeeInQuote.Apply(fill);
            positions.Apply(fill);
            names.Apply(fill);
            starts.Note(fill);
            result.Add(fill);
        }
        sizes.Apply(snapshots);
        fills.Drop();
        if (differences is not null) fills.Storage.Drop(differences);
        return options.CarriedIn == CarriedInPositions.LeaveOut
            ? new CarriedIn(options.Hedge, log, report.Note).Apply(result, starts, fills.Storage)
            : result;
    }

    /// <summary>Closes dust, and gives each position its 1R as far as that needs no prices.</summary>
    /// <param name="fills">The fills; they are not read any more.</param>
    /// <param name="stops">The stops of orders.</param>
    /// <param name="sources">Where 1R comes from, first choice first.</param>
    /// <param name="storage">Keeps the result.</param>
    public CountedFills Open(SortedFills fills, StopsOfOrders stops, IReadOnlyList<RiskSource> sources, FillStorage storage)
    {
        var result = new CountedFills(storage);
        if (stops.NeedPositions) LearnPositions(fills, stops);
        var risk = new RiskOfFills(
            sources, sources.Any(source => source is RiskSource.OfMoney) ? FirstSizes(fills) : [],
            opening => report.NoteStopOnWrongSide(StopOnWrongSide(opening)));
        foreach ((Execution fill, Epoch? opened) in WithDust(fills, new EpochTracker(), report.Note, log))
        {
            if (opened is null) risk.Apply(fill);
            else
            {
                stops.Apply(opened);
                risk.Apply(opened);
            }
            result.Add(fill);
        }
        stops.RefuseUnmatched(log);
        storage.Drop(fills);
        return result;
    }

    /// <summary>Fills and what closes dust, each with the position that it opens. A closing comes when it is known, so out of
    /// order.</summary>
    private IEnumerable<(Execution Fill, Epoch? Opened)> WithDust(
        SortedFills fills, EpochTracker tracker, Action<string> note, LeftOutLog? told)
    {
        var dust = new Dust(tracker, options.DustPercent, note, told);
        foreach (Execution fill in fills.Read())
        {
            if (dust.Before(fill) is { } closing) yield return (closing, null);
            if (dust.WithoutClosed(fill) is { } counted) yield return (counted, tracker.Fold(counted));
        }
        foreach (Execution closing in dust.AtEnd()) yield return (closing, null);
    }

    // Which position a stop belongs to shows only when the ones after it, and their ends, are known.
    private void LearnPositions(SortedFills fills, StopsOfOrders stops)
    {
        var tracker = new EpochTracker();
        Dictionary<(string, PositionSide), Epoch> open = [];
        foreach ((Execution fill, Epoch? opened) in WithDust(fills, tracker, _ => { }, told: null))
        {
            var key = (fill.Symbol, fill.PositionSide);
            Epoch? now = tracker.Find(fill.Symbol, fill.PositionSide);
            if (open.TryGetValue(key, out Epoch? before) && before != now)
            {
                stops.LearnClosed(before, fill.TimeMs);
                open.Remove(key);
            }
            if (opened is null) continue;
            stops.Learn(opened);
            open[key] = opened;
        }
    }

    // 32 bytes for each position: what the same money is spread over shows only after its first hour.
    private List<(decimal Quantity, decimal Entry)> FirstSizes(SortedFills fills)
    {
        List<(decimal Quantity, decimal Entry)> sizes = [];
        var tracker = new EpochTracker();
        foreach ((Execution fill, Epoch? opened) in WithDust(fills, tracker, _ => { }, told: null))
        {
            if ((opened ?? tracker.Find(fill.Symbol, fill.PositionSide)) is not { } epoch) continue;
            if (epoch.Number == sizes.Count) sizes.Add(default);
            sizes[epoch.Number] = (epoch.FirstQuantity, epoch.FirstEntry);
        }
        return sizes;
    }

    private string StopOnWrongSide(Execution opening)
    {
        Record row = opening.StopRow ?? opening;
        return $"{log.NameOf(row)}:{row.Line}: the stop {Core.PlainDecimal.Format(opening.Stop)} of the {opening.Symbol} "
            + $"{(opening.IsBuy ? "long" : "short")} opened at {ReportTable.Time(opening.TimeMs)} UTC for "
            + $"{Core.PlainDecimal.Format(opening.Price)} is on the wrong side of the entry and counts for nothing";
    }
}
