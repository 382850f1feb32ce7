using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Risk;

/// <summary>
/// Puts the stops that files tell onto the fills that open positions: the one that the entry's own order brought along, the one of the
/// position, else the first protective order of the other side accepted about the time of the entry. And the stops of a trader's own list.
/// </summary>
internal static class StopsOfOrders
{
    private const long BeforeMs = 5_000, AfterMs = 600_000, NoteMs = 60_000;

    public static void Apply(List<Execution> fills, List<StopOrder> stops, List<StopNote> notes, LeftOutLog log)
    {
        if (stops.Count == 0 && notes.Count == 0) return;
        var byOrder = stops.Where(stop => stop.OrderKey != 0).ToLookup(stop => (stop.Symbol, stop.OrderKey));
        var byPosition = stops.Where(stop => stop.OfPosition).ToLookup(stop => stop.Symbol, StringComparer.Ordinal);
        var bySymbol = stops.Where(stop => stop.OrderKey == 0 && !stop.OfPosition).OrderBy(stop => stop.TimeMs)
            .ToLookup(stop => stop.Symbol, StringComparer.Ordinal);
        var unused = new HashSet<StopNote>(notes);
        var tracker = new EpochTracker();
        foreach (Execution fill in fills)
        {
            if (tracker.Fold(fill) is not { } epoch) continue;
            StopNote? note = notes.Find(note => note.Symbol == fill.Symbol && Math.Abs(note.TimeMs - fill.TimeMs) <= NoteMs
                && (note.IsLong is null || note.IsLong == epoch.IsLong) && unused.Contains(note));
            if (note is not null)
            {
                unused.Remove(note);
                (fill.Stop, fill.RiskSource, fill.StopRow) = (note.Stop, "stops", note);
                continue;
            }
            if (fill.Stop > 0) continue;
            StopOrder? stop = byOrder[(fill.Symbol, fill.OrderKey)].FirstOrDefault(Protects)
                ?? byPosition[fill.Symbol].FirstOrDefault(Protects)
                ?? bySymbol[fill.Symbol]
                    .FirstOrDefault(stop =>
                    stop.TimeMs >= fill.TimeMs - BeforeMs && stop.TimeMs <= fill.TimeMs + AfterMs && Protects(stop));
            // One that was given for this very entry and does not protect it is kept until the risk is decided, which names it.
            stop ??= byOrder[(fill.Symbol, fill.OrderKey)].FirstOrDefault(Closes) ?? byPosition[fill.Symbol].FirstOrDefault(Closes);
            if (stop is not null) (fill.Stop, fill.RiskSource, fill.StopRow) = (stop.Trigger, "file", stop);

            bool Protects(StopOrder order) => Closes(order) && (order.IsBuy ? order.Trigger > fill.Price : order.Trigger < fill.Price);

            bool Closes(StopOrder order) => order.IsBuy != epoch.IsLong && order.Trigger > 0
                && (order.PositionSide == PositionSide.Both || fill.PositionSide == PositionSide.Both
                    || order.PositionSide == fill.PositionSide);
        }
        foreach (StopNote note in unused)
            log.Refuse(note, new Problem("StopUnmatched", $"no position of {note.Symbol} was opened within a minute of that time"));
    }
}
