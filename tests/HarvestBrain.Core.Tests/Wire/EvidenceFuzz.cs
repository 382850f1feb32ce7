using System.Globalization;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>
/// A fill counts whatever stands beside it: in every dialect, with nonsense in every field that is not needed, the same is held as
/// without. <c>HARVEST_FUZZ_CASES</c> tries more.
/// </summary>
public sealed class EvidenceFuzz
{
    private const int DefaultCases = 5_000;

    // What no price, quantity, fee, time or flag can be read from; of a stop and an average range nor can -1.
    private static readonly string[] Nonsense =
    [
        "", " ", "n/a", "NaN", "-Infinity", "inf", "null", "x", "-1", "0", "0.000", "-0", "1,5", "1e400", "--", "{}", "[]", "{\"a\":\"b\"}", "[1,2]", "币",
        "\u0000", "true!", "harvest", "99999999999999999999999999999999", "{\"cost\":\"x\"}", "{\"currency\":null}",
    ];

    private static readonly string[] Beside =
    [
        "stop_loss", "sl", "take_profit", "fee", "fee_usd", "commission", "fee_asset", "fee_currency", "feeCurrency", "commissionAsset",
        "commission_asset", "cost", "currency", "atr", "atr_value", "avg_price", "entry_price", "quantity", "filled_qty", "cum_qty", "executed_qty",
        "cumQty", "executedQty", "position_size_usd", "current_price", "mark_price", "timestamp", "ts", "intent_id", "correlation_id",
        "event_type", "stream", "positionAmt", "entryPrice", "markPrice", "unrealized_pnl", "leverage",
    ];

    /// <summary>Cases of one run.</summary>
    private static int Cases => int.TryParse(
        Environment.GetEnvironmentVariable("HARVEST_FUZZ_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out int cases) ? cases : DefaultCases;

    [Fact]
    public void Fill_WithNonsenseBesideIt_Counts()
    {
        var random = new Random(20260118);
        int leftOut = 0;
        for (int i = 0; i < Cases; i++)
        {
            bool buys = random.Next(2) == 0;
            var fill = PlainFill.With("side", buys ? "\"BUY\"" : "\"SELL\"");
            if (random.Next(3) == 0) fill = fill.With("trade_id", Text(Word(random)));
            if (random.Next(3) == 0) fill = fill.With("order_id", Text(Word(random)));
            for (int fields = 1 + random.Next(4); fields > 0; fields--) fill = fill.With(Beside[random.Next(Beside.Length)], Json(random));
            // A recorded line that has a positionAmt, or says so, is a snapshot: it has to say that it is none.
            if (fill.Any(field => field.Name is "event_type" or "stream")) fill = fill.With("event_type", "\"execution.result\"");
            var shape = AllShapes[random.Next(AllShapes.Length)];

            Decoded decoded = Decode(shape, fill);
            Assert.True(decoded.Understood, $"{shape} {Object(fill)}: {decoded.Error}");
            Assert.Equal(EventKind.Fill, decoded.Event.Kind);
            if (decoded.Event.LeftOut is not null) leftOut++;
            Position held = Folded(decoded.Event);
            Assert.True(
                (buys ? Direction.Long : Direction.Short, 1.5m, 3300.25m) == (held.Direction, held.Quantity, held.AverageEntry),
                $"{shape} {Object(fill)}: {held.Direction} {held.Quantity} at {held.AverageEntry}");
            Assert.False(held.Suspect, $"{shape} {Object(fill)}");
        }
        Assert.InRange(leftOut, Cases / 10, Cases); // else the cases are not worth much
    }

    /// <summary>The same with fields that may mean something: whatever it is, there is an answer, and a fill is a fill or a doubt.</summary>
    [Fact]
    public void Fill_WithAnythingBesideIt_IsAFillOrADoubt()
    {
        var random = new Random(20260119);
        for (int i = 0; i < Cases; i++)
        {
            var fill = PlainFill.With("status", Text(Status(random)));
            string[] names = [.. Beside, "side", "action", "qty", "price", "position_side", "positionSide", "reduce_only", "reduceOnly", "trade_id", "order_id"];
            for (int fields = 1 + random.Next(5); fields > 0; fields--)
                fill = fill.With(names[random.Next(names.Length)], random.Next(2) == 0 ? Json(random) : Text(Likely(random)));
            var shape = AllShapes[random.Next(AllShapes.Length)];
            Decoded decoded = Decode(shape, fill);
            if (!decoded.Understood)
            {
                Assert.True(decoded.Error is { MayBeFill: true, Symbol: "ETHUSDT" }, $"{shape} {Object(fill)}: {decoded.Error}");
                continue;
            }
            if (decoded.Event.Kind == EventKind.Fill) Folded(decoded.Event);
        }
    }

    private static Position Folded(HarvestEvent e)
    {
        var engine = new HarvestEngine(HarvestPolicy.Default, HarvestMode.Live, 1000);
        engine.Apply(e, e.TimeUnixMs);
        return engine.Positions.Single();
    }

    private static string Status(Random random) => random.Next(6) switch
    {
        0 => "CANCELED",
        1 => "PARTIALLY_FILLED",
        2 => "REJECTED",
        3 => "NEW",
        _ => "FILLED",
    };

    private static string Likely(Random random) => random.Next(8) switch
    {
        0 => "3300.5",
        1 => "0.25",
        2 => "1e12",
        3 => "0.000000000001",
        4 => "BUY",
        5 => "SHORT",
        6 => "{\"currency\":\"ETH\",\"cost\":\"0.001\"}",
        _ => "1768693537",
    };

    private static string Word(Random random) => random.Next(2) == 0 ? $"{random.Next(1000)}" : "a-" + Nonsense[random.Next(Nonsense.Length)];

    private static string Json(Random random)
    {
        string word = Nonsense[random.Next(Nonsense.Length)];
        bool isJson = word is "null" or "-1" or "0" or "{}" or "[]" or "NaN" or "[1,2]" || word.StartsWith("{\"", StringComparison.Ordinal);
        return isJson && random.Next(2) == 0 ? word : Text(word);
    }
}
