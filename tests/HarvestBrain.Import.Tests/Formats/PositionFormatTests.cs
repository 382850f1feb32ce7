using System.Globalization;
using System.Text.Json;
using HarvestBrain.Import.Tests.Story;
using static System.FormattableString;

namespace HarvestBrain.Import.Tests.Formats;

/// <summary>What an exchange says is open, after each execution, comes back as position snapshots.</summary>
public sealed class PositionFormatTests
{
    private const int Seeds = 200;

    private static readonly ImportOptions Contracts = new Okx().Options;

    [Fact]
    public void BinanceAccountUpdates_ComeBack() => ForAll(
        new ImportOptions(), "stream.ndjson",
        fills => string.Concat(fills.Select(fill => Invariant(
            $$$"""{"e":"ACCOUNT_UPDATE","E":{{{fill.TimeMs + 3}}},"T":{{{fill.TimeMs}}},"a":{"m":"ORDER","B":[],"P":[{"s":"{{{fill.Pair.Name}}}","pa":"{{{fill.HeldAfter}}}","ep":"{{{fill.Price}}}","ps":"BOTH"}]}}""") + "\n")));

    [Fact]
    public void OkxPositions_ComeBack() => ForAll(
        Contracts, "positions.json",
        fills => "{\"code\":\"0\",\"data\":[" + string.Join(",", fills.Select(fill => Invariant(
            $$"""{"instType":"SWAP","instId":"{{fill.Pair.Base}}-USDT-SWAP","pos":"{{fill.HeldAfter / (fill.Pair.Base == "BTC" ? 0.01m : 0.1m)}}","posSide":"net","avgPx":"{{fill.Price}}","uTime":"{{fill.TimeMs}}"}"""))) + "]}");

    private static void ForAll(ImportOptions options, string name, Func<IReadOnlyList<StoryFill>, string> write)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            List<StoryFill> story = TradeStory.Make(seed, new StoryRules { MayShareTime = false });
            var expected = story.Select(fill => (fill.Pair.Name, fill.HeldAfter, fill.HeldAfter == 0 ? 0 : fill.Price, fill.TimeMs)).ToList();
            var found = Imports.Lines(options, Imports.Input(name, write(story))).Select(Snapshot).ToList();
            Assert.True(expected.SequenceEqual(found), $"seed {seed}");
        }
    }

    private static (string Symbol, decimal Quantity, decimal Entry, long TimeMs) Snapshot(string line)
    {
        JsonElement json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("position.snapshot", json.GetProperty("event_type").GetString());
        return (json.GetProperty("symbol").GetString()!, Number("positionAmt"), Number("entryPrice"), json.GetProperty("timestamp").GetInt64());

        decimal Number(string name) => json.TryGetProperty(name, out JsonElement value) ? decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture) : 0;
    }
}
