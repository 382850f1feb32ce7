using System.Security.Cryptography;
using HarvestBrain.Host.Import;
using HarvestBrain.Import;

namespace HarvestBrain.Host.Replay;

/// <summary>
/// The files of a command that runs recorded entries: those that hold entries, and those of exchanges and brokers, which are imported
/// together. What is wrong with them stands on standard error.
/// </summary>
internal sealed class RecordedSources : IDisposable
{
    private readonly PipeCopies _copies;
    private readonly InputFiles _foreign;
    private readonly Dictionary<string, IncrementalHash> _hashes = new(StringComparer.Ordinal);
    private readonly List<string> _recorded = [];
    private readonly List<string> _imported = [];
    private ImportResult? _import;

    private RecordedSources(PipeCopies copies)
    {
        _copies = copies;
        _foreign = new InputFiles(copies);
    }

    /// <summary>0, or why there is nothing to run.</summary>
    public int ExitCode { get; private set; }

    /// <summary>The files that hold entries.</summary>
    public IReadOnlyList<string> Recorded => _recorded;

    /// <summary>The files that are imported.</summary>
    public IReadOnlyList<string> Imported => _imported;

    /// <summary>What was read of an imported file, by its place among <see cref="Imported"/>.</summary>
    public ImportedInput OfImported(int place) => _import!.Of(place);

    /// <summary>The SHA-256 of each file is asked for behind <see cref="Read"/>. Default false.</summary>
    public bool Hashes { get; set; }

    /// <summary>The hash of all bytes of a file that was read, in hexadecimal digits.</summary>
    public string HashOf(string file)
    {
        if (_hashes.TryGetValue(file, out IncrementalHash? hash)) return Convert.ToHexStringLower(hash.GetCurrentHash());
        using FileStream stream = File.OpenRead(_copies.Of(file));
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Opens files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="stopFiles">Files that are given for their stops alone.</param>
    /// <param name="options">How to import those that have to be.</param>
    /// <param name="copies">Copies of pipes that were made already; belong to the sources from here on.</param>
    public static RecordedSources Open(
        IReadOnlyList<string> files, IEnumerable<string> stopFiles, ImportOptions options, PipeCopies? copies = null)
    {
        var sources = new RecordedSources(copies ?? new PipeCopies());
        sources.ExitCode = sources.Sort(files, stopFiles, options);
        return sources;
    }

    /// <summary>
    /// Reads everything as one recording, in order of time: at equal times fills, snapshots and costs before prices, then the files as they
    /// were given, what is imported behind them. The lines of one file stay in its order.
    /// </summary>
    /// <param name="lines">Takes the lines.</param>
    /// <param name="beforeWait">Is called before a pipe is waited for: what it gave so far is answered.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>0, or why the files could not be read.</returns>
    public int Read(RecordedLines lines, Action? beforeWait, CancellationToken stop)
    {
        var sources = new List<RecordedSource>();
        string opening = "";
        try
        {
            foreach (string file in _recorded)
            {
                opening = file;
                Stream opened = RecordedFiles.IsStandardInput(file) ? RecordedFiles.Open(file) : File.OpenRead(_copies.Of(file));
                sources.Add(new RecordedFile(file, opened, beforeWait, Hashes ? NewHash(file) : null, stop));
            }
            if (_import is not null) sources.Add(new ImportedEntries(_import.Entries()));
            if (Merge(sources, lines, stop) is { } table) return IsTable(table);
        }
        catch (UnauthorizedAccessException e)
        {
            return NoInput($"{opening}: {e.Message}");
        }
        finally
        {
            foreach (RecordedSource source in sources) source.Dispose();
        }
        foreach (RecordedSource source in sources)
        {
            if (source.TimeWentBack is { } back) Console.Error.WriteLine($"harvestbrain: {back}");
        }
        _import?.WriteTable(Console.Error);
        return Host.ExitCode.Ok;
    }

    /// <returns>A file that is a table; then nothing was handed on.</returns>
    private static RecordedFile? Merge(List<RecordedSource> sources, RecordedLines lines, CancellationToken stop)
    {
        var next = new PriorityQueue<RecordedSource, (long Time, bool IsPrice, int Place)>(sources.Count);
        for (int place = 0; place < sources.Count; place++)
        {
            RecordedSource source = sources[place];
            if (source.MoveNext(lines)) next.Enqueue(source, (source.HeadUnixMs, source.Head.IsPrice, place));
            if (source is RecordedFile { IsTable: true } table) return table;
        }
        while (!stop.IsCancellationRequested && next.TryPeek(out RecordedSource? source, out (long, bool, int Place) due))
        {
            lines.Apply(in source.Head);
            bool any = source.MoveNext(lines);
            if (any && next.Count == 1) continue; // the last one needs no order
            if (any) next.DequeueEnqueue(source, (source.HeadUnixMs, source.Head.IsPrice, due.Place));
            else next.Dequeue();
        }
        return null;
    }

    private static int IsTable(RecordedFile file)
    {
        // Of most files the import has said so; standard input cannot be looked at first.
        bool isPiped = RecordedFiles.IsStandardInput(file.Name);
        const string Columns = "say what its columns mean:";
        string advice = isPiped ? $"write it into a file, whose format is found, or {Columns}" : Columns;
        Console.Error.WriteLine($"harvestbrain: {file.Name}: is a table (CSV), not one JSON object a line; {advice}");
        Console.Error.WriteLine($"  {ImportOptions.CommandOfATable(isPiped ? "FILE" : file.Name)}");
        return Host.ExitCode.BadInput;
    }

    public void Dispose()
    {
        _import?.Dispose();
        _copies.Dispose();
        foreach (IncrementalHash hash in _hashes.Values) hash.Dispose();
    }

    private IncrementalHash NewHash(string file)
    {
        if (_hashes.Remove(file, out IncrementalHash? before)) before.Dispose(); // given twice: each time it is the same
        IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hashes.Add(file, hash);
        return hash;
    }

    private int Sort(IReadOnlyList<string> files, IEnumerable<string> stopFiles, ImportOptions options)
    {
        foreach (string file in files)
        {
            if (RecordedFiles.Problem(file) is { } missing) return NoInput(missing);
        }
        foreach (string file in files)
        {
            if (RecordedFiles.IsStandardInput(file) || !Importer.Recognizes(ImportInput.OfFile(_copies.Of(file)) with { Name = file }))
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
}
