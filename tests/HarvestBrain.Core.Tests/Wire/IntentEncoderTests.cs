using System.Buffers;
using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>Payloads, byte for byte (contracts, section 2).</summary>
public sealed class IntentEncoderTests
{
    private static readonly Intent LongClose = new()
    {
        Kind = IntentKind.PartialClose,
        Key = new PositionKey("ETHUSDT", PositionSide.Both),
        Epoch = new EntryId(1768693537416, 0),
        Side = OrderSide.Sell,
        Quantity = 0.25m,
        RLevel = 0.52m,
        ThresholdR = 0.5m,
        RungR = 0.5m,
        RungIndex = 0,
        Attempt = 1,
        MarkPrice = 3352,
        EntryPrice = 3300,
        CurrentStop = 3200,
        UnrealizedPnl = 52,
        TimeUnixMs = 1768694737416,
    };

    private static readonly Intent ShortClose = LongClose with
    {
        Key = new PositionKey("ETHUSDT", PositionSide.Short),
        Side = OrderSide.Buy,
        MarkPrice = 3248,
        CurrentStop = 3400,
        RungR = 1.50m,
        RungIndex = 2,
        ThresholdR = 1.50m,
        RLevel = 1.52m,
    };

    private static readonly Intent StopMove = LongClose with
    {
        Kind = IntentKind.MoveStop,
        Side = OrderSide.Buy,
        Quantity = 0,
        RungR = 0,
        StopPrice = 3300,
        StopKind = StopKind.BreakEven,
    };

    [Fact]
    public void ShadowClose_OfALong() => Assert.Equal(
        """
        {"intent_type":"HARVEST_PARTIAL","symbol":"ETHUSDT","position_side":"BOTH","side":"SELL","action":"SELL","qty":0.25,"quantity":0.25,
        "reason":"R=0.52 >= 0.5","r_level":0.52,"rung_r":0.5,"rung_index":0,"mark_price":3352,"entry_price":3300,"stop_loss":3200,"unrealized_pnl":52,
        "reduce_only":true,"reduceOnly":true,"dry_run":true,"confidence":1.0,"source":"harvest_brain",
        "intent_id":"harvest:ETHUSDT:1768693537416-0:rung:0.5","correlation_id":"harvest:ETHUSDT:1768693537416-0:rung:0.5",
        "trace_id":"harvest:ETHUSDT:1768693537416-0","position_epoch":"1768693537416-0","timestamp":"2026-01-18T00:05:37.416Z"}
        """.Replace("\n", "", StringComparison.Ordinal),
        Encode(LongClose, HarvestMode.Shadow));

    [Fact]
    public void LiveClose_OfAHedgedShort_WithInstance() => Assert.Equal(
        """
        {"intent_type":"REDUCE_ONLY","harvest_type":"HARVEST_PARTIAL","symbol":"ETHUSDT","position_side":"SHORT","side":"BUY","action":"BUY","qty":0.25,"quantity":0.25,
        "reason":"R=1.52 >= 1.5","r_level":1.52,"rung_r":1.5,"rung_index":2,"mark_price":3248,"entry_price":3300,"stop_loss":3400,"unrealized_pnl":52,
        "reduce_only":true,"reduceOnly":true,"dry_run":false,"confidence":1.0,"source":"harvest_brain","instance":"candidate-2",
        "intent_id":"harvest:ETHUSDT:SHORT:1768693537416-0:rung:1.5","correlation_id":"harvest:ETHUSDT:SHORT:1768693537416-0:rung:1.5",
        "trace_id":"harvest:ETHUSDT:SHORT:1768693537416-0","position_epoch":"1768693537416-0","timestamp":"2026-01-18T00:05:37.416Z"}
        """.Replace("\n", "", StringComparison.Ordinal),
        Encode(ShortClose, HarvestMode.Live, "candidate-2"));

