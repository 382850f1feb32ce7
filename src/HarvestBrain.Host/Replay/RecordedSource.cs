using System.Security.Cryptography;

namespace HarvestBrain.Host.Replay;

/// <summary>One of the sources that are merged: gives its lines one after the other.</summary>
internal abstract class RecordedSource(string name) : IDisposable
{
    private RecordedLine _head;
    private long _latestUnixMs = long.MinValue;
    private long _firstBack;
    private long _timesBack;

    /// <summary>Its name in messages.</summary>
    public string Name { get; } = name;

    /// <summary>Its next line, in place: a line is large.</summary>
    public ref readonly RecordedLine Head => ref _head;

    /// <summary>The time of the next line; of one with an error that of the last one before it, which may be none.</summary>
    public long HeadUnixMs { get; private set; } = long.MinValue;

    /// <summary>Says that times in it went back; <see langword="null"/> = they never did.</summary>
    public string? TimeWentBack => _timesBack == 0
        ? null
        : $"{Name}: time goes back {(_timesBack == 1 ? "once" : $"{_timesBack} times")}, first at line {_firstBack}; "
            + "its lines stay in the order of the file";

    /// <summary>Goes to the next line.</summary>
    /// <returns>There is one.</returns>
    public bool MoveNext(RecordedLines lines)
    {
        if (!TryRead(lines, out _head)) return false;
        if (_head.Error is not null) return true;
        HeadUnixMs = _head.TimeUnixMs;
        // Times of whole seconds may be any part of that second.
        if (_head.LatestUnixMs < _latestUnixMs)
        {
            if (_timesBack++ == 0) _firstBack = _head.Number;
        }
        _latestUnixMs = Math.Max(_latestUnixMs, _head.TimeUnixMs);
        return true;
    }

    public abstract void Dispose();

    protected abstract bool TryRead(RecordedLines lines, out RecordedLine line);
}

/// <summary>A file of recorded entries, or standard input.</summary>
internal sealed class RecordedFile : RecordedSource
{
    private const int ReportEvery = 4096;

    private readonly Stream _stream;
    private readonly LineReader _reader;
    private readonly Progress _progress;
    private readonly CancellationToken _stop;
    private long _number;

    /// <param name="name">Its name in messages.</param>
    /// <param name="stream">What it holds.</param>
    /// <param name="beforeWait">Is called before a pipe is waited for.</param>
    /// <param name="hash">Is given all bytes that are read; <see langword="null"/> = nobody asks.</param>
    /// <param name="stop">Ends it early.</param>
    public RecordedFile(string name, Stream stream, Action? beforeWait, IncrementalHash? hash, CancellationToken stop) : base(name)
    {
        _stream = stream;
        _stop = stop;
        _reader = new LineReader(stream, stop, stream.CanSeek ? null : beforeWait, hash);
        _progress = new Progress(stream.CanSeek ? stream.Length : 0);
    }

    /// <summary>Its first line is the row of a table: nothing in it will be an entry.</summary>
    public bool IsTable { get; private set; }

    public override void Dispose()
    {
        _progress.Clear();
        _stream.Dispose();
    }

    protected override bool TryRead(RecordedLines lines, out RecordedLine line)
    {
        while (!_stop.IsCancellationRequested && _reader.TryRead(out ReadOnlyMemory<byte> text, out bool tooLong))
        {
            bool isFirst = ++_number == 1;
            if (isFirst && text.Span.StartsWith("\uFEFF"u8)) text = text[3..];
            if (text.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0 && !tooLong) continue;
            if (RecordedLines.IsNote(text.Span)) continue;
            if (_number % ReportEvery == 0) _progress.Report(lines.Count, _reader.BytesRead);
            line = lines.Decode(Name, _number, text, tooLong);
            IsTable = isFirst && line.Error is not null && IsRow(text.Span);
            return true;
        }
        _progress.Clear();
        line = default;
        return false;
    }

    // Three columns or more, and nothing of JSON.
    private static bool IsRow(ReadOnlySpan<byte> text)
    {
        int separators = Math.Max(text.Count((byte)','), Math.Max(text.Count((byte)';'), text.Count((byte)'\t')));
        return separators >= 2 && text.IndexOfAny("{}[]"u8) < 0;
    }
}

/// <summary>What was imported of files of exchanges and brokers.</summary>
internal sealed class ImportedEntries(IEnumerable<ReadOnlyMemory<byte>> entries) : RecordedSource(FileName)
{
    /// <summary>Its name in messages.</summary>
    public const string FileName = "import";

    private readonly IEnumerator<ReadOnlyMemory<byte>> _entries = entries.GetEnumerator();
    private long _number;

    public override void Dispose() => _entries.Dispose();

    protected override bool TryRead(RecordedLines lines, out RecordedLine line)
    {
        bool any = _entries.MoveNext();
        line = any ? lines.Decode(Name, ++_number, _entries.Current[..^1], tooLong: false) : default;
        return any;
    }
}
