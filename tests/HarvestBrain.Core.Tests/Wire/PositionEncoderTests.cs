using System.Buffers;
using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>Position lines of a replay, byte for byte (contracts, section 5).</summary>
public sealed class PositionEncoderTests
{
    private const long T0 = 1768693537416;

    private static readonly HarvestPolicy TwoRungs = new() { Ladder = Ladder.Of(new LadderRung(0.5m, 0.25m), new LadderRung(2, 0.5m)) };

    private readonly HarvestEngine _engine = new(TwoRungs, HarvestMode.Shadow, maxActionsPerMinute: 30);
    private long _sequence;

    [Fact]
    public void OpenedLong_IsWrittenInFull()
    {
        Fill(OrderSide.Buy, 1.00m, 3300.0m, stop: 3200);

        Assert.Equal(
            """
            {"type":"position","id":"1768693537416-0","symbol":"ETHUSDT","position_side":"BOTH","side":"LONG","qty":1,"entry_price":3300,
            "stop_loss":3200,"initial_risk":100,"r_level":0,"realized_pnl":0,"fees":0,"peak_price":3300,"epoch":"1768693537416-0",
            "rungs":[{"r":0.5,"fraction":0.25,"state":"armed","qty":0.25},{"r":2,"fraction":0.5,"state":"armed","qty":0.5}],"realized_r":0,"stop_kind":"initial"}
            """.Replace("\n", "", StringComparison.Ordinal),
            Encode());
    }

    [Fact]
    public void RungAskedForAndFilled_TellsItsFills()
    {
        Fill(OrderSide.Buy, 1, 3300, stop: 3200);
        Price(3350);
        Assert.Contains(
            "\"stop_loss\":3300,\"initial_risk\":100,\"r_level\":0.5,\"realized_pnl\":0,\"fees\":0,\"peak_price\":3350,", Encode(), StringComparison.Ordinal);
        Assert.Contains("{\"r\":0.5,\"fraction\":0.25,\"state\":\"requested\",\"qty\":0.25}", Encode(), StringComparison.Ordinal);

        Fill(OrderSide.Sell, 0.25m, 3352, echo: "harvest:ETHUSDT:1768693537416-0:rung:0.5", fee: 0.5m);
        Assert.Equal(
            """
            {"type":"position","id":"1768693537416-2","symbol":"ETHUSDT","position_side":"BOTH","side":"LONG","qty":0.75,"entry_price":3300,
            "stop_loss":3300,"initial_risk":100,"r_level":0.52,"realized_pnl":13,"fees":0.5,"peak_price":3352,"epoch":"1768693537416-0",
            "rungs":[{"r":0.5,"fraction":0.25,"state":"filled","qty":0.25,"filled_qty":0.25,"avg_price":3352,"realized_r":0.13},
            {"r":2,"fraction":0.5,"state":"armed","qty":0.5}],"realized_r":0.13,"stop_kind":"break_even","simulated":true}
            """.Replace("\n", "", StringComparison.Ordinal),
            Encode(simulated: true));
    }

    [Fact]
    public void ClosedPosition_IsFlat_AndTellsTheEpochThatItClosed()
    {
        Fill(OrderSide.Sell, 2, 100, stop: 110, side: PositionSide.Short, fee: 0.25m);
        Fill(OrderSide.Buy, 2, 95, side: PositionSide.Short, fee: 0.25m);

        Assert.Equal(
            """
            {"type":"position","id":"1768693537416-1","symbol":"ETHUSDT","position_side":"SHORT","side":"FLAT","qty":0,"entry_price":null,
            "stop_loss":null,"initial_risk":null,"r_level":null,"realized_pnl":10,"fees":0.5,"peak_price":95,"epoch":"1768693537416-0",
            "rungs":[{"r":0.5,"fraction":0.25,"state":"armed","qty":0.5},{"r":2,"fraction":0.5,"state":"armed","qty":1}],
            "realized_r":0.5,"closed_epoch":"1768693537416-0"}
            """.Replace("\n", "", StringComparison.Ordinal),
            Encode(PositionSide.Short));
    }

