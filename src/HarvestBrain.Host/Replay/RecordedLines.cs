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

/// <summary>Decodes recorded lines: entries and bars.</summary>
internal sealed class RecordedLines(IRecordedEntries entries)
{
    private readonly EntryDecoder _decoder = new();

    /// <summary>Every line was understood.</summary>
    public bool AllGood { get; private set; } = true;

    /// <summary>Lines that were understood.</summary>
    public long Count { get; private set; }

    /// <summary>Earliest time of an entry, Unix milliseconds.</summary>
    public long FirstUnixMs { get; private set; } = long.MaxValue;

    /// <summary>Latest time of an entry, Unix milliseconds.</summary>
    public long LastUnixMs { get; private set; } = long.MinValue;

    /// <param name="file">The file it is from, for messages.</param>
    /// <param name="number">Number of the line, from 1.</param>
    /// <param name="line">The line, without its end.</param>
    /// <param name="tooLong">It was longer than is read.</param>
    public void Take(string file, long number, ReadOnlyMemory<byte> line, bool tooLong)
    {
        entries.At(file, number);
        DecodeError error = new(DecodeCode.LineTooLong, null, null, null, MayBeFill: true);
        if (!tooLong && PriceBar.MayBe(line.Span))
        {
            if (PriceBar.TryRead(number, line.Span, out PriceBar? bar, out DecodeError? broken))
            {
                Note(bar!.FromUnixMs, bar.ToUnixMs);
                entries.Apply(bar);
                return;
            }
            if (broken is { } known)
            {
                Refuse(known);
                return;
            }
        }
        if (tooLong || !_decoder.TryDecodeLine(number, line, out HarvestEvent e, out error))
        {
            Refuse(error);
            return;
        }
        Note(e.TimeUnixMs, e.TimeUnixMs);
        entries.Apply(e);
    }

    private void Note(long from, long to)
    {
        Count++;
        FirstUnixMs = Math.Min(FirstUnixMs, from);
        LastUnixMs = Math.Max(LastUnixMs, to);
    }

    private void Refuse(in DecodeError error)
    {
        AllGood = false;
        entries.Refuse(error);
    }
}
