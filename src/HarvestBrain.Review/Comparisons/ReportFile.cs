using System.Globalization;
using System.Text.Json;

namespace HarvestBrain.Review.Comparisons;

/// <summary>An epoch of a report that was read back.</summary>
internal sealed record ReportedEpoch(string Symbol, string Side, long OpenedMs, long ClosedMs, double? Recorded, double? Harvested);

/// <summary>The part of a report's JSON that a comparison needs.</summary>
internal sealed record ReportFile(string Name, IReadOnlyList<string> Hashes, IReadOnlyDictionary<string, string> Policy,
    IReadOnlyList<ReportedEpoch> Epochs)
{
    private const string Wanted = "a comparison takes what report --json wrote";

    /// <summary>The policy as one line.</summary>
    public string PolicyText => Policy.Count == 0 ? "defaults" : string.Join(" ", Policy.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>Reads a report.</summary>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static string? TryRead(string name, ReadOnlyMemory<byte> json, out ReportFile? report)
    {
        report = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("schema", out JsonElement schema))
                return $"{name}: no report of this program; {Wanted}";
            if (!schema.TryGetInt32(out int version) || version != 1)
                return $"{name}: schema {schema} is not known, 1 is; make the report again with this version";
            if (!root.TryGetProperty("epochs", out JsonElement epochs))
                return $"{name}: no epochs; {Wanted}";
            report = new ReportFile(
                name,
                [.. root.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("sha256").GetString() ?? "")],
                root.GetProperty("policy").EnumerateObject()
                .ToDictionary(setting => setting.Name, setting => setting.Value.GetString() ?? "", StringComparer.Ordinal),
                [.. epochs.EnumerateArray().Select(Epoch)]);
            return null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException) // a setting that stands there twice
        {
            return $"{name}: {e.Message.TrimEnd('.')}; {Wanted}";
        }
    }

    private static ReportedEpoch Epoch(JsonElement epoch) => new(
        Text(epoch, "symbol"), Text(epoch, "side"), Time(epoch, "opened"), Time(epoch, "closed"),
        Number(epoch, "r_recorded"), Number(epoch, "r_harvested"));

    private static long Time(JsonElement epoch, string name) =>
        DateTimeOffset.Parse(Text(epoch, name), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static string Text(JsonElement epoch, string name) =>
        epoch.GetProperty(name).GetString() ?? throw new FormatException($"an epoch without {name}");

    private static double? Number(JsonElement epoch, string name) =>
        epoch.GetProperty(name) is not { ValueKind: not JsonValueKind.Null } value ? null
            : double.IsFinite(value.GetDouble()) ? value.GetDouble() : throw new FormatException($"{name} {value} is no number of R");
}
