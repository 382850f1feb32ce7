using HarvestBrain.Import.Formats;
using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Reading;

/// <summary>Reads a file's rows into records. The first pass tells the report what it found; later ones only read.</summary>
internal static class RecordReader
{
    /// <param name="file">A file whose format is known.</param>
    /// <param name="formats">The formats that its rows may have.</param>
    /// <param name="tells">Counts and refuses: the first pass.</param>
    public static IEnumerable<Record> Read(SourceFile file, IReadOnlyList<Format> formats, bool tells)
    {
        using RowReader rows = RowReader.Open(file, formats);
        var sink = new Sink();
        int line = 0, sequence = 0;
        while (true)
        {
            Row? row;
            try
            {
                row = rows.Next();
            }
            catch (Exception e) when (RowReader.IsBroken(e))
            {
                if (tells) file.Report.Refuse(line, new Problem("Broken", $"behind line {line}: {Problem.Excerpt(e.Message)}"));
                break;
            }
            if (row is null) break;
            line = row.Line;
            if (tells) file.Report.Rows++;
            if (rows.Format is not { } format)
            {
                if (tells) file.Report.LeaveOut("row of no known kind", line);
                continue;
            }
            sink.Clear();
            format.Read(row, sink);
            if (tells) Tell(file, row, sink);
            if (row.Problem is not null || row.Waits || sink.LeftOut is not null) continue;
            foreach (Record record in sink.Records)
            {
                record.File = file.Index;
                record.Line = line;
                record.Sequence = sequence++;
                yield return record;
            }
        }
    }

    private static void Tell(SourceFile file, Row row, Sink sink)
    {
        if (row.Waits) return;
        if (sink.LeftOut is { } reason)
        {
            file.Report.LeaveOut(reason, row.Line);
            return;
        }
        foreach (Record record in sink.Records)
        {
            if (row.Problem is null && Limit(record) is { } problem) row.Fail(problem);
            if (row.Problem is null) file.Report.Note(record.Symbol, record.TimeMs);
        }
        if (row.Problem is { } refused) file.Report.Refuse(row.Line, refused);
    }

    // The decoder would refuse it later, without knowing the file and the line.
    private static Problem? Limit(Record record)
    {
        if (record.Symbol.Length is 0 or > Core.Limits.MaxSymbolLength || record.Symbol.Any(char.IsControl))
            return new Problem("SymbolInvalid", Problem.Excerpt(record.Symbol));
        return record switch
        {
            Execution fill when fill.Price is < Core.Limits.MinPositive or > Core.Limits.MaxPrice =>
                new Problem("NumberOutOfRange", $"price {fill.Price}"),
            Execution fill when fill.Quantity is < Core.Limits.MinPositive or > Core.Limits.MaxQuantity =>
            new Problem("NumberOutOfRange", $"quantity {fill.Quantity}"),
            Bar bar when bar.Low < Core.Limits.MinPositive || bar.High > Core.Limits.MaxPrice =>
            new Problem("NumberOutOfRange", $"price {bar.Low} to {bar.High}"),
            _ => null,
        };
    }
}
