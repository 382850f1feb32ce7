using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Writing;

namespace HarvestBrain.Import;

/// <summary>How an import stands before anything is written.</summary>
public enum ImportStatus
{
    /// <summary>Everything was understood; <see cref="ImportResult.Entries"/> may be written.</summary>
    Ready,

    /// <summary>Something has to be told that neither the files nor the options do: a zone, a contract size, a symbol.</summary>
    NeedsAnswers,

    /// <summary>Rows or files were refused.</summary>
    Refused,
}

/// <summary>What was read of one input.</summary>
/// <param name="Rows">Its rows, those that were left out too.</param>
/// <param name="FirstUnixMs">The earliest time in them, Unix milliseconds; <see langword="null"/> = none.</param>
/// <param name="LastUnixMs">The latest.</param>
public sealed record ImportedInput(long Rows, long? FirstUnixMs, long? LastUnixMs);

/// <summary>What was read, and the entries that it makes. Holds temporary files where there are many.</summary>
public sealed class ImportResult : IDisposable
{
    private readonly ImportReport _report;
    private readonly CountedFills _fills;
    private readonly EntryStream _entries;
    private bool _isWritten;

    internal ImportResult(ImportReport report, CountedFills fills, EntryStream entries)
    {
        _report = report;
        _fills = fills;
        _entries = entries;
        Status = report.IsRefused ? ImportStatus.Refused : report.Questions.Count > 0 ? ImportStatus.NeedsAnswers : ImportStatus.Ready;
    }

    /// <summary>Whether it may be written.</summary>
    public ImportStatus Status { get; }

    /// <summary>
    /// The entries in order of time: JSON, one a line, line end included. Each is valid until the next one is asked for; the same
    /// inputs give the same bytes.
    /// </summary>
    /// <exception cref="InvalidOperationException"><see cref="Status"/> is not <see cref="ImportStatus.Ready"/>.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Entries() =>
        Status == ImportStatus.Ready ? Read() : throw new InvalidOperationException("something was refused or has to be told first");

    /// <summary>What was read of an input: of an archive, of all files in it.</summary>
    /// <param name="input">Which of the inputs, from 0.</param>
    public ImportedInput Of(int input)
    {
        List<FileReport> files = [.. _report.Files.Where(file => file.Input == input)];
        List<FileReport> timed = [.. files.Where(file => file.LastMs > 0)];
        return new ImportedInput(
            files.Sum(file => file.Rows), timed.Count == 0 ? null : timed.Min(file => file.FirstMs),
            timed.Count == 0 ? null : timed.Max(file => file.LastMs));
    }

    /// <summary>Says as a table what was understood, and once the entries were read to their end what was written.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteTable(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ReportTable.Write(writer, _report);
        if (_isWritten) ReportTable.WriteTotals(writer, _report);
    }

    /// <summary>Says the same as one JSON object.</summary>
    /// <param name="stream">Where to.</param>
    public void WriteJson(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string status = Status switch
        {
            ImportStatus.Refused => "refused",
            ImportStatus.NeedsAnswers => "needs_answers",
            _ => _isWritten ? "written" : "ready",
        };
        ReportJson.Write(stream, _report, status);
    }

    /// <summary>There is nothing to read any more; what was said of it is.</summary>
    public void Dispose() => _fills.Dispose();

    private IEnumerable<ReadOnlyMemory<byte>> Read()
    {
        foreach (ReadOnlyMemory<byte> entry in _entries.Entries()) yield return entry;
        _isWritten = true;
    }
}
