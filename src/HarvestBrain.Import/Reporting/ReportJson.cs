using System.Text.Encodings.Web;
using System.Text.Json;
using HarvestBrain.Core;

namespace HarvestBrain.Import.Reporting;

/// <summary>The report for scripts: one JSON object on one line.</summary>
internal static class ReportJson
{
    public static void Write(Stream stream, ImportReport report, string status)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("status", status);
        json.WriteStartArray("files");
        foreach (FileReport file in report.Files) WriteFile(json, file);
        json.WriteEndArray();
        json.WriteStartArray("refused_files");
        foreach ((string name, string text) in report.RefusedFiles)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("reason", text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("to_be_told");
        foreach (var question in report.Questions)
        {
            json.WriteStartObject();
            json.WriteString("option", question.Option);
            json.WriteString("question", question.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteTexts(json, "missing_prices", report.MissingPrices);
        json.WriteNumber("stops_on_wrong_side", report.StopsOnWrongSide);
        WriteTexts(json, "notes", report.Notes);
        if (status == "written") WriteTotals(json, report.Totals);
        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json, FileReport file)
    {
        json.WriteStartObject();
        json.WriteString("name", file.Name);
        json.WriteString("format", file.Format.Length == 0 ? null : file.Format);
        json.WriteNumber("rows", file.Rows);
        if (file.LastMs > 0)
        {
            json.WriteNumber("first", file.FirstMs);
            json.WriteNumber("last", file.LastMs);
        }
        WriteTexts(json, "symbols", file.Symbols);
        json.WriteString("time_zone", file.Zone.Length == 0 ? null : file.Zone);
        json.WriteStartArray("left_out");
        foreach (LeftOut leftOut in file.LeftOut)
        {
            json.WriteStartObject();
            json.WriteString("reason", leftOut.Reason);
            json.WriteNumber("count", leftOut.Count);
            json.WriteNumber("first_line", leftOut.FirstLine);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("refused_count", file.RefusedCount);
        json.WriteStartArray("refused");
        foreach ((int line, var problem) in file.Refused)
        {
            json.WriteStartObject();
            json.WriteNumber("line", line);
            json.WriteString("code", problem.Code);
            json.WriteString("detail", problem.Detail);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, Totals totals)
    {
        json.WriteStartObject("written");
        json.WriteNumber("fills", totals.Fills);
        json.WriteNumber("costs", totals.Costs);
        json.WriteNumber("snapshots", totals.Snapshots);
        json.WriteNumber("bars", totals.Bars);
        json.WriteNumber("prices", totals.Prices);
        json.WriteNumber("repeated_prices", totals.RepeatedPrices);
        json.WriteNumber("coarser_bars", totals.CoarserBars);
        json.WriteNumber("prices_within_bars", totals.PricesWithinBars);
        json.WriteNumber("positions", totals.Epochs);
        json.WriteStartObject("risk_sources");
        foreach ((string source, long count) in totals.Risk) json.WriteNumber(source, count);
        json.WriteEndObject();
        json.WriteStartObject("fees_uncounted");
        foreach ((string asset, decimal fee) in totals.UncountedFees) json.WriteNumber(asset, PlainDecimal.Trim(fee));
        json.WriteEndObject();
        json.WriteBoolean("net_complete", totals.UncountedFees.Count == 0);
        WriteTexts(json, "left_open", totals.LeftOpen);
        WriteTexts(json, "prices_without_fills", totals.PricesWithoutFills);
        WriteTexts(json, "prices_far_from_fills", totals.Disagreeing.Keys);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
