using System.Text.Json;
using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>hummingbot's trades as it writes them to CSV. Fees stand as JSON in the cell, each with its token.</summary>
internal class HummingbotTrades(string name, string title, decimal scale, params string[] also) : Format(
    name, title, Shape.Csv, ["exchange_trade_id", "market", "symbol", "timestamp", "trade_type", "price", "amount", "trade_fee", .. also])
{
    public HummingbotTrades()
        : this("hummingbot", "hummingbot trades", 1)
    {
    }

    public override void Read(Row row, Sink sink)
    {
        SymbolName symbol = row.Symbol("symbol");
        string position = row.Text("position");
        bool isPosition = position is "OPEN" or "CLOSE" || row.Cell("market").Contains("perp", StringComparison.OrdinalIgnoreCase);
        Execution fill = sink.Fill(
            row, symbol, row.IsBuy("trade_type"), row.Positive("amount") / scale, row.Positive("price") / scale, row.Time("timestamp"),
            isPosition ? Market.Linear : Market.Spot);
        if (TryFlatFee(row.Text("trade_fee"), out decimal fee, out string token)) Sink.Fee(fill, symbol, fee, token);
        else fill.Fee = row.NumberOrZero("trade_fee_in_quote") / scale;
        fill.SetId(row.Cell("exchange_trade_id"));
        fill.OrderKey = Keys.Of(row.Cell("order_id"));
        fill.ReduceOnly = position == "CLOSE";
        fill.TellsReductions = isPosition;
    }

    private static bool TryFlatFee(string json, out decimal fee, out string token)
    {
        (fee, token) = (0, "");
        if (json.Length == 0 || json[0] != '{') return false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (!document.RootElement.TryGetProperty("flat_fees", out JsonElement fees) || fees.ValueKind != JsonValueKind.Array)
                return false;
            foreach (JsonElement flat in fees.EnumerateArray())
            {
                string own = flat.GetProperty("token").GetString() ?? "";
                if (token.Length > 0 && token != own) return false; // of several assets: their worth in quote is told beside it
                token = own;
                fee += decimal.Parse(flat.GetProperty("amount").ToString(), System.Globalization.NumberStyles.Float,
                    System.Globalization.CultureInfo.InvariantCulture);
            }
            return token.Length > 0;
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or KeyNotFoundException
            or InvalidOperationException)
        {
            return false; // trade_fee_in_quote is told beside it
        }
    }
}

/// <summary>The same table out of hummingbot's database, where numbers are whole: a million is one. Only by name: nothing in it says
/// so.</summary>
internal sealed class HummingbotDatabase()
    : HummingbotTrades("hummingbot-sqlite", "hummingbot TradeFill table (numbers times a million)", 1_000_000)
{
    public override bool ByNameOnly => true;
}
