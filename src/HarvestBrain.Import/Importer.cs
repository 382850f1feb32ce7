using HarvestBrain.Import.Formats;
using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;
using HarvestBrain.Import.Risk;
using HarvestBrain.Import.Rules;
using HarvestBrain.Import.Storing;
using HarvestBrain.Import.Writing;

namespace HarvestBrain.Import;

/// <summary>
/// Makes entries of what exchanges, bots and brokers export. Nothing is guessed: what the files do not tell is asked for, and while a row
/// is refused nothing can be written.
/// </summary>
public static class Importer
{
    /// <summary>The formats that are known: the name for <see cref="ImportOptions.Format"/>, and what people call it.</summary>
    public static IReadOnlyList<(string Name, string Title)> Formats { get; } =
        [.. AllFormats.List.Select(format => (format.Name, format.Title))];

    /// <summary>What is wrong with the options; empty = nothing.</summary>
    /// <param name="options">The options.</param>
    public static IReadOnlyList<string> Check(ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [];
        if (options.Format is { } name && !AllFormats.List.Any(format => format.Name == name))
            problems.Add($"--format {name}: no such format; --format list names them");
        if (options.Zone is { } zone && Zones.Find(zone) is null)
            problems.Add($"--tz {zone}: no such time zone; expected UTC, +03:00 or a name such as Europe/Athens");
        if (options.Interval is { } interval && !SourceFile.TryInterval(interval, out _))
            problems.Add($"--interval {interval}: expected 1m, 4h, 1d or the like");
        problems.AddRange(options.Risk.Where(risk => RiskSource.Parse(risk) is null)
            .Select(risk => $"--risk {risk}: expected file, pct=1.5, atr=14@1h*2, money=250 or mae=90"));
        problems.AddRange(options.Map.Keys.Where(meaning => !GenericFills.Meanings.Contains(meaning))
            .Select(meaning => $"--map {meaning}: expected one of {string.Join(", ", GenericFills.Meanings)}"));
        problems.AddRange(options.ContractSizes.Where(size => size.Value is <= 0 or > 1_000_000_000)
            .Select(size => $"--contracts {size.Key}: a size is above 0 and at most 1000000000"));
        if (options.DustPercent is < 0 or > 100) problems.Add("--dust: expected 0 to 100 percent");
        if (options.FeeBps is < -10_000 or > 10_000) problems.Add("--fee-bps: expected -10000 to 10000");
        return problems;
    }

