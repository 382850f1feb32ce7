using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Risk;

/// <summary>
/// Puts the stops that files tell onto the fills that open positions: the one that the entry's own order brought along, the one of the
/// position, else the first protective order of the other side accepted about the time of the entry. And the stops of a trader's own list.
/// </summary>
internal sealed class StopsOfOrders
{
    private const long BeforeMs = 5_000, AfterMs = 600_000, NoteMs = 60_000;

    private readonly ILookup<(string Symbol, ulong Order), StopOrder> _byOrder;
    private readonly ILookup<string, StopOrder> _byPosition;
    private readonly ILookup<string, StopOrder> _bySymbol;
    private readonly List<StopNote> _notes;
    private readonly ILookup<string, StopNote> _notesOf;
    private readonly List<(long Distance, int Epoch, StopNote Note)> _near = [];
    private readonly List<long> _closed = []; // 8 bytes for each position
    private Dictionary<int, StopNote>? _noteOf;

    public StopsOfOrders(List<StopOrder> stops, List<StopNote> notes)
    {
        _byOrder = stops.Where(stop => stop.OrderKey != 0).ToLookup(stop => (stop.Symbol, stop.OrderKey));
        _byPosition = stops.Where(stop => stop.OfPosition).ToLookup(stop => stop.Symbol, StringComparer.Ordinal);
        _bySymbol = stops.Where(stop => stop.OrderKey == 0 && !stop.OfPosition).OrderBy(stop => stop.TimeMs)
            .ToLookup(stop => stop.Symbol, StringComparer.Ordinal);
        _notes = [.. notes];
        _notesOf = notes.ToLookup(note => note.Symbol, StringComparer.Ordinal);
    }

    /// <summary>All positions have to be known (<see cref="Learn"/>) before the first of them gets its stop.</summary>
    public bool NeedPositions => _notes.Count > 0 || _bySymbol.Count > 0;

    /// <summary>Takes a position, in their order, when it opens.</summary>
    public void Learn(Epoch epoch)
    {
        _closed.Add(long.MaxValue);
        foreach (StopNote note in _notesOf[epoch.Symbol])
        {
            long distance = Math.Abs(note.TimeMs - epoch.OpenedMs);
            if (distance <= NoteMs && (note.IsLong is null || note.IsLong == epoch.IsLong)) _near.Add((distance, epoch.Number, note));
        }
    }

    /// <summary>A position that was taken is closed.</summary>
    public void LearnClosed(Epoch epoch, long timeMs) => _closed[epoch.Number] = timeMs;

    /// <summary>Gives the fill that opens a position its stop, where one is told.</summary>
    public void Apply(Epoch epoch)
    {
        Execution fill = epoch.Opening;
        _noteOf ??= Nearest();
        if (_noteOf.Remove(epoch.Number, out StopNote? note))
        {
            _notes.Remove(note);
            (fill.Stop, fill.RiskSource, fill.StopRow) = (note.Stop, "stops", note);
            return;
        }
        if (fill.Stop > 0) return;
        StopOrder? stop = _byOrder[(fill.Symbol, fill.OrderKey)].FirstOrDefault(Protects)
            ?? _byPosition[fill.Symbol].FirstOrDefault(Protects)
            ?? _bySymbol[SymbolName.WithoutPosition(fill.Symbol)]
                .FirstOrDefault(stop =>
                stop.TimeMs >= fill.TimeMs - BeforeMs && stop.TimeMs <= fill.TimeMs + AfterMs
                    && stop.TimeMs <= _closed[epoch.Number] && Protects(stop));
        // One that was given for this very entry and does not protect it is kept until the risk is decided, which names it.
        stop ??= _byOrder[(fill.Symbol, fill.OrderKey)].FirstOrDefault(Closes) ?? _byPosition[fill.Symbol].FirstOrDefault(Closes);
        if (stop is not null) (fill.Stop, fill.RiskSource, fill.StopRow) = (stop.Trigger, "file", stop);

        bool Protects(StopOrder order) => Closes(order) && (order.IsBuy ? order.Trigger > fill.Price : order.Trigger < fill.Price);

        bool Closes(StopOrder order) => order.IsBuy != epoch.IsLong && order.Trigger > 0
            && (order.PositionSide == PositionSide.Both || fill.PositionSide == PositionSide.Both
                || order.PositionSide == fill.PositionSide);
    }

    /// <summary>Each note belongs to the position that was opened nearest to it, and a position has one.</summary>
    private Dictionary<int, StopNote> Nearest()
    {
        Dictionary<int, StopNote> nearest = [];
        HashSet<StopNote> taken = [];
        foreach ((_, int epoch, StopNote note) in _near.OrderBy(near => near.Distance))
        {
            if (!taken.Contains(note) && nearest.TryAdd(epoch, note)) taken.Add(note);
        }
        return nearest;
    }

    /// <summary>Refuses stops of a trader's own for which no position was opened.</summary>
    public void RefuseUnmatched(LeftOutLog log)
    {
        foreach (StopNote note in _notes)
            log.Refuse(note, new Problem("StopUnmatched", $"no position of {note.Symbol} was opened within a minute of that time"));
    }
}
