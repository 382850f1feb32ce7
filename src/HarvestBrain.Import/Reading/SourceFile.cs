using System.Text;
using HarvestBrain.Import.Formats;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Reading;

/// <summary>One text among the inputs: a file, or an entry of an archive. It can be opened as often as needed.</summary>
internal sealed class SourceFile
{
    private readonly Func<Stream> _open;
    private readonly ImportOptions _options;
    private readonly Action<Question> _ask;
    private readonly Dictionary<string, Clock> _clocks = new(StringComparer.Ordinal);

    public SourceFile(
        int index, int input, string name, Func<Stream> open, ImportOptions options, SymbolNames symbols, Action<Question> ask)
    {
        Index = index;
        Name = name;
        _open = open;
        _options = options;
        _ask = ask;
        Symbols = symbols;
        Symbol = OwnSymbol();
        Report = new FileReport { Name = name, Input = input };
        UtcClock = new Clock(TimeZoneInfo.Utc, "the format's");
        TryInterval(options.Interval, out long interval);
        IntervalMs = interval > 0 ? interval : FileNames.Interval(name);
    }

    public int Index { get; }

    public string Name { get; }

    public ImportOptions Options => _options;

    public SymbolNames Symbols { get; }

    /// <summary>The symbol of all rows where rows name none: from <c>--symbol</c>, or from the file's name.</summary>
    public SymbolName? Symbol { get; }

    public Clock UtcClock { get; }

    public Shape Shape { get; set; }

    /// <summary>The format; of JSON the one of most rows.</summary>
    public Format? Format { get; set; }

    /// <summary>Rows before the first one with data, the header included.</summary>
    public int RowsToSkip { get; set; }

    /// <summary>Of a text with separators: the separator.</summary>
    public char Separator { get; set; }

    public bool CommaIsDecimal => Separator is not (',' or '\0');

    /// <summary>Which sign is the decimal's in its columns; <see langword="null"/> = the point in all of them, or not decided
    /// yet.</summary>
    public DecimalMarks? Marks { get; set; }

    /// <summary>Length of the bars; 0 = not known yet.</summary>
    public long IntervalMs { get; set; }

    /// <summary>Bars go back in time somewhere: they have to be sorted.</summary>
    public bool GoesBack { get; set; }

    /// <summary>The file was given for its stops alone.</summary>
    public bool OnlyStops { get; init; }

    public FileReport Report { get; }

    /// <summary>The text as UTF-8, whatever it was written in, without byte order mark.</summary>
    public Stream Open()
    {
        Stream stream = _open();
        byte[] head = new byte[4];
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        (Encoding? encoding, int mark) = EncodingOf(head.AsSpan(0, read));
        Stream whole = new Prefixed(head.AsMemory(mark, read - mark), stream);
        return encoding is null ? whole : Encoding.CreateTranscodingStream(whole, encoding, new UTF8Encoding(false));
    }

    /// <summary>The clock of a column.</summary>
    /// <param name="title">The column's title, which may tell the zone.</param>
    public Clock ClockOf(string title)
    {
        if (_clocks.TryGetValue(title, out Clock? clock)) return clock;
        clock = Zones.InText(title) is { } ofTitle ? new Clock(ofTitle, "the column's title")
            : Zones.InText(Path.GetFileName(Name)) is { } ofName ? new Clock(ofName, "the file's name")
            : _options.Zone is { } given ? new Clock(Zones.Find(given), "--tz")
            : new Clock(null, null);
        _clocks.Add(title, clock);
        return clock;
    }

    public void Ask(Question question) => _ask(question);

    /// <summary>Where the zone of its times is from, for the report.</summary>
    public string ZoneSource()
    {
        foreach (Clock clock in _clocks.Values)
        {
            if (clock.Source.Length > 0) return clock.Source;
        }
        return UtcClock.Source.Length > 0 ? UtcClock.Source : "";
    }

    /// <summary>Reads <c>1m</c>, <c>4h</c>, <c>1d</c>.</summary>
    public static bool TryInterval(string? text, out long ms)
    {
        ms = 0;
        if (string.IsNullOrEmpty(text) || text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), out int count)
            || count is < 1 or > 10_000) return false;
        ms = count * text[^1] switch { 's' => 1_000L, 'm' => 60_000L, 'h' => 3_600_000L, 'd' => 86_400_000L, 'w' => 604_800_000L, _ => 0L };
        return ms > 0;
    }

    private SymbolName? OwnSymbol()
    {
        string file = Path.GetFileName(Name);
        foreach (string given in _options.Symbols)
        {
            int equals = given.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && given[..equals] == file) return Symbols.Of(given.AsSpan(equals + 1));
        }
        if (_options.Symbols.FirstOrDefault(given => !given.Contains('=', StringComparison.Ordinal)) is { } all) return Symbols.Of(all);
        return FileNames.Symbol(Name) is { } named ? Symbols.Of(named) : null;
    }

    private static (Encoding? Encoding, int Mark) EncodingOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return (null, 3);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return (Encoding.Unicode, 2);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return (Encoding.BigEndianUnicode, 2);
        if (head.Length == 4 && head[1] == 0 && head[3] == 0) return (Encoding.Unicode, 0); // no mark, and every other byte empty
        if (head.Length == 4 && head[0] == 0 && head[2] == 0) return (Encoding.BigEndianUnicode, 0);
        return (null, 0);
    }

    /// <summary>A stream with the bytes put back that were read to look at them.</summary>
    private sealed class Prefixed(ReadOnlyMemory<byte> head, Stream rest) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> _head = head;

        public override int Read(Span<byte> buffer)
        {
            if (_head.IsEmpty) return rest.Read(buffer);
            int length = Math.Min(buffer.Length, _head.Length);
            _head.Span[..length].CopyTo(buffer);
            _head = _head[length..];
            return length;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
