using System.Text.Json;
using HarvestBrain.Core;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>Numbers as the rest of the program writes them: plain decimals without trailing zeros.</summary>
internal static class JsonNumbers
{
    private const int SignificantDigits = 20; // of averages and quotients, which may repeat without end

    public static void WriteDecimal(this Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is { } number) json.WriteNumber(name, PlainDecimal.Trim(PlainDecimal.RoundToSignificant(number, SignificantDigits)));
        else json.WriteNull(name);
    }
}