    /// <summary>
    /// Whether a file is one to import, and no recording of entries: an archive, a known format, or a table that nobody knows.
    /// </summary>
    /// <param name="input">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool Recognizes(ImportInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            if (Inputs.Expand(input).Any(file => file.Open != input.Open)) return true;
            var file = new SourceFile(0, 0, input.Name, input.Open, new ImportOptions(), new SymbolNames(), _ => { });
            return Detection.Run(file, AllFormats.List) is not { } unknown || IsTable(unknown.FirstLine);
        }
        catch (BrokenArchiveException)
        {
            return true; // a broken archive, which the import says
        }
    }

    // The import says what it lacks; a replay could only say of each line that it is no JSON.
    private static bool IsTable(string line) =>
        line.Length > 0 && line[0] is not ('{' or '[') && Math.Max(line.Count(c => c == ','), line.Count(c => c is ';' or '\t')) > 1;

    /// <summary>Reads the inputs once and applies all rules. Prices are read again when the entries are asked for.</summary>
    /// <param name="inputs">The files.</param>
    /// <param name="options">Options without problems (<see cref="Check"/>).</param>
    /// <exception cref="TemporaryFileException">There is no room for what does not fit into memory.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImportResult Read(IReadOnlyList<ImportInput> inputs, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(options);
        var storage = new FillStorage(options.FillsInMemory);
        try
        {
            return Read(inputs, options, storage);
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    private static ImportResult Read(IReadOnlyList<ImportInput> inputs, ImportOptions options, FillStorage storage)
    {
        var report = new ImportReport();
        var formats = FormatsFor(options);
        List<SourceFile> files = Open(inputs, options, report);
        var found = new Found(new Collected(storage));
        var prices = new PriceFiles(formats);
        Unpack(files, report, file => Detect(file, formats, report));
        Unpack(files.Where(file => file.Format is { Refusal: null }), report, file => Collect(file, formats, found, prices));
        foreach (SourceFile file in files) file.Report.Zone = file.ZoneSource();
        foreach (SourceFile file in files.Where(file => file is { Format.Refusal: null, Report: { Rows: 0, RefusedCount: 0 } }))
            report.Note($"{file.Name}: has no row; if there should be some, export it again for their time");
        prices.Finish();
        var log = new LeftOutLog(files);
        List<RiskSource> risk = options.Risk.Count == 0
            ? [new RiskSource.OfFile()]
            : [.. options.Risk.Select(text => RiskSource.Parse(text)!)];
        CountedFills fills = Apply(found, new FillRules(options, report, log), risk, storage, log, out MarketNames names);
        prices.Compare(names, log);
        RefuseWithoutPrices(fills, prices, options, report);
        report.Files = [.. files.Select(file => file.Report)];
        return new ImportResult(report, fills, new EntryStream(fills, found.Fundings, found.Snapshots, prices, names, risk, report.Totals));
    }

    private static IReadOnlyList<Format> FormatsFor(ImportOptions options)
    {
        if (options.Format is { } name) return [.. AllFormats.List.Where(format => format.Name == name)];
        if (options.Map.Count > 0) return [.. AllFormats.List.Where(format => format is GenericFills || format.Gives == Gives.Prices)];
        return [.. AllFormats.List.Where(format => !format.ByNameOnly)];
    }

    private static List<SourceFile> Open(IReadOnlyList<ImportInput> inputs, ImportOptions options, ImportReport report)
    {
        List<SourceFile> files = [];
        var symbols = new SymbolNames();
        for (int i = 0; i < inputs.Count; i++)
        {
            ImportInput input = inputs[i];
            try
            {
                foreach ((string name, Func<Stream> open) in Inputs.Expand(input))
                    files.Add(new SourceFile(files.Count, i, name, open, options, symbols, report.Ask) { OnlyStops = input.OnlyStops });
            }
            catch (BrokenArchiveException e)
            {
                report.RefuseFile(e.File, e.Reason);
            }
        }
        return files;
    }

    private static void Unpack(IEnumerable<SourceFile> files, ImportReport report, Action<SourceFile> read)
    {
        foreach (SourceFile file in files)
        {
            try
            {
                read(file);
            }
            catch (BrokenArchiveException e)
            {
                report.RefuseFile(e.File, e.Reason);
            }
        }
    }

    private static void Detect(SourceFile file, IReadOnlyList<Format> formats, ImportReport report)
    {
        if (Detection.Run(file, formats) is { } unknown)
        {
            report.RefuseFile(file.Name, unknown);
            return;
        }
        file.Report.Format = file.Format!.Name;
        if (file.Format.Refusal is { } refusal) report.RefuseFile(file.Name, $"{file.Format.Title}: {refusal}");
    }

    private static void Collect(SourceFile file, IReadOnlyList<Format> formats, Found found, PriceFiles prices)
    {
        if (file.Shape == Shape.Csv) file.Marks = DecimalMarks.Of(file);
        foreach (Record record in RecordReader.Read(file, formats, tells: true))
        {
            switch (record)
            {
                case StopOrder stop:
                    found.Stops.Add(stop);
                    break;
                case StopNote note:
                    found.Notes.Add(note);
                    break;
                case var _ when file.OnlyStops:
                    break;
                case Execution fill:
                    found.Fills.Add(fill);
                    break;
                case Funding funding:
                    found.Fundings.Add(funding);
                    break;
                case Snapshot snapshot:
                    found.Snapshots.Add(snapshot);
                    found.Fills.Note(snapshot.Market);
                    break;
                case Bar bar:
                    prices.Note(file, bar);
                    break;
                default:
                    throw new InvalidOperationException($"a record of no known kind: {record.GetType().Name}");
            }
        }
    }

    private static CountedFills Apply(
        Found found, FillRules rules, List<RiskSource> risk, FillStorage storage, LeftOutLog log, out MarketNames names)
    {
        rules.TakeOnce(found.Fills);
        found.Fundings = Costs.Apply(found.Fundings, log);
        found.Snapshots = [.. found.Snapshots.OrderBy(snapshot => snapshot.TimeMs)];
        SortedFills settled = rules.Settle(found.Fills, found.Snapshots, out names);
        names.Apply(found.Fundings);
        names.Apply(found.Snapshots);
        names.Apply(found.Stops);
        return rules.Open(settled, new StopsOfOrders(found.Stops, found.Notes), risk, storage);
    }

    private static void RefuseWithoutPrices(CountedFills fills, PriceFiles prices, ImportOptions options, ImportReport report)
    {
        report.HasPrices = !prices.IsEmpty;
        report.HasFills = !fills.IsEmpty;
        if (prices.IsEmpty || options.NoPrices) return;
        HashSet<string> known = new(prices.Symbols, StringComparer.Ordinal);
        bool areThere = fills.Symbols.Concat(fills.WithPositions).All(symbol => known.Contains(MarketNames.PriceSymbolOf(symbol)));
        if (areThere) return;
        IEnumerable<string> missing = fills.Read().Select(fill => fill.Symbol)
            .Where(symbol => !known.Contains(MarketNames.PriceSymbolOf(symbol)));
        report.MissingPrices.AddRange(new SortedSet<string>(missing, StringComparer.Ordinal));
    }

    /// <summary>What all files together hold, prices aside.</summary>
    private sealed class Found(Collected fills)
    {
        public Collected Fills => fills;

        public List<Funding> Fundings { get; set; } = [];

        public List<Snapshot> Snapshots { get; set; } = [];

        public List<StopOrder> Stops { get; } = [];

        public List<StopNote> Notes { get; } = [];
    }
}
