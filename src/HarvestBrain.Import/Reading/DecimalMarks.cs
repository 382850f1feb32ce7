using System.Buffers;

namespace HarvestBrain.Import.Reading;

/// <summary>
/// The decimal sign of each column of a text with separators, decided by all its rows: <c>3.100</c> beside <c>3000,5</c> is three
/// thousand. A column that does not tell has that of the file; and where no row tells, a lone comma is the decimal's in a file that is
/// separated by something else, and a lone point always.
/// </summary>
internal sealed class DecimalMarks
{
    private readonly bool _commaByDefault;
    private readonly List<Column> _columns = [];
    private bool _fileHasComma;
    private bool _fileHasPoint;

    private DecimalMarks(bool commaByDefault) => _commaByDefault = commaByDefault;

    /// <summary>What a column says, by the first cell of each kind.</summary>
    private sealed class Column
    {
        public (int Line, string Text)?[] First { get; } = new (int, string)?[Enum.GetValues<MarkEvidence>().Length];

        public bool Has(MarkEvidence evidence) => First[(int)evidence] is not null;
    }

    /// <summary>Reads the whole file for its signs; <see langword="null"/> = no cell of it can hold a comma, so the point is the
    /// decimal's.</summary>
    public static DecimalMarks? Of(SourceFile file)
    {
        if (!file.CommaIsDecimal && !HasQuotes(file)) return null;
        var marks = new DecimalMarks(file.CommaIsDecimal);
        using Stream stream = file.Open();
        using CsvRows rows = CsvRows.Open(file, stream, file.Separator == '\0' ? null : file.Separator);
        try
        {
            for (int number = 1; rows.Read(); number++)
            {
                if (number > file.RowsToSkip) marks.Note(rows);
            }
        }
        catch (Exception e) when (RowReader.IsBroken(e))
        {
            // Whoever reads the rows says it.
        }
        return marks;
    }

    /// <summary>Which sign is the decimal's in a column.</summary>
    /// <param name="column">Its place, from 0.</param>
    /// <param name="name">Its name, for the message.</param>
    /// <param name="cell">The cell that is to be read.</param>
    /// <param name="commaIsDecimal">The comma is.</param>
    /// <returns>Why that cannot be said; <see langword="null"/> = it can.</returns>
    public Problem? Find(int column, string name, ReadOnlySpan<char> cell, out bool commaIsDecimal)
    {
        commaIsDecimal = _commaByDefault;
        if (column >= _columns.Count || cell.IndexOfAny(',', '.') < 0) return null;
        Column own = _columns[column];
        bool comma = own.Has(MarkEvidence.Comma), point = own.Has(MarkEvidence.Point);
        if (comma && point)
        {
            (int commaLine, string ofComma) = own.First[(int)MarkEvidence.Comma]!.Value;
            (int pointLine, string ofPoint) = own.First[(int)MarkEvidence.Point]!.Value;
            return new Problem(
                "DecimalMarkMixed", $"{name}: '{ofComma}' in line {commaLine} has a decimal comma, '{ofPoint}' in line {pointLine} "
                    + "a decimal point; write the column one way");
        }
        bool isTold = comma || point;
        if (!isTold) (comma, point) = (_fileHasComma, _fileHasPoint);
        bool isOpen = comma == point && (comma || (own.Has(MarkEvidence.EitherComma) && own.Has(MarkEvidence.EitherPoint)));
        if (isOpen)
        {
            return new Problem(
                "DecimalMarkUnknown", $"{name}: '{Problem.Excerpt(cell)}' may be thousands or decimals, and the file has both signs "
                    + "elsewhere; export it without a sign for thousands");
        }
        if (comma != point) commaIsDecimal = comma;
        else if (own.Has(MarkEvidence.EitherPoint)) commaIsDecimal = false;
        return null;
    }

    private static bool HasQuotes(SourceFile file)
    {
        using Stream stream = file.Open();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                if (buffer.AsSpan(0, read).Contains((byte)'"')) return true;
            }
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Note(CsvRows rows)
    {
        while (_columns.Count < rows.Count) _columns.Add(new Column());
        for (int i = 0; i < rows.Count; i++)
        {
            ReadOnlySpan<char> cell = rows.Cell(i);
            MarkEvidence evidence = MarkEvidenceReader.Of(cell);
            if (evidence == MarkEvidence.None) continue;
            _columns[i].First[(int)evidence] ??= (rows.Line, Problem.Excerpt(cell));
            _fileHasComma |= evidence == MarkEvidence.Comma;
            _fileHasPoint |= evidence == MarkEvidence.Point;
        }
    }
}
