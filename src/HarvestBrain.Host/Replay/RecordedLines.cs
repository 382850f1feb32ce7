using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Host.Replay;

/// <summary>Takes what recorded lines hold.</summary>
internal interface IRecordedEntries
{
    /// <summary>The next line is this one.</summary>
    void At(string file, long number);

    void Apply(in HarvestEvent e);

    void Apply(PriceBar bar);

    /// <summary>The line could be understood as neither.</summary>
    void Refuse(in DecodeError error);
}

/// <summary>Decodes recorded lines, entries and bars, and hands them on.</summary>
internal sealed class RecordedLines(IRecordedEntries entries)
{
    private readonly EntryDecoder _decoder = new();
    private readonly Dictionary<string, RecordedSpan> _spans = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Symbol, long LengthMs), PriceBar> _lastBars = []; // one for each length that is recorded
    private string? _file; // the one that the last line was of, and what was understood of it so far
    private RecordedSpan _span;

    /// <summary>Every line was understood.</summary>
    public bool AllGood { get; private set; } = true;

    /// <summary>Lines that were understood.</summary>
    public long Count { get; private set; }

    /// <summary>Decodes a line.</summary>
    /// <param name="file">The file it is from, for messages.</param>
    /// <param name="number">Number of the line, from 1.</param>
    /// <param name="line">The line, without its end.</param>
    /// <param name="tooLong">It was longer than is read.</param>
    public RecordedLine Decode(string file, long number, ReadOnlyMemory<byte> line, bool tooLong)
    {
        var decoded = new RecordedLine(file, number);
        if (tooLong) return decoded with { Error = new DecodeError(DecodeCode.LineTooLong, null, null, null, MayBeFill: true) };
        if (TapeLine.Is(line.Span)) return OfTape(decoded, number, line);
        if (PriceBar.MayBe(line.Span))
        {
            if (PriceBar.TryRead(number, line.Span, out PriceBar? bar, out DecodeError? broken)) return decoded with { Bar = bar };
            if (broken is { } known) return decoded with { Error = known };
        }
        return _decoder.TryDecodeLine(number, line, out HarvestEvent e, out DecodeError error)
            ? decoded with { Event = e }
            : decoded with { Error = error };
    }

    /// <summary>What a tape says beside its entries: nothing that a replay decides by.</summary>
    public static bool IsNote(ReadOnlySpan<byte> line) => TapeLine.Is(line) && TapeLine.Type(line) is not null;

    // The kind of its stream says what it is, as it does for the service.
    private RecordedLine OfTape(in RecordedLine decoded, long number, ReadOnlyMemory<byte> line)
    {
        if (!TapeLine.TryReadEntry(line.Span, out EntrySource source, out EntryId id, out EntryField[] fields))
            return _decoder.TryDecodeLine(number, line, out HarvestEvent own, out DecodeError problem) ? decoded with { Event = own }
                : decoded with { Error = problem };
        return _decoder.TryDecode(source, id, fields, out HarvestEvent e, out DecodeError error) ? decoded with { Event = e }
            : decoded with { Error = error };
    }

    /// <summary>Hands a line on.</summary>
    public void Apply(in RecordedLine line)
    {
        entries.At(line.File, line.Number);
        if (line.Error is { } error)
        {
            Refuse(error);
            return;
        }
        if (line.Bar is { } told && IsToldBefore(told)) return;
        Note(line.File, line.TimeUnixMs, line.Bar?.ToUnixMs ?? line.TimeUnixMs);
        if (line.Bar is { } bar) entries.Apply(bar);
        else entries.Apply(line.Event);
    }

    private void Refuse(in DecodeError error)
    {
        AllGood = false;
        entries.Refuse(error);
    }

    // A bar that comes again as it was is none; one that comes again otherwise is wrong, or the one before it was.
    private bool IsToldBefore(PriceBar bar)
    {
        var key = (bar.Symbol, bar.LengthMs);
        bool isAgain = _lastBars.TryGetValue(key, out PriceBar? last) && bar.FromUnixMs == last.FromUnixMs;
        if (!isAgain) _lastBars[key] = bar;
        else if (bar with { Id = last!.Id } != last)
            Refuse(new DecodeError(DecodeCode.BarContradicts, "from", $"{bar.FromUnixMs}", bar.Symbol, MayBeFill: false));
        return isAgain;
    }

    /// <summary>What was understood of a file.</summary>
    public RecordedSpan Of(string file) =>
        file == _file ? _span : _spans.TryGetValue(file, out RecordedSpan known) ? known : RecordedSpan.Empty;

    private void Note(string file, long from, long to)
    {
        Count++;
        if (!ReferenceEquals(file, _file))
        {
            RecordedSpan next = Of(file);
            if (_file is not null) _spans[_file] = _span;
            (_file, _span) = (file, next);
        }
        _span = new RecordedSpan(_span.Count + 1, Math.Min(_span.FirstUnixMs, from), Math.Max(_span.LastUnixMs, to));
    }
}

/// <summary>What was understood of a file.</summary>
/// <param name="Count">Its lines.</param>
/// <param name="FirstUnixMs">The earliest time of an entry, Unix milliseconds.</param>
/// <param name="LastUnixMs">The latest.</param>
internal readonly record struct RecordedSpan(long Count, long FirstUnixMs, long LastUnixMs)
{
    public static RecordedSpan Empty { get; } = new(0, long.MaxValue, long.MinValue);
}
