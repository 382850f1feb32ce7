using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Host.Replay;
using HarvestBrain.Review;

namespace HarvestBrain.Host.Review;

/// <summary>Takes the entries of a review.</summary>
internal interface IReviewEntries
{
    void Apply(in HarvestEvent e);

    void Reject(in DecodeError error);
}

/// <summary>Reads the files of a review: entries, hashes, and on standard error what could not be understood.</summary>
internal static class ReviewFiles
{
    private const int ReportEvery = 4096;

    /// <summary>What came of reading.</summary>
    /// <param name="ExitCode">0, or why the exit is not clean.</param>
    /// <param name="Inputs">The files; <see langword="null"/> when one of them could not be opened.</param>
    public sealed record Outcome(int ExitCode, IReadOnlyList<ReviewInput>? Inputs);

    public static Outcome Read(IReadOnlyList<string> files, IReviewEntries entries, CancellationToken stop)
    {
        foreach (string file in files)
        {
            if (RecordedFiles.Problem(file) is not { } problem) continue;
            Console.Error.WriteLine($"harvestbrain: {problem}");
            return new Outcome(ExitCode.NoInput, null);
        }
        var inputs = new List<ReviewInput>();
        int exitCode = ExitCode.Ok;
        foreach (string file in files)
        {
            try
            {
                using var source = new HashingStream(RecordedFiles.Open(file));
                (ReviewInput input, bool good) = ReadFile(file, source, entries, stop);
                inputs.Add(input);
                if (!good) exitCode = ExitCode.BadInput;
            }
            catch (UnauthorizedAccessException e)
            {
                Console.Error.WriteLine($"harvestbrain: {file}: {e.Message}");
                return new Outcome(ExitCode.NoInput, null);
            }
        }
        return new Outcome(exitCode, inputs);
    }

    private static (ReviewInput Input, bool Good) ReadFile(string file, HashingStream source, IReviewEntries entries, CancellationToken stop)
    {
        var decoder = new EntryDecoder();
        var reader = new LineReader(source, stop);
        var progress = new Progress(source.CanSeek ? source.Length : 0);
        long read = 0, first = long.MaxValue, last = long.MinValue;
        bool good = true;
        for (long number = 1; !stop.IsCancellationRequested && reader.TryRead(out ReadOnlyMemory<byte> line, out bool tooLong); number++)
        {
            if (number == 1 && line.Span.StartsWith("\uFEFF"u8)) line = line[3..];
            if (line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0 && !tooLong) continue;
            DecodeError error = new(DecodeCode.LineTooLong, null, null, null, MayBeFill: true);
            if (!tooLong && decoder.TryDecodeLine(number, line, out HarvestEvent e, out error))
            {
                entries.Apply(e);
                read++;
                first = Math.Min(first, e.TimeUnixMs);
                last = Math.Max(last, e.TimeUnixMs);
            }
            else
            {
                good = false;
                entries.Reject(error);
                Console.Error.WriteLine($"{file}:{number}: {error}");
            }
            if (number % ReportEvery == 0) progress.Report(read, reader.BytesRead);
        }
        progress.Clear();
        return (new ReviewInput(Path.GetFileName(file), source.Hash(), read, read == 0 ? null : first, read == 0 ? null : last), good);
    }
}
