namespace HarvestBrain.Import;

/// <summary>What to do with positions that were open before the first row.</summary>
public enum CarriedInPositions
{
    /// <summary>Rows that belong to them are left out and listed. The default: their entries are not known.</summary>
    LeaveOut,

    /// <summary>Every row is written as it stands.</summary>
    Keep,
}

/// <summary>What the files do not tell, and how to read them.</summary>
public sealed record ImportOptions
{
    /// <summary>The command that imports a table whose columns mean nothing yet, for whoever has to complete it.</summary>
    /// <param name="file">Its name.</param>
    public static string CommandOfATable(string file) =>
        $"harvestbrain import {file} --map symbol=COLUMN --map side=COLUMN --map qty=COLUMN --map price=COLUMN --map time=COLUMN"
            + " -o OUT.ndjson";

    /// <summary>Name of the format (<see cref="Importer.Formats"/>); <see langword="null"/>, the default, = found by header or
    /// shape.</summary>
    public string? Format { get; init; }

    /// <summary>The symbol of files that name none: <c>BTCUSDT</c> for all of them, <c>FILE=BTCUSDT</c> for one.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Time zone of times that name none: an IANA name or an offset (<c>Europe/Athens</c>, <c>UTC</c>, <c>+03:00</c>).</summary>
    public string? Zone { get; init; }

    /// <summary>Size of one contract by symbol, base units, &gt; 0.</summary>
    public IReadOnlyDictionary<string, decimal> ContractSizes { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>Meanings of columns: <c>symbol</c>, <c>side</c>, <c>qty</c>, <c>price</c>, <c>time</c>, ... to the column's
    /// title.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where 1R comes from, first choice first: <c>file</c>, <c>pct=1.5</c>, <c>atr=14@1h*2</c>, <c>money=250</c>, <c>mae=90</c>.
    /// Empty = <c>file</c>.</summary>
    public IReadOnlyList<string> Risk { get; init; } = [];

    /// <summary>The account holds long and short at once, and the file does not say which a fill belongs to. Default false: found where
    /// nothing else fits.</summary>
    public bool Hedge { get; init; }

    /// <summary>A rest of less than this share of the largest quantity is closed, percent, 0 to 100. Default 0.5; 0 = off.</summary>
    public decimal DustPercent { get; init; } = 0.5m;

    /// <summary>Symbols with fills may have no prices although others have. Default false.</summary>
    public bool NoPrices { get; init; }

    /// <summary>Fee of formats that tell none, basis points of the notional, -10000 to 10000. Default 0.</summary>
    public decimal FeeBps { get; init; }

    /// <summary>Length of bars that neither the file nor its name tells: <c>1m</c>, <c>4h</c>, <c>1d</c>.</summary>
    public string? Interval { get; init; }

    /// <summary>Positions that were open before the first row.</summary>
    public CarriedInPositions CarriedIn { get; init; }

    /// <summary>How many fills are kept in memory; the others are in a temporary file. About 300 bytes each.</summary>
    internal int FillsInMemory { get; init; } = 16_384;
}

/// <summary>One file among those to import. It is opened several times, once for each pass.</summary>
/// <param name="Name">Its name; may tell symbol, bar length and time zone.</param>
/// <param name="Open">Opens it, from the beginning.</param>
/// <param name="OnlyStops">Only the stops in it count, such as of an order history beside the executions.</param>
public sealed record ImportInput(string Name, Func<Stream> Open, bool OnlyStops = false)
{
    /// <summary>A file on disk.</summary>
    /// <param name="path">Its path.</param>
    public static ImportInput OfFile(string path) => new(path, () => File.OpenRead(path));
}
