using System.Globalization;
using HarvestBrain.Core;

namespace HarvestBrain.Import.Reporting;

/// <summary>The report as text for people: a table of the files, then what was left out and why.</summary>
internal static class ReportTable
{
    private const int MaxSymbols = 5;

    public static void Write(TextWriter writer, ImportReport report)
    {
        WriteFiles(writer, report);
        foreach (FileReport file in report.Files) WriteLeftOut(writer, file);
        foreach (string note in report.Notes) writer.WriteLine($"note: {note}");
        if (report.NotesLeftOut > 0) writer.WriteLine($"note: {report.NotesLeftOut} more of the kind");
        if (report.StopsOnWrongSide > 0)
        {
            writer.WriteLine(report.StopsOnWrongSide == 1 ? "1 stop on the wrong side of its entry counts for nothing."
                : string.Create(CultureInfo.InvariantCulture,
                    $"{report.StopsOnWrongSide:N0} stops on the wrong side of their entry count for nothing."));
        }
        foreach ((string name, string text) in report.RefusedFiles) writer.WriteLine($"refused: {name}: {text}");
        if (report.MissingPrices.Count > 0)
            writer.WriteLine($"refused: no prices of {string.Join(", ", report.MissingPrices)} among the files; give them, or --no-prices");
        foreach (var question in report.Questions) writer.WriteLine($"to be told: {question.Text}");
    }

    /// <summary>What was written; to be said when it was.</summary>
    public static void WriteTotals(TextWriter writer, ImportReport report)
    {
        Totals totals = report.Totals;
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"written: {totals.Fills:N0} fills, {totals.Costs:N0} costs, {totals.Snapshots:N0} snapshots, {totals.Bars:N0} bars, "
            + $"{totals.Prices:N0} prices."));
        if (totals.RepeatedPrices > 0)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{totals.RepeatedPrices:N0} prices were told before and left out."));
        if (totals.CoarserBars > 0)
        {
            writer.WriteLine(totals.CoarserBars == 1 ? "1 bar was left out: others tell its time better."
                : string.Create(CultureInfo.InvariantCulture,
                    $"{totals.CoarserBars:N0} bars were left out: others tell their time better."));
        }
        if (totals.PricesWithinBars > 0)
        {
            writer.WriteLine(totals.PricesWithinBars == 1 ? "1 price was left out: a bar tells more of its time."
                : string.Create(CultureInfo.InvariantCulture,
                    $"{totals.PricesWithinBars:N0} prices were left out: bars tell more of their time."));
        }
        if (totals.Epochs > 0)
        {
            string shares = string.Join(", ",
                totals.Risk.Select(risk => string.Create(CultureInfo.InvariantCulture, $"{risk.Key} {risk.Value:N0}")));
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{totals.Epochs:N0} positions opened; 1R from: {shares}."));
            if (totals.Risk.ContainsKey("none") || totals.Risk.ContainsKey("default"))
                writer.WriteLine(
                "Without 1R (none; default = a stop that is no risk) a position is never harvested: --stops FILE, --risk pct=1.5 or "
                    + "another source.");
            if (totals.Risk.ContainsKey("mae")) writer.WriteLine("1R from mae is taken from the same trades: only to compare with.");
        }
        if (totals.LeftOpen.Count > 0) writer.WriteLine($"left open at the end: {string.Join(", ", totals.LeftOpen)}");
        foreach ((string asset, decimal fee) in totals.UncountedFees)
            writer.WriteLine(
            $"fees of {PlainDecimal.Format(fee)} {asset} are in no net figure: no price of {asset} at their times among the files; net "
                + $"figures are incomplete.");
        foreach ((string symbol, (decimal price, long time)) in totals.Disagreeing)
        {
            writer.WriteLine($"warning: {symbol} was filled at {PlainDecimal.Format(price)} on {ReportTable.Time(time)}, "
                + "far from its prices about then: are they adjusted for a split, or of another contract?");
        }
        if (totals.PricesWithoutFills.Count > 0)
            writer.WriteLine($"prices without fills, left out: {string.Join(", ", totals.PricesWithoutFills)}");
        if (report.HasFills && !report.HasPrices)
            writer.WriteLine("No prices among the files: nothing can be said about a ladder until a replay has some.");
    }

    public static string Time(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static void WriteFiles(TextWriter writer, ImportReport report)
    {
        List<string[]> rows = [["file", "format", "rows", "first (UTC)", "last (UTC)", "symbols", "time zone"]];
        foreach (FileReport file in report.Files.Where(file => file.Format.Length > 0)) rows.Add(Row(file));
        if (rows.Count == 1) return;
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
            writer.WriteLine(string.Join("  ", row.Select((cell, i) => i == 2 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])))
                .TrimEnd());
    }

    private static string[] Row(FileReport file) =>
    [
        Path.GetFileName(file.Name), file.Format, file.Rows.ToString("N0", CultureInfo.InvariantCulture),
        file.LastMs == 0 ? "-" : Time(file.FirstMs), file.LastMs == 0 ? "-" : Time(file.LastMs),
        Symbols(file), file.Zone.Length == 0 ? "-" : file.Zone,
    ];

    private static string Symbols(FileReport file)
    {
        if (file.Symbols.Count == 0) return "-";
        string shown = string.Join(" ", file.Symbols.Take(MaxSymbols));
        return file.Symbols.Count > MaxSymbols ? $"{shown} and {file.Symbols.Count - MaxSymbols} more" : shown;
    }

    private static void WriteLeftOut(TextWriter writer, FileReport file)
    {
        foreach (LeftOut leftOut in file.LeftOut)
        {
            string place = leftOut.FirstLine > 0 ? $", first in line {leftOut.FirstLine}" : "";
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"left out: {Path.GetFileName(file.Name)}: {leftOut.Count:N0} x {leftOut.Reason}{place}"));
        }
        foreach ((int line, var problem) in file.Refused) writer.WriteLine($"refused: {file.Name}:{line}: {problem}");
        long more = file.RefusedCount - file.Refused.Count;
        if (more > 0) writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refused: {file.Name}: {more:N0} rows more"));
    }
}
