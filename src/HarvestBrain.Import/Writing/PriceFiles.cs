using HarvestBrain.Import.Formats;
using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Writing;

/// <summary>
/// The prices among the inputs, read again for each pass: a million bars are never held. Files in order of time are merged as they come,
/// each opened when its first price is due; only what stands out of order is sorted in memory.
/// </summary>
internal sealed class PriceFiles(IReadOnlyList<Format> formats)
{
    /// <summary>About 160 bytes each. A larger file has to be sorted by who has it.</summary>
    public const int MaxUnsorted = 2_000_000;

    private readonly Dictionary<int, PriceFile> _files = [];
    private readonly Dictionary<(int File, string Symbol), long> _last = [];

    public IEnumerable<string> Symbols => _files.Values.SelectMany(file => file.Symbols);

    private OverlappingBars? _overlapping; // of files that overlap; most do not, and are not read once more for it

    public bool IsEmpty => _files.Count == 0;

    /// <summary>Notes a price of the first pass.</summary>
    public void Note(SourceFile source, Bar bar)
    {
        if (!_files.TryGetValue(source.Index, out PriceFile? file)) _files.Add(source.Index, file = new PriceFile(source));
        file.Count++;
        file.Note(bar);
        if (bar.TimeMs < file.LastMs) source.GoesBack = true;
        file.LastMs = bar.TimeMs;
        file.FirstMs = Math.Min(file.FirstMs, bar.TimeMs);
        if (bar.ToMs != 0) return;
        file.NeedsInterval = true;
        var key = (source.Index, bar.Symbol);
        long step = _last.TryGetValue(key, out long last) ? Math.Abs(bar.TimeMs - last) : 0;
        _last[key] = bar.TimeMs;
        if (step > 0 && (file.MinStepMs == 0 || step < file.MinStepMs)) file.MinStepMs = step;
    }

    /// <summary>Ends the first pass: the length of bars, and what cannot be sorted.</summary>
    public void Finish()
    {
        foreach (PriceFile file in _files.Values)
        {
            if (file.NeedsInterval && file.Source.IntervalMs == 0)
            {
                file.Source.IntervalMs = file.MinStepMs;
                if (file.MinStepMs == 0) file.Source.Ask(Question.Interval(file.Source));
            }
            if (file.Source.GoesBack && file.Count > MaxUnsorted)
                file.Source.Report.Refuse(0, new Problem("TooManyUnsorted", $"{file.Count} prices out of order; sort the file by time"));
        }
    }

    /// <summary>Looks at what bars say of the same time, where any do: refuses those that disagree. Behind <see cref="Finish"/>.</summary>
    public void Compare(MarketNames names, LeftOutLog log)
    {
        bool isLengthUnknown = _files.Values.Any(file => file.NeedsInterval && file.Source.IntervalMs == 0); // it is asked for
        if (isLengthUnknown || !AnyOverlap()) return;
        _overlapping = new OverlappingBars(names, log);
        foreach (Bar bar in Merge()) _overlapping.Note(bar);
        _overlapping.Finish();
    }

    /// <summary>A bar or a price that counts for nothing, because others tell better of its time.</summary>
    public bool IsToldBetter(Bar bar) => _overlapping?.IsToldBetter(bar) == true;

    private bool AnyOverlap()
    {
        if (_files.Values.Any(file => file.MayRepeat)) return true;
        foreach (var spans in _files.Values.SelectMany(file => file.Spans).GroupBy(span => span.Symbol, StringComparer.Ordinal))
        {
            long until = long.MinValue, barsUntil = long.MinValue; // single prices are no more than repeated where they overlap
            foreach ((_, long first, long last, bool areBars) in spans.OrderBy(span => span.FirstMs))
            {
                if (first <= (areBars ? until : barsUntil)) return true;
                until = Math.Max(until, last);
                if (areBars) barsUntil = Math.Max(barsUntil, last);
            }
        }
        return false;
    }

    /// <summary>All prices in order of time.</summary>
    public IEnumerable<Bar> Merge()
    {
        var waiting = new Queue<PriceFile>(_files.Values.OrderBy(file => file.FirstMs).ThenBy(file => file.Source.Index));
        var heads = new PriorityQueue<IEnumerator<Bar>, (long Time, int File)>();
        try
        {
            while (waiting.Count > 0 || heads.Count > 0)
            {
                while (waiting.Count > 0 && (heads.Count == 0 || waiting.Peek().FirstMs <= heads.Peek().Current.TimeMs))
                    Push(waiting.Dequeue().Read(formats).GetEnumerator());
                if (heads.Count == 0) continue;
                IEnumerator<Bar> next = heads.Dequeue();
                yield return next.Current;
                Push(next);
            }
        }
        finally
        {
            foreach (var (head, _) in heads.UnorderedItems) head.Dispose();
        }

        void Push(IEnumerator<Bar> bars)
        {
            if (bars.MoveNext()) heads.Enqueue(bars, (bars.Current.TimeMs, bars.Current.File));
            else bars.Dispose();
        }
    }

    private sealed class PriceFile(SourceFile source)
    {
        public SourceFile Source => source;

        public long Count { get; set; }

        private readonly Dictionary<string, (long FirstMs, long LastMs, long PreviousMs, int Direction, long LengthMs)> _bars =
            new(StringComparer.Ordinal);

        public ICollection<string> Symbols => _bars.Keys;

        /// <summary>Bars of one symbol stand twice at one time, or have two lengths, or no order; at least that may be.</summary>
        public bool MayRepeat { get; private set; }

        /// <summary>The time that each symbol's bars or prices fill; of the last bar its end, as far as the row tells it.</summary>
        public IEnumerable<(string Symbol, long FirstMs, long LastMs, bool AreBars)> Spans => _bars.Select(bars => (
            bars.Key, bars.Value.FirstMs, bars.Value.LastMs + (NeedsInterval ? source.IntervalMs - 1 : 0), bars.Value.LengthMs >= 0));

        public long FirstMs { get; set; } = long.MaxValue;

        public long LastMs { get; set; }

        public bool NeedsInterval { get; set; }

        public long MinStepMs { get; set; }

        public void Note(Bar bar)
        {
            long length = bar.IsPoint ? -1 : bar.ToMs == 0 ? 0 : bar.LengthMs, last = Math.Max(bar.ToMs, bar.TimeMs);
            if (!_bars.TryGetValue(bar.Symbol, out var known))
            {
                _bars.Add(bar.Symbol, (bar.TimeMs, last, bar.TimeMs, 0, length));
                return;
            }
            int direction = bar.TimeMs.CompareTo(known.PreviousMs);
            bool isOdd = direction == 0 || (known.Direction != 0 && direction != known.Direction) || length != known.LengthMs;
            MayRepeat |= isOdd && !bar.IsPoint;
            _bars[bar.Symbol] = (
                Math.Min(known.FirstMs, bar.TimeMs), Math.Max(known.LastMs, last), bar.TimeMs, direction, Math.Max(length, known.LengthMs));
        }

        public IEnumerable<Bar> Read(IReadOnlyList<Format> formats)
        {
            IEnumerable<Bar> bars = RecordReader.Read(source, formats, tells: false).OfType<Bar>().Select(Whole);
            return source.GoesBack ? bars.ToList().OrderBy(bar => bar.TimeMs) : bars; // a stable sort
        }

        private Bar Whole(Bar bar)
        {
            if (bar.ToMs == 0) bar.ToMs = bar.TimeMs + source.IntervalMs - 1;
            return bar;
        }
    }
}
