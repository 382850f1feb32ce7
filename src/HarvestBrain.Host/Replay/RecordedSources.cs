using HarvestBrain.Host.Import;
using HarvestBrain.Import;

namespace HarvestBrain.Host.Replay;

/// <summary>
/// The files of a command that runs recorded entries: those that hold entries, and those of exchanges and brokers, which are imported together.
/// What is wrong with them stands on standard error.
/// </summary>
internal sealed class RecordedSources : IDisposable
{
    private const int ReportEvery = 4096;

    private readonly InputFiles _foreign = new();
    private readonly List<string> _recorded = [];
    private readonly List<string> _imported = [];
    private ImportResult? _import;

    /// <summary>0, or why there is nothing to run.</summary>
    public int ExitCode { get; private set; }

    /// <summary>The files that are imported.</summary>
    public IReadOnlyList<string> Imported => _imported;

    /// <summary>Is given each recorded file's stream before it is read, and after; for who hashes it. Default none.</summary>
    public Func<string, Stream, Stream>? Wrap { get; set; }

    /// <summary>Opens files.</summary>
    public static RecordedSources Open(IReadOnlyList<string> files, IEnumerable<string> stopFiles, ImportOptions options)
    {
        var sources = new RecordedSources();
        sources.ExitCode = sources.Sort(files, stopFiles, options);
        return sources;
    }

    /// <summary>Reads everything, the recorded entries first.</summary>
    /// <param name="lines">Takes the lines.</param>
    /// <param name="beforeWait">Is called before a pipe is waited for: what it gave so far is answered.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>All files could be read.</returns>
    public bool Read(RecordedLines lines, Action? beforeWait, CancellationToken stop)
    {
        foreach (string file in _recorded)
        {
            try
            {
                Stream opened = RecordedFiles.Open(file);
                using Stream source = Wrap?.Invoke(file, opened) ?? opened;
                ReadFile(file, source, lines, beforeWait, stop);
            }
            catch (UnauthorizedAccessException e)
            {
                Console.Error.WriteLine($"harvestbrain: {file}: {e.Message}");
                return false;
            }
        }
        if (_import is null) return true;
        long number = 0;
        foreach (ReadOnlyMemory<byte> entry in _import.Entries())
        {
            if (stop.IsCancellationRequested) break;
            lines.Take("import", ++number, entry[..^1], tooLong: false);
        }
        _import.WriteTable(Console.Error);
        return true;
    }

    public void Dispose() => _foreign.Dispose();

    private int Sort(IReadOnlyList<string> files, IEnumerable<string> stopFiles, ImportOptions options)
    {
        foreach (string file in files)
        {
            if (RecordedFiles.Problem(file) is { } missing) return NoInput(missing);
        }
        foreach (string file in files)
        {
            if (RecordedFiles.IsStandardInput(file) || !Importer.Recognizes(ImportInput.OfFile(file)))
            {
                _recorded.Add(file);
                continue;
            }
            if (_foreign.Add([file]) is { } problem) return NoInput(problem);
            _imported.Add(file);
        }
        if (_imported.Count == 0) return Host.ExitCode.Ok;
        if (_foreign.Add(stopFiles, onlyStops: true) is { } noStops) return NoInput(noStops);
        _import = Importer.Read(_foreign.Inputs, options);
        if (_import.Status == ImportStatus.Ready) return Host.ExitCode.Ok;
        _import.WriteTable(Console.Error);
        return ImportExit.Code(_import.Status);
    }

    private static int NoInput(string problem)
    {
        Console.Error.WriteLine($"harvestbrain: {problem}");
        return Host.ExitCode.NoInput;
    }

    private static void ReadFile(string file, Stream source, RecordedLines lines, Action? beforeWait, CancellationToken stop)
    {
        var reader = new LineReader(source, stop, source.CanSeek ? null : beforeWait);
        var progress = new Progress(source.CanSeek ? source.Length : 0);
        for (long number = 1; !stop.IsCancellationRequested && reader.TryRead(out ReadOnlyMemory<byte> line, out bool tooLong); number++)
        {
            if (number == 1 && line.Span.StartsWith("\uFEFF"u8)) line = line[3..];
            if (line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0 && !tooLong) continue;
            lines.Take(file, number, line, tooLong);
            if (number % ReportEvery == 0) progress.Report(lines.Count, reader.BytesRead);
        }
        progress.Clear();
    }
}
