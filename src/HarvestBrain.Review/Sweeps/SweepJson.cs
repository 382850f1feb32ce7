using System.Buffers;
using System.Text.Json;
using HarvestBrain.Core.Wire;
using HarvestBrain.Review.Reports;

namespace HarvestBrain.Review.Sweeps;

/// <summary>Writes a sweep as JSON: the same numbers as on the page.</summary>
internal static class SweepJson
{
    public static byte[] Write(SweepNumbers numbers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ReportJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", 1);
            ReportJson.WriteInputs(json, numbers.Inputs);
            json.WriteStartArray("cells");
            foreach (CellNumbers cell in numbers.Cells) WriteCell(json, cell);
            json.WriteEndArray();
            json.WriteNumber("left_out", numbers.Plan.LeftOut);
            WriteCell(json, "best", numbers.Best);
            WriteCell(json, "chosen", numbers.Chosen);
            ReportJson.WriteNumber(json, "reality_check_p", numbers.RealityCheckP);
            ReportJson.WriteNumber(json, "pbo", numbers.Pbo);
            json.WriteEndObject();
        }
        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>A trailing stop as text: its unit and its distance, or nothing.</summary>
    public static string? Text(SweepTrail? trail) =>
        trail is null ? null : $"{Words.Of(trail.Source)}:{Core.PlainDecimal.Format(trail.Multiple)}";

    private static void WriteCell(Utf8JsonWriter json, string name, CellNumbers? cell)
    {
        json.WritePropertyName(name);
        if (cell is null) json.WriteNullValue();
        else WriteCell(json, cell);
    }

    private static void WriteCell(Utf8JsonWriter json, CellNumbers cell)
    {
        json.WriteStartObject();
        json.WriteString("ladder", cell.Cell.Ladder.ToString());
        if (cell.Cell.BreakEvenAtR is { } breakEven) json.WriteNumber("be", Core.PlainDecimal.Trim(breakEven));
        else json.WriteNull("be");
        json.WriteString("trail", Text(cell.Cell.Trail));
        json.WriteNumber("n", cell.N);
        ReportJson.WriteNumber(json, "mean_r", cell.MeanR);
        ReportJson.WriteNumber(json, "delta_mean", cell.Delta?.Mean);
        ReportJson.WriteInterval(json, "ci95", cell.Delta);
        ReportJson.WriteNumber(json, "sqn", cell.Sqn);
        ReportJson.WriteNumber(json, "drawdown95", cell.Drawdown95);
        ReportJson.WriteNumber(json, "neighbourhood_mean", cell.NeighbourhoodMean);
        json.WriteEndObject();
    }
}
