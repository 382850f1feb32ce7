using HarvestBrain.Host.Replay;
using HarvestBrain.Import;
using HarvestBrain.Review;

namespace HarvestBrain.Host.Review;

/// <summary>Reads the files of a review: entries, hashes, and on standard error what could not be understood.</summary>
internal static class ReviewFiles
{
    /// <summary>What came of reading.</summary>
    /// <param name="ExitCode">0, or why the exit is not clean.</param>
    /// <param name="Inputs">The files; <see langword="null"/> when they could not be read.</param>
    public sealed record Outcome(int ExitCode, IReadOnlyList<ReviewInput>? Inputs);

    public static Outcome Read(RecordedSources sources, IRecordedEntries entries, CancellationToken stop)
    {
        if (sources.ExitCode != ExitCode.Ok) return new Outcome(sources.ExitCode, null);
        var lines = new RecordedLines(entries);
        sources.Hashes = true;
        int unread = sources.Read(lines, beforeWait: null, stop);
        if (unread != ExitCode.Ok) return new Outcome(unread, null);
        List<ReviewInput> inputs =
            [.. sources.Recorded.Select(file => Input(file, sources.HashOf(file), lines.Of(file)))];
        for (int i = 0; i < sources.Imported.Count; i++)
        {
            string file = sources.Imported[i];
            ImportedInput rows = sources.OfImported(i);
            inputs.Add(new ReviewInput(Path.GetFileName(file), sources.HashOf(file), rows.Rows, rows.FirstUnixMs, rows.LastUnixMs));
        }
        return new Outcome(lines.AllGood ? ExitCode.Ok : ExitCode.BadInput, inputs);
    }

    private static ReviewInput Input(string file, string hash, RecordedSpan span) =>
        new(Path.GetFileName(file), hash, span.Count, span.Count == 0 ? null : span.FirstUnixMs, span.Count == 0 ? null : span.LastUnixMs);
}

/// <summary>Takes the entries of a review and says what could not be read.</summary>
internal abstract class ReviewEntries : IRecordedEntries
{
    private (string File, long Number) _place;

    public void At(string file, long number) => _place = (file, number);

    public abstract void Apply(in Core.Events.HarvestEvent e);

    public abstract void Apply(Core.Replay.PriceBar bar);

    public void Refuse(in Core.Wire.DecodeError error)
    {
        Console.Error.WriteLine($"{_place.File}:{_place.Number}: {error}");
        Reject(error);
    }

    protected abstract void Reject(in Core.Wire.DecodeError error);
}
