using System.Globalization;
using System.Text.Json.Nodes;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;
using HarvestBrain.Testing.Model;

namespace HarvestBrain.Simulation.Tests.Scheduler;

/// <summary>An exchange that shows positions: often what is saved, often something else, sometimes late, sometimes nonsense.</summary>
internal sealed class SnapshotProducer(Random random, ModelRedis redis, Keys keys)
{
    public (InputStream Stream, EntryField[] Fields) Next()
    {
        InputStream stream = keys.Inputs[1 + random.Next(keys.Inputs.Count - 1)];
        JsonNode[] saved = [.. redis.Hash(keys.Positions).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => JsonNode.Parse(pair.Value)!)];
        JsonNode? position = saved.Length == 0 ? null : saved[random.Next(saved.Length)];
        string symbol = (string?)position?["symbol"] ?? "ETHUSDT", mark = Text(80 + (random.Next(160) * 0.25m));
        List<(string, string)> fields = [("symbol", symbol)];
        if (stream.Source == HarvestBrain.Core.Wire.EntrySource.PnlSnapshot)
        {
            fields.Add(("mark_price", random.Next(20) == 0 ? "NaN" : mark));
            return (stream, Made(fields));
        }

        string side = (string?)position?["position_side"] ?? "BOTH";
        bool agrees = random.Next(2) == 0;
        decimal quantity = agrees ? (decimal?)position?["qty"] ?? 0 : random.Next(4) == 0 ? 0 : 0.5m * (1 + random.Next(8));
        bool isShort = side == "SHORT" || (side == "BOTH" && (agrees ? (string?)position?["side"] == "SHORT" : random.Next(2) == 0));
        fields.Add(("positionAmt", random.Next(25) == 0 ? "much" : Text(isShort ? -quantity : quantity)));
        fields.Add(("entryPrice", agrees ? Text((decimal?)position?["entry_price"] ?? 0) : mark));
        fields.Add(("positionSide", side));
        if (random.Next(2) == 0) fields.Add(("markPrice", mark));
        if (random.Next(4) == 0) fields.Add(("stop_loss", Text(decimal.Parse(mark, CultureInfo.InvariantCulture) + (isShort ? 2 : -2))));
        if (random.Next(5) == 0) fields.Add(("timestamp", Text(redis.NowUnixMs - random.Next(200))));
        return (stream, Made(fields));
    }

    private static EntryField[] Made(List<(string, string)> fields) => EntrySource.Entry([.. fields]);

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
