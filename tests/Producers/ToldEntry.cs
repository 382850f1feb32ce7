using System.Globalization;
using System.Text.Json;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Producers;

/// <summary>
/// One entry of a producer, in a shorthand: when it arrives in seconds, what it tells, and how. <c>20 B1@3300 s3200 id:t1</c> is a FILLED
/// BUY of 1 at 3300 with stop 3200 and trade id t1 that arrives at second 20; <c>S</c> a SELL, <c>P3460</c> a price, <c>X1@3300 m3310</c> a
/// position snapshot with mark, <c>X0</c> a flat one, <c>!B1</c> a BUY whose price cannot be read. <c>t:5</c> is its own time in whole
/// seconds, <c>ms:5.4</c> to the millisecond; without either it has none. <c>ro</c> is reduce-only; <c>echo:rung:0.5</c> echoes an intent of the
/// epoch that entry 0 opened at second 0; any other <c>name:value</c> is a field, and <c>BASE</c> in it the symbol's base asset.
/// </summary>
/// <param name="IsSnapshot">It stands on the stream of position snapshots.</param>
/// <param name="AtMs">When it arrives, milliseconds from the start.</param>
/// <param name="Fields">Names and values, in turn.</param>
internal sealed record ToldEntry(bool IsSnapshot, long AtMs, IReadOnlyList<string> Fields)
{
    public const string Symbol = "ETHUSDT";

    /// <summary>Reads the shorthand.</summary>
    /// <param name="text">One entry.</param>
    /// <param name="startUnixMs">What second 0 is; a whole second.</param>
    /// <param name="symbol">What it is about.</param>
    public static ToldEntry Read(string text, long startUnixMs, string symbol = Symbol)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var fields = new List<string> { "symbol", symbol };
        bool isSnapshot = words[1][0] == 'X';
        Tell(words[1], fields);
        foreach (string word in words[2..])
        {
            int colon = word.IndexOf(':');
            if (word == "ro") fields.AddRange(["reduce_only", "true"]);
            else if (word[0] == 's' && IsNumber(word[1])) fields.AddRange(["stop_loss", word[1..]]);
            else if (word[0] == 'm' && IsNumber(word[1])) fields.AddRange(["mark_price", word[1..]]);
            else if (word.StartsWith("t:", StringComparison.Ordinal)) fields.AddRange(["ts", $"{(startUnixMs / 1000) + (Ms(word[2..]) / 1000)}"]);
            else if (word.StartsWith("ms:", StringComparison.Ordinal)) fields.AddRange(["ts", $"{startUnixMs + Ms(word[3..])}"]);
            else Set(fields, Name(word[..colon]), Value(word[..colon], word[(colon + 1)..], startUnixMs, symbol));
        }
        return new ToldEntry(isSnapshot, Ms(words[0]), fields);
    }

    /// <summary>The entry as it stands in a recording.</summary>
    public string Line(EntryId id)
    {
        var line = new System.Text.StringBuilder($$"""{"id":"{{id}}","stream":"{{(IsSnapshot ? "position.snapshot" : "execution.result")}}" """);
        for (int i = 0; i < Fields.Count; i += 2) line.Append(CultureInfo.InvariantCulture, $",\"{Fields[i]}\":{JsonSerializer.Serialize(Fields[i + 1])}");
        return line.Append('}').ToString();
    }

    /// <summary>The same trade the other way round: a short for a long, prices reflected.</summary>
    public static string Mirror(string text, decimal about)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 1; i < words.Length; i++)
        {
            string word = words[i];
            words[i] = word[0] switch
            {
                'B' => "S" + Reflected(word[1..], about),
                'S' => "B" + Reflected(word[1..], about),
                '!' => "!" + (word[1] == 'B' ? 'S' : 'B') + word[2..],
                'P' => "P" + Reflected("@" + word[1..], about)[1..],
                'X' => "X" + (word[1] == '-' ? word[2..] : word[1] == '0' && word.Length == 2 ? "0" : "-" + word[1..]),
                's' or 'm' when IsNumber(word[1]) => word[0] + Reflected("@" + word[1..], about)[1..],
                _ when word is "side:LONG" or "as:LONG" => word.Replace("LONG", "SHORT", StringComparison.Ordinal),
                _ when word is "action:SELL" => "action:BUY",
                _ when word.Contains("price:", StringComparison.Ordinal) =>
                    word[..(word.IndexOf(':') + 1)] + Reflected("@" + word[(word.IndexOf(':') + 1)..], about)[1..],
                _ => word,
            };
            if (word[0] == 'X') words[i] = Reflected(words[i], about);
        }
        return string.Join(' ', words);
    }

    private static string Reflected(string text, decimal about)
    {
        int at = text.IndexOf('@');
        bool isPrice = decimal.TryParse(text[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal price) && price != 0;
        return at < 0 || !isPrice ? text : text[..(at + 1)] + PlainDecimal.Format((2 * about) - price);
    }

    private static void Tell(string what, List<string> fields)
    {
        int at = what.IndexOf('@');
        switch (what[0])
        {
            case 'P':
                fields.AddRange(["status", "PRICE_UPDATE", "price", what[1..]]);
                break;
            case 'X':
                fields.AddRange(["positionAmt", at < 0 ? what[1..] : what[1..at]]);
                if (at > 0) fields.AddRange(["entryPrice", what[(at + 1)..]]);
                break;
            case '!':
                fields.AddRange(["status", "FILLED", "side", what[1] == 'B' ? "BUY" : "SELL", "qty", what[2..], "price", "?"]);
                break;
            default:
                fields.AddRange(["status", "FILLED", "side", what[0] == 'B' ? "BUY" : "SELL", "qty", what[1..at], "price", what[(at + 1)..]]);
                break;
        }
    }

    private static bool IsNumber(char first) => char.IsAsciiDigit(first) || first == '.';

    // What is told in words is what the field says.
    private static void Set(List<string> fields, string name, string value)
    {
        int at = fields.IndexOf(name);
        if (at >= 0 && at % 2 == 0) fields[at + 1] = value;
        else fields.AddRange([name, value]);
    }

    private static string Value(string word, string value, long startUnixMs, string symbol) => word switch
    {
        "echo" => $"harvest:{symbol}:{startUnixMs}-0:{value}",
        _ when value == "BASE" => symbol[..^"USDT".Length],
        _ => value,
    };

    private static string Name(string word) => word switch
    {
        "as" => "side",
        "id" => "trade_id",
        "order" => "order_id",
        "side" => "position_side",
        "echo" => "intent_id",
        _ => word,
    };

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static long Ms(string seconds) => (long)(Number(seconds) * 1000);
}
