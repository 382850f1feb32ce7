using System.Globalization;
using System.Text;
using HarvestBrain.ReviewTrading;
using HarvestBrain.Paper.Market;

const string Usage = """
    ReviewTrader [--seed N] [--trades N] [--no-edge] [--out FILE]
    Writes made-up trades with the prices between them as NDJSON, for harvestbrain report.

      --seed N     chooses the trades (default 1)
      --trades N   closed trades (default 400)
      --no-edge    no habits and no edge: entries by lot, stop or target by lot
      --out FILE   default: standard output
    """;
const long Start = 1_735_776_000_000; // 2025-01-02T00:00:00Z
const long Year = 365L * 24 * 60 * 60 * 1000;

ulong seed = 1;
int trades = 400;
string? file = null;
Habits habits = Habits.Sample;
for (int i = 0; i < args.Length; i++)
{
    bool hasValue = i + 1 < args.Length;
    if (args[i] == "--no-edge") habits = Habits.None;
    else if (args[i] == "--out" && hasValue) file = args[++i];
    else if (args[i] == "--seed" && hasValue && ulong.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out seed)) i++;
    else if (args[i] == "--trades" && hasValue && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out trades) && trades > 0) i++;
    else
    {
        Console.Error.WriteLine(Usage);
        return 64;
    }
}

var root = new Prng(seed);
int drift = habits == Habits.None ? 0 : 110;
Market[] markets =
[
    new("BTCUSDT", 94_000m, 0.1m, 0.0006m, drift, root.Fork()),
    new("ETHUSDT", 3_300m, 0.01m, 0.0008m, drift, root.Fork()),
    new("SOLUSDT", 190m, 0.01m, 0.0011m, drift, root.Fork()),
];
HabitualTrader[] traders = [.. markets.Select(market => new HabitualTrader(market, habits, root.Fork()))];
Prng clock = root.Fork();

// A trade and the pause after it take about 290 steps of its symbol, and a step lasts a quarter longer on average, so that the trades of all symbols fill the year.
long step = Math.Max(1000, Year / (trades * 367L / markets.Length) / 1000 * 1000);
using Stream stream = file is null ? Console.OpenStandardOutput() : File.Create(file);
using var output = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 65_536) { NewLine = "\n" };
long time = Start, execution = 0;
for (int closed = 0; closed < trades; time += step + (clock.Below(200) * (step / 400)))
{
    for (int i = 0; i < markets.Length && closed < trades; i++)
    {
        markets[i].Advance();
        string at = (time + i).ToString(CultureInfo.InvariantCulture);
        if (traders[i].Act() is not { } trade)
        {
            output.WriteLine($"{{\"symbol\":\"{markets[i].Name}\",\"status\":\"PRICE_UPDATE\",\"price\":{markets[i].Price},\"ts\":{at}}}");
            continue;
        }
        string stop = trade.Stop is { } price ? $",\"stop_loss\":{price}" : ",\"reduce_only\":true";
        output.WriteLine(
            $"{{\"symbol\":\"{trade.Symbol}\",\"side\":\"{(trade.IsBuy ? "BUY" : "SELL")}\",\"qty\":{trade.Quantity},\"price\":{trade.Price},"
            + $"\"status\":\"FILLED\"{stop},\"fee\":{trade.Fee},\"trade_id\":\"t{++execution}\",\"ts\":{at}}}");
        if (trade.IsExit) closed++;
    }
}
return 0;