    [Fact]
    public void LiveClose_DiffersFromTheShadowOne_InTypeAndDryRunOnly() => Assert.Equal(
        Encode(LongClose, HarvestMode.Shadow)
            .Replace("\"intent_type\":\"HARVEST_PARTIAL\"", "\"intent_type\":\"REDUCE_ONLY\",\"harvest_type\":\"HARVEST_PARTIAL\"", StringComparison.Ordinal)
            .Replace("\"dry_run\":true", "\"dry_run\":false", StringComparison.Ordinal),
        Encode(LongClose, HarvestMode.Live));

    [Theory]
    [InlineData(HarvestMode.Shadow, "true")]
    [InlineData(HarvestMode.Live, "false")]
    public void StopMove_HasNothingToTradeOn(HarvestMode mode, string dryRun)
    {
        string json = Encode(StopMove, mode);

        Assert.Equal(
            """
            {"intent_type":"MOVE_STOP","symbol":"ETHUSDT","position_side":"BOTH","stop_price":3300,"previous_stop":3200,"stop_kind":"break_even",
            "reason":"R=0.52 >= 0.5","r_level":0.52,"mark_price":3352,"entry_price":3300,"dry_run":
            """.Replace("\n", "", StringComparison.Ordinal) + dryRun +
            """
            ,"source":"harvest_brain",
            "intent_id":"harvest:ETHUSDT:1768693537416-0:stop:3300","correlation_id":"harvest:ETHUSDT:1768693537416-0:stop:3300",
            "trace_id":"harvest:ETHUSDT:1768693537416-0","position_epoch":"1768693537416-0","timestamp":"2026-01-18T00:05:37.416Z"}
            """.Replace("\n", "", StringComparison.Ordinal),
            json);
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.All(
            ["side", "action", "qty", "quantity", "reduce_only", "reduceOnly", "price"],
            name => Assert.False(document.RootElement.TryGetProperty(name, out _), name));
    }

