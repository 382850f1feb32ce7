using HarvestBrain.Import.Formats;

namespace HarvestBrain.Import.Reading;

/// <summary>What a file is not: its first line, and the formats that it came near to with what each lacked.</summary>
internal sealed record Unknown(string FirstLine, IReadOnlyList<(Format Format, string[] Missing)> Near);

/// <summary>Finds the format of a file by its header or shape.</summary>
internal static class Detection
{
    private const int RowsLookedAt = 60; // reports of platforms have a page of words before their table
    private const int MaxNear = 3;
    private const int HeadBytes = 4096;

    /// <summary>Sets shape, format and where the rows begin.</summary>
    /// <returns><see langword="null"/> when it is known.</returns>
    public static Unknown? Run(SourceFile file, IReadOnlyList<Format> formats)
    {
        string head = Head(file);
        string trimmed = head.TrimStart();
        file.Shape = trimmed.Length == 0 ? Shape.Csv
            : trimmed[0] is '{' or '[' ? Shape.Json
            : trimmed[0] == '<' && !trimmed.StartsWith("<TICKER", StringComparison.OrdinalIgnoreCase) ? Shape.Xml
            : trimmed.Contains("8=FIX", StringComparison.Ordinal) ? Shape.Fix
            : Shape.Csv;
        Format[] candidates = [.. formats.Where(format => format.Shapes.HasFlag(file.Shape))];
        var near = new NearMisses();
        try
        {
            bool found = file.Shape switch
            {
                Shape.Csv => FindCsv(file, candidates, near),
                _ => FindByRows(file, candidates, near),
            };
            if (found) return null;
        }
        catch (Exception e) when (RowReader.IsBroken(e))
        {
            // What is broken so early is unknown; its first line says more than the parser.
        }
        string first = trimmed.Split('\n')[0].TrimEnd('\r');
        return new Unknown(trimmed.Length == 0 ? "" : Problem.Excerpt(first), near.Best());
    }

    private static string Head(SourceFile file)
    {
        using Stream stream = file.Open();
        byte[] head = new byte[HeadBytes];
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return System.Text.Encoding.UTF8.GetString(head, 0, read);
    }

    private static bool FindCsv(SourceFile file, Format[] candidates, NearMisses near)
    {
        using Stream stream = file.Open();
        using CsvRows rows = CsvRows.Open(file, stream);
        IReadOnlyDictionary<string, string> map = file.Options.Map;
        for (int number = 1; number <= RowsLookedAt && rows.Read(); number++)
        {
            rows.TakeHeader();
            if (map.Count > 0) rows.Rename(map);
            Format? best = Best(rows, candidates.Where(format => !format.HasNoHeader), near);
            if (best is not null) return Take(file, best, rows, number);
            rows.TakeNumbers();
            best = candidates.FirstOrDefault(format => format.HasNoHeader && format.Matches(rows));
            if (best is not null) return Take(file, best, rows, number - 1);
        }
        return false;
    }

    private static bool Take(SourceFile file, Format format, CsvRows rows, int rowsToSkip)
    {
        file.Format = format;
        file.RowsToSkip = rowsToSkip;
        file.Separator = rows.Separator;
        return true;
    }

    private static bool FindByRows(SourceFile file, Format[] candidates, NearMisses near)
    {
        using var reader = RowReader.Open(file, []);
        for (int number = 1; number <= RowsLookedAt && reader.Next() is { } row; number++)
        {
            if (Best(row, candidates, near) is not { } best) continue;
            file.Format = best;
            return true;
        }
        return false;
    }

    /// <summary>Of the formats that fit the one that asks for most.</summary>
    public static Format? Best(Row row, IEnumerable<Format> candidates, NearMisses? near)
    {
        Format? best = null;
        foreach (Format format in candidates)
        {
            if (format.Matches(row))
            {
                if (best is null || format.Required.Length > best.Required.Length) best = format;
            }
            else
            {
                near?.Note(format, format.Missing(row));
            }
        }
        return best;
    }

    internal sealed class NearMisses
    {
        private readonly Dictionary<Format, string[]> _least = [];

        public void Note(Format format, string[] missing)
        {
            if (missing.Length == 0 || missing.Length * 2 > format.Required.Length) return; // half of it has to be there
            if (!_least.TryGetValue(format, out string[]? known) || missing.Length < known.Length) _least[format] = missing;
        }

        public IReadOnlyList<(Format Format, string[] Missing)> Best() =>
            [.. _least.OrderBy(near => (double)near.Value.Length / near.Key.Required.Length)
                .ThenBy(near => near.Key.Name, StringComparer.Ordinal)
                .Take(MaxNear).Select(near => (near.Key, near.Value))];
    }
}
