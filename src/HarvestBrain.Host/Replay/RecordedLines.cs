using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Host.Replay;

/// <summary>Gives recorded lines to a replay: entries and bars, and what can be understood as neither is printed.</summary>
internal sealed class RecordedLines(ReplaySession session, ReplayPrinter printer)
{
    private readonly EntryDecoder _decoder = new();

    /// <summary>Every line was understood.</summary>
    public bool AllGood { get; private set; } = true;

    /// <param name="file">The file it is from, for messages.</param>
    /// <param name="number">Number of the line, from 1.</param>
    /// <param name="line">The line, without its end.</param>
    /// <param name="tooLong">It was longer than is read.</param>
    public void Take(string file, long number, ReadOnlyMemory<byte> line, bool tooLong)
    {
        printer.Place = (file, number);
        DecodeError error = new(DecodeCode.LineTooLong, null, null, null, MayBeFill: true);
        if (!tooLong && PriceBar.MayBe(line.Span))
        {
            if (PriceBar.TryRead(number, line.Span, out PriceBar? bar, out DecodeError? broken))
            {
                session.Apply(bar!);
                return;
            }
            if (broken is { } known)
            {
                Refuse(known);
                return;
            }
        }
        if (!tooLong && _decoder.TryDecodeLine(number, line, out HarvestEvent e, out error)) session.Apply(e);
        else Refuse(error);
    }

    private void Refuse(in DecodeError error)
    {
        AllGood = false;
        printer.OnError(error, session.Reject(error));
    }
}
