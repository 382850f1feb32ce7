using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HarvestBrain.Import.Tests.Story;

/// <summary>Small files, and what an import made of them.</summary>
internal static class Texts
{
    public static ImportInput Futures(params string[] rows) => Imports.Input(
        "trades.csv", "Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID\n" + string.Join('\n', rows));

    public static ImportInput Spot(params string[] rows) => Imports.Input("spot.csv", "Date(UTC),Pair,Side,Price,Executed,Amount,Fee\n" + string.Join('\n', rows));

    /// <summary>Bars from one open to the next.</summary>
    public static string Klines(long start, long step, params decimal[] opens)
    {
        var text = new StringBuilder();
        for (int i = 0; i < opens.Length; i++)
        {
            decimal open = opens[i], close = i + 1 < opens.Length ? opens[i + 1] : open;
            text.Append(CultureInfo.InvariantCulture, $"{start + (i * step)},{open},{Math.Max(open, close)},{Math.Min(open, close)},{close},1,{start + ((i + 1) * step) - 1},1,1,1,1,0\n");
        }
        return text.ToString();
    }

    public static string? Member(string line, string name)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;
    }

    public static string[] Fills(ImportResult result) => Fills(Encoding.UTF8.GetString(Imports.Bytes(result)).Split('\n', StringSplitOptions.RemoveEmptyEntries));

    public static string[] Fills(string[] lines) =>
    [
        .. lines.Where(line => Member(line, "status") == "FILLED")
            .Select(line => $"{Member(line, "side")} {Member(line, "qty")} at {Member(line, "price")} fee {Member(line, "fee")}"),
    ];
}
