using System.Text.Json;
using System.Xml;
using CsvHelper;
using HarvestBrain.Import.Formats;

namespace HarvestBrain.Import.Reading;

/// <summary>The rows of a file, whatever its shape, each with its format.</summary>
internal abstract class RowReader : IDisposable
{
    /// <summary>The format of the current row; <see langword="null"/> = none of those that are known.</summary>
    public Format? Format { get; protected set; }

    public static RowReader Open(SourceFile file, IReadOnlyList<Format> formats)
    {
        Stream stream = file.Open();
        return file.Shape switch
        {
            Shape.Json => new OfJson(file, stream, formats),
            Shape.Xml => new OfNamed(new XmlRows(file, stream), Shape.Xml, formats),
            Shape.Fix => new OfNamed(new FixRows(file, stream), Shape.Fix, formats),
            _ => new OfCsv(file, stream),
        };
    }

    /// <summary>What a parser throws at a text that is not what it began as.</summary>
    public static bool IsBroken(Exception e) => e is CsvFormatException or JsonException or XmlException or InvalidDataException;

    /// <summary>The next row; <see langword="null"/> = there is none. Throws what <see cref="IsBroken"/> knows.</summary>
    public abstract Row? Next();

    public abstract void Dispose();

    private sealed class OfCsv : RowReader
    {
        private readonly Stream _stream;
        private readonly CsvRows _rows;
        private readonly bool _hasHeader;

        public OfCsv(SourceFile file, Stream stream)
        {
            _stream = stream;
            _rows = CsvRows.Open(file, stream, file.Separator == '\0' ? null : file.Separator);
            Format = file.Format;
            _hasHeader = Format is { HasNoHeader: false };
            for (int i = 0; i < file.RowsToSkip && _rows.Read(); i++)
            {
                if (i < file.RowsToSkip - 1) continue;
                _rows.TakeHeader();
                if (file.Options.Map.Count > 0) _rows.Rename(file.Options.Map);
            }
        }

        public override Row? Next()
        {
            do
            {
                if (!_rows.Read()) return null;
            }
            while (IsHeader());
            if (!_hasHeader && _rows.HeaderCount == 0) _rows.TakeNumbers();
            // A decimal comma among commas, or a row that was cut off, shifts all cells behind it.
            if (_rows.Count != _rows.HeaderCount && Format is { NeedsAllCells: true })
                _rows.Fail(new Problem("CellsUnequal", $"{_rows.Count} cells, the header has {_rows.HeaderCount}"));
            return _rows;
        }

        private bool IsHeader()
        {
            if (Format?.IsHeader(_rows) != true) return false;
            _rows.TakeHeader();
            return true;
        }

        public override void Dispose()
        {
            _rows.Dispose();
            _stream.Dispose();
        }
    }

    private sealed class OfJson(SourceFile file, Stream stream, IReadOnlyList<Format> formats) : RowReader
    {
        private readonly JsonRows _values = new(stream);
        private readonly JsonRow _row = new(file);
        private readonly Format[] _formats = [.. formats.Where(format => format.Shapes.HasFlag(Shape.Json))];
        private IEnumerator<(JsonElement Row, JsonElement Outer)>? _within;

        public override Row? Next()
        {
            while (_within is null || !_within.MoveNext())
            {
                if (!_values.Read()) return null;
                _within = JsonWrappers.Rows(_values.Value).GetEnumerator();
            }
            (JsonElement element, JsonElement outer) = _within.Current;
            _row.Take(element, outer, _values.Line);
            Format = Detection.Best(_row, _formats, null);
            return _row;
        }

        public override void Dispose()
        {
            _within?.Dispose();
            _values.Dispose();
            stream.Dispose();
        }
    }

    /// <summary>Rows that name their cells: each finds its own format.</summary>
    private sealed class OfNamed(NamedRows rows, Shape shape, IReadOnlyList<Format> formats) : RowReader
    {
        private readonly Format[] _formats = [.. formats.Where(format => format.Shapes.HasFlag(shape))];

        public override Row? Next()
        {
            if (!rows.Read()) return null;
            Format = Detection.Best(rows, _formats, null);
            return rows;
        }

        public override void Dispose() => rows.Dispose();
    }
}
