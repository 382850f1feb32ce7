using CsvHelper;

namespace HarvestBrain.Import.Reading;

/// <summary>The rows of a text with separators. CsvHelper finds the separator, the encoding, and what is quoted.</summary>
internal sealed class CsvRows : Row, IDisposable
{
    /// <summary>A longer row is a quote that nobody closed.</summary>
    private const int LongestRow = 1 << 20;

    private readonly CsvReader _reader;
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _found = new(StringComparer.Ordinal); // what was asked for -> column, -1 = none
    private readonly List<string> _titles = [];
    private char[] _characters = new char[1024];

    private CsvRows(SourceFile file, CsvReader reader)
        : base(file)
    {
        _reader = reader;
    }

    /// <summary>How many cells the row has.</summary>
    public int Count => _reader.FieldCount;

    /// <summary>How many columns the header has; 0 = there is none.</summary>
    public int HeaderCount { get; private set; }

    public char Separator => _reader.Separator;

    public override IEnumerable<string> Names => _columns.Keys;

    public static CsvRows Open(SourceFile file, Stream stream, char? separator = null)
    {
        var reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            HasHeader = false,
            Separator = separator,
            MaxRecordSize = LongestRow,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        }, leaveOpen: true);
        return new CsvRows(file, reader);
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="CsvFormatException">What follows is no text with separators.</exception>
    public bool Read()
    {
        if (!_reader.Read()) return false;
        Begin((int)Math.Min(int.MaxValue, _reader.LineNumber));
        return true;
    }

    /// <summary>Takes the current row as the header.</summary>
    public void TakeHeader()
    {
        _columns.Clear();
        _found.Clear();
        _titles.Clear();
        HeaderCount = Count;
        for (int i = 0; i < Count; i++)
        {
            string name = Cell(i).Trim('\uFEFF').Trim().ToString();
            _columns.TryAdd(name, i);
            _titles.Add(name);
        }
    }

    /// <summary>Names the columns of a file without header by their numbers, from 0.</summary>
    public void TakeNumbers()
    {
        _columns.Clear();
        _found.Clear();
        HeaderCount = Count;
        _titles.Clear();
        for (int i = 0; i < Count; i++)
        {
            string name = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            _columns.Add(name, i);
            _titles.Add(name);
        }
    }

    /// <summary>Gives columns other names: what <c>--map</c> says.</summary>
    public void Rename(IReadOnlyDictionary<string, string> map)
    {
        foreach ((string meaning, string column) in map)
        {
            if (_columns.TryGetValue(column, out int index)) _columns[meaning] = index;
        }
        _found.Clear();
    }

    public override bool Has(string names) => Find(names) >= 0;

    public override ReadOnlySpan<char> Cell(string names)
    {
        int column = Find(names);
        return column < 0 ? default : Cell(column);
    }

    public ReadOnlySpan<char> Cell(int column)
    {
        if (column >= Count) return default;
        int most = _reader.GetSpan(column).Length; // UTF-8: never fewer bytes than characters
        if (most > _characters.Length) _characters = new char[most * 2];
        int length = _reader.GetChars(column, _characters);
        return _characters.AsSpan(0, length).Trim();
    }

    protected override string Title(string names)
    {
        int column = Find(names);
        return column < 0 ? names : _titles[column];
    }

    protected override Problem? DecimalMark(string names, ReadOnlySpan<char> cell, out bool commaIsDecimal)
    {
        commaIsDecimal = false;
        return File.Marks?.Find(Find(names), names, cell, out commaIsDecimal);
    }

    public void Dispose() => _reader.Dispose();

    private int Find(string names)
    {
        if (_found.TryGetValue(names, out int column)) return column;
        column = -1;
        foreach (string name in names.Split('|'))
        {
            // "Price *" is whatever begins so: TradingView names the currency behind it.
            column = name.EndsWith('*') ? _titles.FindIndex(title => title.StartsWith(name[..^1], StringComparison.OrdinalIgnoreCase))
                : _columns.GetValueOrDefault(name, -1);
            if (column >= 0) break;
        }
        _found.Add(names, column);
        return column;
    }
}