    [Fact]
    public void FlippedPosition_TellsTheNewOne_AndTheProfitAndFeesOfTheOld()
    {
        Fill(OrderSide.Buy, 1, 100, stop: 90, fee: 0.5m);
        Fill(OrderSide.Sell, 3, 105, stop: 115, fee: 0.9m); // a third of it for what was closed

        Assert.Equal(
            """
            {"type":"position","id":"1768693537416-1","symbol":"ETHUSDT","position_side":"BOTH","side":"SHORT","qty":2,"entry_price":105,
            "stop_loss":115,"initial_risk":10,"r_level":0,"realized_pnl":5,"fees":0.8,"peak_price":105,"epoch":"1768693537416-1",
            "rungs":[{"r":0.5,"fraction":0.25,"state":"armed","qty":0.5},{"r":2,"fraction":0.5,"state":"armed","qty":1}],
            "realized_r":0.5,"stop_kind":"initial","closed_epoch":"1768693537416-0"}
            """.Replace("\n", "", StringComparison.Ordinal),
            Encode());
    }

    [Fact]
    public void PositionWithoutStop_HasNullWhereNothingIsDefined()
    {
        Fill(OrderSide.Buy, 1, 3300);
        string json = Encode();

        Assert.Contains(
            "\"entry_price\":3300,\"stop_loss\":null,\"initial_risk\":null,\"r_level\":null,\"realized_pnl\":0,", json, StringComparison.Ordinal);
        Assert.Contains("\"realized_r\":null", json, StringComparison.Ordinal);
        Assert.DoesNotContain("closed_epoch", json, StringComparison.Ordinal);
        Assert.DoesNotContain("suspect", json, StringComparison.Ordinal);
        Assert.DoesNotContain("simulated", json, StringComparison.Ordinal);
    }

    [Fact]
    public void SuspectPosition_SaysSo()
    {
        Fill(OrderSide.Buy, 1, 3300);
        _engine.MarkSuspect("ETHUSDT");
        Assert.EndsWith(",\"realized_r\":null,\"suspect\":true}", Encode(), StringComparison.Ordinal);
        Assert.EndsWith(",\"suspect\":true,\"simulated\":true}", Encode(simulated: true), StringComparison.Ordinal);
    }

    [Fact]
    public void RepeatingDecimals_AreRoundedToTwentyDigits_AndR_ToTwelveDecimals()
    {
        Fill(OrderSide.Buy, 1, 3300, stop: 3200);
        Fill(OrderSide.Buy, 2, 3301);
        string json = Encode();
        Assert.Contains(
            "\"qty\":3,\"entry_price\":3300.6666666666666667,\"stop_loss\":3200,\"initial_risk\":100.66666666666666667,\"r_level\":0.003311258278,",
            json, StringComparison.Ordinal);
    }

    [Fact]
    public void HostileSymbol_StaysOneText()
    {
        const string Symbol = "A\"\\\n\u0000币🚀";
        _engine.Apply(HarvestEvent.Fill(new EntryId(T0, 0), T0, Symbol, OrderSide.Buy, 1, 1), T0);
        using var encoder = new PositionEncoder();
        var output = new ArrayBufferWriter<byte>();
        encoder.Write(_engine.Find(Symbol)!, new EntryId(T0, 0), simulated: false, output);

        using JsonDocument document = JsonDocument.Parse(output.WrittenMemory);
        Assert.Equal(Symbol, document.RootElement.GetProperty("symbol").GetString());
        Assert.DoesNotContain(Encoding.UTF8.GetString(output.WrittenSpan), char.IsControl);
    }

    private void Fill(
        OrderSide orderSide, decimal quantity, decimal price, decimal stop = 0, PositionSide side = PositionSide.Both, string? echo = null, decimal fee = 0)
    {
        long now = T0 + _sequence;
        _engine.Apply(
            HarvestEvent.Fill(new EntryId(T0, _sequence++), now, "ETHUSDT", orderSide, quantity, price, stop) with
            {
                PositionSide = side,
                IntentEcho = echo,
                FeeQuote = fee,
            },
            now);
    }

    private void Price(decimal price)
    {
        long now = T0 + _sequence;
        _engine.Apply(HarvestEvent.PriceUpdate(new EntryId(T0, _sequence++), now, "ETHUSDT", price), now);
    }

    private string Encode(PositionSide side = PositionSide.Both, bool simulated = false)
    {
        Position position = _engine.Find("ETHUSDT", side)!;
        using var encoder = new PositionEncoder();
        var output = new ArrayBufferWriter<byte>();
        encoder.Write(position, new EntryId(T0, _sequence - 1), simulated, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
