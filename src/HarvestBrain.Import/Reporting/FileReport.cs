using HarvestBrain.Import.Reading;

namespace HarvestBrain.Import.Reporting;

/// <summary>Rows that count for nothing, by one reason.</summary>
internal sealed record LeftOut(string Reason)
{
    public long Count { get; set; }

    /// <summary>Line of the first one; 0 = it has none.</summary>
    public int FirstLine { get; set; }
}

/// <summary>What was understood of one file.</summary>
internal sealed class FileReport
{
    private const int MaxSymbols = 10_000;
    private const int MaxShown = 20; // of the rows refused; the rest is counted

    private readonly SortedDictionary<string, LeftOut> _leftOut = new(StringComparer.Ordinal);
    private readonly List<(int Line, Problem Problem)> _refused = [];

    public required string Name { get; init; }

    /// <summary>Which of the inputs it is, or is a part of, from 0.</summary>
    public required int Input { get; init; }

    public string Format { get; set; } = "";

    public long Rows { get; set; }

    public long FirstMs { get; private set; } = long.MaxValue;

    public long LastMs { get; private set; }

    public SortedSet<string> Symbols { get; } = new(StringComparer.Ordinal);

    public string Zone { get; set; } = "";

    public IEnumerable<LeftOut> LeftOut => _leftOut.Values;

    /// <summary>The first rows that are refused, by line.</summary>
    public IReadOnlyList<(int Line, Problem Problem)> Refused => _refused;

    public long RefusedCount { get; private set; }

    public void Note(string symbol, long timeMs)
    {
        if (Symbols.Count < MaxSymbols) Symbols.Add(symbol);
        if (timeMs <= 0) return;
        FirstMs = Math.Min(FirstMs, timeMs);
        LastMs = Math.Max(LastMs, timeMs);
    }

    public void LeaveOut(string reason, int line, long count = 1)
    {
        if (!_leftOut.TryGetValue(reason, out LeftOut? leftOut)) _leftOut.Add(reason, leftOut = new LeftOut(reason) { FirstLine = line });
        leftOut.Count += count;
        if (line > 0 && (leftOut.FirstLine == 0 || line < leftOut.FirstLine)) leftOut.FirstLine = line;
    }

    public void Refuse(int line, Problem problem)
    {
        RefusedCount++;
        // Rules look at rows in orders of their own; whoever mends the file goes from its first line on.
        int place = _refused.FindLastIndex(other => other.Line <= line) + 1;
        if (place < MaxShown) _refused.Insert(place, (line, problem));
        if (_refused.Count > MaxShown) _refused.RemoveAt(MaxShown);
    }
}
