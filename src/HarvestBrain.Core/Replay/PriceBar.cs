using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Replay;

/// <summary>
/// A bar of prices in a recording: <c>{"status":"BAR","symbol":...,"open":...,"high":...,"low":...,"close":...,"from":ms,"to":ms}</c>.
/// </summary>
/// <param name="Id">Its place in the recording: its first millisecond, and the number of the line.</param>
/// <param name="Symbol">Symbol.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="FromUnixMs">Its first millisecond.</param>
/// <param name="ToUnixMs">Its last one.</param>
public sealed record PriceBar(
    EntryId Id, string Symbol, decimal Open, decimal High, decimal Low, decimal Close, long FromUnixMs, long ToUnixMs)
{
    private static readonly string[] Names = ["open", "high", "low", "close", "from", "to"];

    /// <summary>How long it lasts, in milliseconds.</summary>
    public long LengthMs => ToUnixMs - FromUnixMs + 1;

    /// <summary>Whether a recorded line may be a bar; most lines are none, and this is all that it costs them.</summary>
    /// <param name="json">The line.</param>
    public static bool MayBe(ReadOnlySpan<byte> json) => json.IndexOf("\"BAR\""u8) >= 0;

    /// <summary>Reads a recorded line that is a bar.</summary>
    /// <param name="lineNumber">Number of the line, from 1.</param>
    /// <param name="json">The line, without its end.</param>
    /// <param name="bar">The bar; <see langword="null"/> when it could not be read, or the line is none.</param>
    /// <param name="error">Why it could not be read; <see langword="null"/> when the line is none.</param>
    public static bool TryRead(long lineNumber, ReadOnlySpan<byte> json, out PriceBar? bar, out DecodeError? error)
    {
        (bar, error) = (null, null);
        string? symbol = null;
        bool isBar = false;
        Span<decimal> values = stackalloc decimal[Names.Length];
        Span<bool> found = stackalloc bool[Names.Length];
        var reader = new Utf8JsonReader(json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                int index = Array.IndexOf(Names, name);
                if (name == "status") isBar = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("BAR"u8);
                else if (name == "symbol") symbol = reader.TokenType == JsonTokenType.String ? reader.GetString()!.Trim() : null;
                else if (index >= 0)
                {
                    ReadOnlySpan<byte> text = reader.TokenType is JsonTokenType.String or JsonTokenType.Number ? reader.ValueSpan : default;
                    if (WireNumber.Read(text, out values[index]) is { } code) error = Fail(code, name, text, symbol);
                    found[index] = true;
                }
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            return false; // what is no JSON is said by the decoder of entries
        }
        if (!isBar)
        {
            error = null;
            return false;
        }
        error ??= Check(symbol, values, found);
        if (error is not null) return false;
        (long from, long to) = ((long)values[4], (long)values[5]);
        bar = new PriceBar(new EntryId(from, lineNumber), symbol!, values[0], values[1], values[2], values[3], from, to);
        return true;
    }

    private static DecodeError? Check(string? symbol, ReadOnlySpan<decimal> values, ReadOnlySpan<bool> found)
    {
        if (string.IsNullOrEmpty(symbol)) return Fail(DecodeCode.SymbolMissing, "symbol", default, null);
        if (symbol.Length > Limits.MaxSymbolLength) return Fail(DecodeCode.SymbolInvalid, "symbol", default, null);
        for (int i = 0; i < 4; i++)
        {
            if (!found[i]) return Fail(DecodeCode.PriceMissing, Names[i], default, symbol);
            if (values[i] is < Limits.MinPositive or > Limits.MaxPrice) return Fail(DecodeCode.NumberOutOfRange, Names[i], default, symbol);
        }
        bool isPossible = values[1] >= Math.Max(values[0], values[3]) && values[2] <= Math.Min(values[0], values[3]);
        if (!isPossible) return Fail(DecodeCode.NumberOutOfRange, "high", default, symbol);
        for (int i = 4; i < values.Length; i++)
        {
            if (!found[i] || values[i] < 0 || values[i] > WireTime.LastUnixMs)
                return Fail(DecodeCode.TimestampInvalid, Names[i], default, symbol);
        }
        return values[5] < values[4] ? Fail(DecodeCode.TimestampInvalid, "to", default, symbol) : null;
    }

    // Prices: losing one makes nothing suspect.
    private static DecodeError Fail(DecodeCode code, string field, ReadOnlySpan<byte> found, string? symbol) =>
        new(code, field, found.IsEmpty ? null : Encoding.UTF8.GetString(found[..Math.Min(60, found.Length)]), symbol, MayBeFill: false);
}