    [Fact]
    public void StopMove_OfAHedgedLong_WithInstance()
    {
        string json = Encode(StopMove with { Key = new PositionKey("X", PositionSide.Long), CurrentStop = null }, HarvestMode.Live, "b");
        Assert.Contains("\"position_side\":\"LONG\",\"stop_price\":3300,\"previous_stop\":null,", json, StringComparison.Ordinal);
        Assert.Contains("\"instance\":\"b\",\"intent_id\":\"harvest:X:LONG:1768693537416-0:stop:3300\",", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Attempt_IsToldFromTheSecondOn()
    {
        Assert.DoesNotContain("attempt", Encode(LongClose, HarvestMode.Live), StringComparison.Ordinal);
        Assert.Contains("\"confidence\":1.0,\"attempt\":2,\"source\"", Encode(LongClose with { Attempt = 2 }, HarvestMode.Live), StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_ThatIsUnknown_IsNull() => Assert.Contains(
        "\"stop_loss\":null,", Encode(LongClose with { CurrentStop = null }, HarvestMode.Shadow), StringComparison.Ordinal);

    [Fact]
    public void Numbers_ArePlain()
    {
        string json = Encode(
            LongClose with
            {
                Quantity = 1000000.0000m,
                RLevel = 0.50000000000049m,
                RungR = 0.500m,
                MarkPrice = 0.00000001230m,
                EntryPrice = 999999999999.000m,
                CurrentStop = 0.0000000000010m,
                UnrealizedPnl = -12.50m,
                Epoch = new EntryId(1, 2),
            },
            HarvestMode.Live);

        Assert.Contains("\"qty\":1000000,\"quantity\":1000000,", json, StringComparison.Ordinal);
        Assert.Contains("\"r_level\":0.5,\"rung_r\":0.5,", json, StringComparison.Ordinal);
        Assert.Contains(
            "\"mark_price\":0.0000000123,\"entry_price\":999999999999,\"stop_loss\":0.000000000001,\"unrealized_pnl\":-12.5,", json, StringComparison.Ordinal);
        Assert.Contains("\"intent_id\":\"harvest:ETHUSDT:1-2:rung:0.5\"", json, StringComparison.Ordinal);
        string stop = Encode(StopMove with { StopPrice = 0.00012300m, CurrentStop = 0.00010m }, HarvestMode.Live);
        Assert.Contains("\"stop_price\":0.000123,\"previous_stop\":0.0001,", stop, StringComparison.Ordinal);
        Assert.Contains(":stop:0.000123\"", stop, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.52", "0.5", "R=0.52 >= 0.5")]
    [InlineData("0.5", "0.50", "R=0.5 >= 0.5")]
    [InlineData("1.23456", "1", "R=1.2346 >= 1")]
    [InlineData("12.00001", "12.0", "R=12 >= 12")]
    public void Reason_IsReadable(string r, string threshold, string expected) => Assert.Equal(
        expected,
        IntentEncoder.Reason(LongClose with
        {
            RLevel = decimal.Parse(r, System.Globalization.CultureInfo.InvariantCulture),
            ThresholdR = decimal.Parse(threshold, System.Globalization.CultureInfo.InvariantCulture),
        }));

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(1768694737416, "2026-01-18T00:05:37.416Z")]
    [InlineData(1768694737000, "2026-01-18T00:05:37.000Z")]
    [InlineData(1709164800000, "2024-02-29T00:00:00.000Z")]
    [InlineData(253402300799999, "9999-12-31T23:59:59.999Z")]
    public void Timestamp_IsIso8601Utc(long unixMs, string expected) => Assert.Equal(expected, IntentEncoder.Iso8601(unixMs));

    [Theory]
    [InlineData("A\"B")]
    [InlineData("A\\B")]
    [InlineData("A\nB\tC\u0000D\u001f")]
    [InlineData("\"},\"qty\":1e9,{\"x\":\"")]
    [InlineData("</script><!-- & ' + é 币 🚀 \u2028")]
    public void HostileSymbol_StaysOneText(string symbol)
    {
        foreach (Intent intent in new[] { LongClose, StopMove })
        {
            string json = Encode(intent with { Key = new PositionKey(symbol, PositionSide.Both) }, HarvestMode.Live);
            Assert.DoesNotContain(json, char.IsControl);
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            Assert.Equal(symbol, root.GetProperty("symbol").GetString());
            Assert.Equal($"harvest:{symbol}:1768693537416-0", root.GetProperty("trace_id").GetString());
            Assert.StartsWith($"harvest:{symbol}:1768693537416-0:", root.GetProperty("intent_id").GetString(), StringComparison.Ordinal);
            Assert.Equal(root.GetProperty("intent_id").GetString(), root.GetProperty("correlation_id").GetString());
            Assert.Equal(intent.Kind == IntentKind.PartialClose ? 26 : 17, root.EnumerateObject().Count());
        }
    }

    [Fact]
    public void Echo_OfWhatWasWritten_DecodesToTheSameId()
    {
        Intent intent = LongClose with { Key = new PositionKey("A\"B\\币", PositionSide.Long) };
        string fill = Encode(intent, HarvestMode.Live).Replace("\"intent_type\":", "\"status\":\"FILLED\",\"price\":1,\"intent_type\":", StringComparison.Ordinal);
        Decoded decoded = Decoding.Line(fill);

        Assert.True(decoded.Understood, decoded.Error.ToString());
        Assert.Equal(intent.IntentId, decoded.Event.IntentEcho);
        Assert.Equal(OrderSide.Sell, decoded.Event.Side);
        Assert.Equal(0.25m, decoded.Event.Quantity);
        Assert.Equal(PositionSide.Long, decoded.Event.PositionSide);
        Assert.True(decoded.Event.ReduceOnly);
    }

    [Fact]
    public void Encoder_UsedAgain_StartsAnew()
    {
        using var encoder = new IntentEncoder(HarvestMode.Shadow);
        var output = new ArrayBufferWriter<byte>();
        encoder.Write(LongClose, output);
        encoder.Write(StopMove, output);

        Assert.Equal(Encode(LongClose, HarvestMode.Shadow) + Encode(StopMove, HarvestMode.Shadow), Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static string Encode(in Intent intent, HarvestMode mode, string instance = "")
    {
        using var encoder = new IntentEncoder(mode, instance);
        var output = new ArrayBufferWriter<byte>();
        encoder.Write(intent, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
