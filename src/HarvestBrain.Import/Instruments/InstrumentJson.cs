using System.Globalization;
using System.Text.Json;

namespace HarvestBrain.Import.Instruments;

/// <summary>Reads members of an instrument as exchanges write them: numbers as numbers or as text, nothing as an empty text.</summary>
internal static class InstrumentJson
{
    /// <summary>A text; empty = there is none.</summary>
    public static string Text(this JsonElement item, string name) =>
        InstrumentList.Member(item, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()!.Trim() : "";

    /// <summary>A number above 0; <see langword="null"/> = none is told.</summary>
    public static decimal? Positive(this JsonElement item, string name)
    {
        if (InstrumentList.Member(item, name) is not { } value) return null;
        string text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) && number > 0 ? number : null;
    }

    /// <summary>It is told, and it is true.</summary>
    public static bool IsTrue(this JsonElement item, string name) =>
        InstrumentList.Member(item, name) is { ValueKind: JsonValueKind.True };

    /// <summary>An object in it; an empty one where there is none.</summary>
    public static JsonElement Inside(this JsonElement item, string name) => InstrumentList.Member(item, name) ?? default;
}
