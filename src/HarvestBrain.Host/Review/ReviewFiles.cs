using System.Security.Cryptography;
using HarvestBrain.Host.Replay;
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
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        sources.Wrap = (file, stream) => new HashingStream(stream, hash => hashes[file] = hash);
        int unread = sources.Read(lines, beforeWait: null, stop);
        if (unread != ExitCode.Ok) return new Outcome(unread, null);
        List<ReviewInput> inputs =
            [.. sources.Recorded.Select(file => new ReviewInput(Path.GetFileName(file), hashes[file], lines.CountOf(file), null, null))];
        long imported = lines.CountOf(ImportedEntries.FileName);
        foreach (string file in sources.Imported)
        {
            using FileStream stream = File.OpenRead(file);
            inputs.Add(new ReviewInput(Path.GetFileName(file), Convert.ToHexStringLower(SHA256.HashData(stream)), imported, null, null));
            imported = 0; // what was imported is one set of entries: it is counted with its first file
        }
        bool any = lines.Count > 0;
        return new Outcome(
            lines.AllGood ? ExitCode.Ok : ExitCode.BadInput,
            [
                .. inputs.Select(input => input with
                {
                    FirstUnixMs = any ? lines.FirstUnixMs : null, LastUnixMs = any ? lines.LastUnixMs : null,
                }),
            ]);
    }
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
