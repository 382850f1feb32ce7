using System.Text.Json;

namespace HarvestBrain.Import.Reading;

/// <summary>Takes rows out of what exchanges wrap around them: <c>data</c>, <c>result.list</c>, a freqtrade result's
/// <c>strategy.NAME.trades</c>.</summary>
internal static class JsonWrappers
{
    private static readonly string[] Names = ["data", "result", "list", "rows", "trades", "strategy", "fills", "executions", "payload"];
    private const int Deepest = 6;

    /// <summary>The rows within a value, each with the object around it.</summary>
    public static IEnumerable<(JsonElement Row, JsonElement Outer)> Rows(JsonElement value) => Rows(value, default, 0);

    private static IEnumerable<(JsonElement Row, JsonElement Outer)> Rows(JsonElement value, JsonElement outer, int depth)
    {
        if (depth > Deepest) yield break;
        if (value.ValueKind == JsonValueKind.Array)
        {
            if (IsRow(value))
            {
                yield return (value, outer);
                yield break;
            }
            foreach (JsonElement element in value.EnumerateArray())
            {
                foreach (var row in Rows(element, outer, depth + 1)) yield return row;
            }
            yield break;
        }
        if (value.ValueKind != JsonValueKind.Object)
        {
            yield return (value, outer);
            yield break;
        }
        bool isWrapped = false;
        foreach (string name in Names)
        {
            if (!value.TryGetProperty(name, out JsonElement inner)
                || inner.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) continue;
            isWrapped = true;
            // The strategies of a result are named by their user.
            IEnumerable<JsonElement> within = name == "strategy" && inner.ValueKind == JsonValueKind.Object
                ? inner.EnumerateObject().Select(property => property.Value)
                : [inner];
            foreach (JsonElement element in within)
            {
                foreach (var row in Rows(element, value, depth + 1)) yield return row;
            }
        }
        if (!isWrapped) yield return (value, outer);
    }

    // Candles: an array of numbers, or of numbers as text.
    private static bool IsRow(JsonElement array) =>
        array.GetArrayLength() > 0 && array[0].ValueKind is JsonValueKind.Number or JsonValueKind.String;
}
