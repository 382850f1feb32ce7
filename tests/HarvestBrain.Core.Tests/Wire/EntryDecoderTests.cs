using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>What every accepted field means, in every shape (contracts, section 1).</summary>
public sealed class EntryDecoderTests
{
    [Fact]
    public void Fill_InEveryShape_MeansTheSame() => AssertInEveryShape(FillEvent, PlainFill);

    [Fact]
    public void Price_InEveryShape_MeansTheSame() => AssertInEveryShape(PriceEvent, PlainPrice);

    [Fact]
    public void Fill_WithEveryField_KeepsAllOfThem() => AssertInEveryShape(
        FillEvent.Traded("t-1"u8) with
        {
            TimeUnixMs = 1768693537000,
            TimeSlackMs = 999,
            PositionSide = PositionSide.Long,
            StopLoss = 3200,
            FeeQuote = 1.25m,
            Atr = 42.5m,
            ReduceOnly = true,
            IntentEcho = "harvest:ETHUSDT:1-0:rung:0.5",
        },
        [
            .. PlainFill, ("timestamp", "1768693537"), ("position_side", "\"LONG\""), ("stop_loss", "3200"),
            ("fee", "1.25"), ("atr", "42.5"), ("reduce_only", "true"), ("trade_id", "\"t-1\""),
            ("intent_id", "\"harvest:ETHUSDT:1-0:rung:0.5\""),
        ]);

    [Theory]
    [InlineData("FILLED")]
    [InlineData("PARTIAL")]
    [InlineData("PARTIALLY_FILLED")]
    [InlineData("PARTIAL_FILL")]
    [InlineData("filled")]
    [InlineData("Partially_Filled")]
    [InlineData(" FILLED ")]
    public void Status_OfAFill_InAnyCase(string status) => AssertInEveryShape(FillEvent, PlainFill.With("status", Text(status)));

    [Theory]
    [InlineData("PRICE_UPDATE")]
    [InlineData("price_update")]
    [InlineData("Price_Update")]
    public void Status_OfAPrice_InAnyCase(string status) => AssertInEveryShape(PriceEvent, PlainPrice.With("status", Text(status)));

    [Theory]
    [InlineData("REJECTED")]
    [InlineData("BLOCKED")]
    [InlineData("CANCELED")]
    [InlineData("CANCELLED")]
    [InlineData("EXPIRED")]
    [InlineData("rejected")]
    [InlineData("Cancelled")]
    public void Status_OfAnOutcome_InAnyCase(string status)
    {
        AssertInEveryShape(HarvestEvent.Outcome(Id, IdMs, "ETHUSDT", null), PlainFill.With("status", Text(status)));
        // An order that never filled may have no side, no quantity and no price.
        AssertInEveryShape(HarvestEvent.Outcome(Id, IdMs, "ETHUSDT", null), ("symbol", "\"ETHUSDT\""), ("status", Text(status)));
    }

    [Theory]
    [InlineData("NEW")]
    [InlineData("ACCEPTED")]
    [InlineData("PENDING")]
    [InlineData("accepted")]
    public void Status_ThatChangesNothing_IsIgnored(string status) => AssertInEveryShape(
        new HarvestEvent { Kind = EventKind.Ignored, Id = Id, TimeUnixMs = IdMs, Symbol = "ETHUSDT" },
        PlainFill.With("status", Text(status)));

    [Theory]
    [InlineData("side", "BUY", OrderSide.Buy)]
    [InlineData("side", "buy", OrderSide.Buy)]
    [InlineData("side", "Long", OrderSide.Buy)]
    [InlineData("side", "SELL", OrderSide.Sell)]
    [InlineData("side", "sell", OrderSide.Sell)]
    [InlineData("side", "SHORT", OrderSide.Sell)]
    [InlineData("side", " Sell ", OrderSide.Sell)]
    [InlineData("action", "BUY", OrderSide.Buy)]
    [InlineData("action", "LONG", OrderSide.Buy)]
    [InlineData("action", "Sell", OrderSide.Sell)]
    [InlineData("action", "short", OrderSide.Sell)]
    public void Side_UnderEveryName_InAnyCase(string name, string word, OrderSide side) =>
        AssertInEveryShape(FillEvent with { Side = side }, PlainFill.Without("side").With(name, Text(word)));

    [Theory]
    [InlineData("position_side", "LONG", PositionSide.Long)]
    [InlineData("position_side", "Short", PositionSide.Short)]
    [InlineData("position_side", "both", PositionSide.Both)]
    [InlineData("positionSide", "long", PositionSide.Long)]
    [InlineData("positionSide", "SHORT", PositionSide.Short)]
    [InlineData("positionSide", "BOTH", PositionSide.Both)]
    [InlineData("positionSide", " LONG ", PositionSide.Long)]
    public void PositionSide_UnderEveryName_InAnyCase(string name, string word, PositionSide side) =>
        AssertInEveryShape(FillEvent with { PositionSide = side }, PlainFill.With(name, Text(word)));

    [Theory]
    [InlineData("reduce_only", "true", true)]
    [InlineData("reduce_only", "\"True\"", true)]
    [InlineData("reduce_only", "1", true)]
    [InlineData("reduce_only", "\"yes\"", true)]
    [InlineData("reduce_only", "\"ON\"", true)]
    [InlineData("reduce_only", "\" true \"", true)]
    [InlineData("reduce_only", "false", false)]
    [InlineData("reduce_only", "\"FALSE\"", false)]
    [InlineData("reduce_only", "0", false)]
    [InlineData("reduce_only", "\"no\"", false)]
    [InlineData("reduce_only", "\"off\"", false)]
    [InlineData("reduceOnly", "true", true)]
    [InlineData("reduceOnly", "false", false)]
    public void ReduceOnly_UnderEveryName_InEverySpelling(string name, string json, bool reduceOnly) =>
        AssertInEveryShape(FillEvent with { ReduceOnly = reduceOnly }, PlainFill.With(name, json));

    [Theory]
    [InlineData("qty")]
    [InlineData("quantity")]
    [InlineData("filled_qty")]
    public void Quantity_UnderEveryName(string name) => AssertInEveryShape(FillEvent, PlainFill.Rename("qty", name));

    [Theory]
    [InlineData("price")]
    [InlineData("avg_price")]
    [InlineData("entry_price")]
    public void FillPrice_UnderEveryName(string name) => AssertInEveryShape(FillEvent, PlainFill.Rename("price", name));

    [Theory]
    [InlineData("price")]
    [InlineData("current_price")]
    [InlineData("mark_price")]
    public void MarkPrice_UnderEveryName(string name) => AssertInEveryShape(PriceEvent, PlainPrice.Rename("price", name));

    [Theory]
    [InlineData("stop_loss")]
    [InlineData("sl")]
    public void StopLoss_UnderEveryName(string name)
    {
        AssertInEveryShape(FillEvent with { StopLoss = 3200.5m }, PlainFill.With(name, "3200.5"));
        AssertInEveryShape(PriceEvent with { StopLoss = 3200.5m }, PlainPrice.With(name, "3200.5"));
        AssertInEveryShape(FillEvent, PlainFill.With(name, "0"));
        AssertInEveryShape(FillEvent, PlainFill.With(name, "\"0.00\""));
    }

    [Theory]
    [InlineData("take_profit")]
    [InlineData("tp")]
    public void TakeProfit_WhateverItSays_IsIgnored(string name)
    {
        foreach (string value in (string[])["3600", "-1", "\"NaN\"", "\"soon\"", "true", "{\"price\":3600}", "null"])
            AssertInEveryShape(FillEvent, PlainFill.With(name, value));
    }

    [Theory]
    [InlineData("fee")]
    [InlineData("fee_usd")]
    [InlineData("commission")]
    public void Fee_UnderEveryName_MayBeARebate(string name)
    {
        AssertInEveryShape(FillEvent with { FeeQuote = 0.66m }, PlainFill.With(name, "0.66"));
        AssertInEveryShape(FillEvent with { FeeQuote = -0.66m }, PlainFill.With(name, "\"-0.66\""));
    }

    [Theory]
    [InlineData("atr")]
    [InlineData("atr_value")]
    public void Atr_UnderEveryName(string name)
    {
        AssertInEveryShape(FillEvent with { Atr = 12.5m }, PlainFill.With(name, "12.5"));
        AssertInEveryShape(PriceEvent with { Atr = 12.5m }, PlainPrice.With(name, "12.5"));
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("ts")]
    [InlineData("time")]
    [InlineData("T")]
    [InlineData("datetime")]
    [InlineData("created_at")]
    [InlineData("transact_time")]
    public void EventTime_UnderEveryName_InEveryForm(string name)
    {
        const long Seconds = 1768694737000, Ms = 1768694737416;
        Assert.All(
            new (string Json, long UnixMs)[]
            {
                ("1768694737", Seconds), ("\"1768694737\"", Seconds), ("1768694737.416", Ms), ("\"1768694737.4169\"", Ms),
                ("1.768694737e9", Seconds), ("1768694737416", Ms), ("1768694737416123", Ms), ("1768694737416123456", Ms), ("\"1768694737416\"", Ms), ("1768694737416.9", Ms),
                ("\"2026-01-18T00:05:37Z\"", Seconds), ("\"2026-01-18T00:05:37.416Z\"", Ms), ("\"2026-01-18T00:05:37.416\"", Ms),
                ("\"2026-01-18T00:05:37.416123+00:00\"", Ms), ("\"2026-01-18T01:05:37.416+01:00\"", Ms),
                ("\"2026-01-17T18:35:37.416-05:30\"", Ms), ("\"2026-01-18 00:05:37.416\"", Ms),
            },
            time =>
            {
                int slack = time.UnixMs == Seconds ? 999 : 0; // told in whole seconds it may be any part of that one
                AssertInEveryShape(FillEvent with { TimeUnixMs = time.UnixMs, TimeSlackMs = slack }, PlainFill.With(name, time.Json));
                AssertInEveryShape(PriceEvent with { TimeUnixMs = time.UnixMs, TimeSlackMs = slack }, PlainPrice.With(name, time.Json));
            });
    }

    [Fact]
    public void Quantity_FromSizeInQuote_IsSizeOverEntryPrice()
    {
        var fill = PlainFill.Without("qty").With("position_size_usd", "990");

        AssertInEveryShape(FillEvent with { Quantity = 0.3m, Price = 3300 }, fill.Rename("price", "entry_price").With("entry_price", "3300"));
        // The price that counts as the fill's is still the first name present.
        AssertInEveryShape(FillEvent with { Quantity = 0.3m }, fill.With("entry_price", "\"3300\""));
    }

    [Theory]
    [InlineData("qty", "quantity")]
    [InlineData("qty", "filled_qty")]
    [InlineData("quantity", "filled_qty")]
    [InlineData("qty", "position_size_usd")]
    [InlineData("quantity", "position_size_usd")]
    [InlineData("filled_qty", "position_size_usd")]
    public void Quantity_UnderTwoNames_FirstOneWins(string first, string second)
    {
        var rest = PlainFill.Without("qty").With("entry_price", "3000");
        AssertInEveryShape(FillEvent, [(second, "99"), .. rest, (first, "1.5")]);
        AssertInEveryShape(FillEvent, [(first, "1.5"), .. rest, (second, "99")]);
    }

    [Theory]
    [InlineData("avg_price", "price")]
    [InlineData("price", "entry_price")]
    [InlineData("avg_price", "entry_price")]
    public void FillPrice_UnderTwoNames_FirstOneWins(string first, string second)
    {
        AssertInEveryShape(FillEvent, [(second, "99"), .. PlainFill.Rename("price", first)]);
        AssertInEveryShape(FillEvent, [.. PlainFill.Rename("price", first), (second, "99")]);
    }

    [Theory]
    [InlineData("price", "current_price")]
    [InlineData("price", "mark_price")]
    [InlineData("current_price", "mark_price")]
    public void MarkPrice_UnderTwoNames_FirstOneWins(string first, string second)
    {
        AssertInEveryShape(PriceEvent, [(second, "99"), .. PlainPrice.Rename("price", first)]);
        AssertInEveryShape(PriceEvent, [.. PlainPrice.Rename("price", first), (second, "99")]);
    }

    [Theory]
    [InlineData("fee", "fee_usd")]
    [InlineData("fee", "commission")]
    [InlineData("fee_usd", "commission")]
    public void Fee_UnderTwoNames_FirstOneWins(string first, string second) =>
        AssertInEveryShape(FillEvent with { FeeQuote = 2 }, [(second, "9"), .. PlainFill, (first, "2")]);

    [Fact]
    public void OtherFields_UnderTwoNames_FirstOneWins()
    {
        AssertInEveryShape(FillEvent, [("action", "\"long\""), .. PlainFill]);
        AssertInEveryShape(FillEvent with { StopLoss = 3 }, [("sl", "9"), .. PlainFill, ("stop_loss", "3")]);
        AssertInEveryShape(FillEvent with { Atr = 3 }, [("atr_value", "9"), .. PlainFill, ("atr", "3")]);
        AssertInEveryShape(FillEvent with { ReduceOnly = true }, [("reduceOnly", "false"), .. PlainFill, ("reduce_only", "true")]);
        AssertInEveryShape(
            FillEvent with { PositionSide = PositionSide.Long }, [("positionSide", "\"SHORT\""), .. PlainFill, ("position_side", "\"LONG\"")]);
        AssertInEveryShape(FillEvent with { TimeUnixMs = 1768693505000, TimeSlackMs = 999 }, [("ts", "1768693509"), .. PlainFill, ("timestamp", "1768693505")]);
        AssertInEveryShape(FillEvent.Traded("a"u8), [("exec_id", "\"b\""), .. PlainFill, ("trade_id", "\"a\"")]);
    }

    [Fact]
    public void Names_OfAnotherCase_AreUnknown()
    {
        AssertInEveryShape(
            FillEvent, [.. PlainFill, ("Price", "9"), ("QTY", "9"), ("Stop_Loss", "9"), ("TIMESTAMP", "9"), ("positionside", "\"x\"")]);
        AssertRefusedInEveryShape(
            new DecodeError(DecodeCode.PriceMissing, "price", null, "ETHUSDT", MayBeFill: true), PlainFill.Rename("price", "Price"));
        AssertRefusedInEveryShape(
            new DecodeError(DecodeCode.SymbolMissing, "symbol", null, null, MayBeFill: true), PlainFill.Rename("symbol", "Symbol"));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"1.5\"")]
    [InlineData("\"1.50000\"")]
    [InlineData("15e-1")]
    [InlineData("\"0.15E+1\"")]
    [InlineData("\" 1.5 \"")]
    [InlineData("\"+1.5\"")]
    [InlineData("1.500000000000000000000000000000000000000")]
    public void Number_InEveryForm_IsTheSame(string json) => AssertInEveryShape(FillEvent, PlainFill.With("qty", json));

    [Theory]
    [InlineData("qty", "quantity")]
    [InlineData("price", "avg_price")]
    [InlineData("side", "action")]
    public void EmptyText_IsAbsent_AndTheNextNameCounts(string name, string nextName)
    {
        foreach (string empty in (string[])["\"\"", "\"  \""])
            AssertInEveryShape(FillEvent, [(name, empty), .. PlainFill.Rename(name, nextName)]);
    }

    [Fact]
    public void EmptyText_OfOptionalFields_IsAbsent() => AssertInEveryShape(
        FillEvent,
        [
            .. PlainFill, ("stop_loss", "\"\""), ("fee", "\" \""), ("atr", "\"\""), ("position_side", "\"\""),
            ("reduce_only", "\"\""), ("trade_id", "\"\""), ("order_id", "\"\""), ("intent_id", "\"\""), ("correlation_id", "\"\""),
            ("timestamp", "\"\""),
        ]);

    [Fact]
    public void Null_IsAbsent()
    {
        (string, string)[] fill = [.. PlainFill, ("quantity", "null"), ("stop_loss", "null"), ("reduce_only", "null"), ("timestamp", "null")];
        Assert.All(AllShapes.Except([Shape.FlatEntry, Shape.SignalEntry]), shape => Assert.Equal(FillEvent, Decode(shape, fill).Event));
    }

    [Theory]
    [InlineData("\" ETHUSDT \"")]
    [InlineData("\"\\tETHUSDT\\n\"")]
    [InlineData("\"\\u0045THUSDT\"")]
    public void Symbol_IsTrimmedAndUnescaped(string json) => AssertInEveryShape(FillEvent, PlainFill.With("symbol", json));

    [Fact]
    public void Symbol_IsCaseSensitive() =>
        AssertInEveryShape(FillEvent with { Symbol = "ethUSDT" }, PlainFill.With("symbol", "\"ethUSDT\""));

    [Fact]
    public void Symbol_MayBeUnicode()
    {
        AssertInEveryShape(FillEvent with { Symbol = "币安人生USDT" }, PlainFill.With("symbol", "\"币安人生USDT\""));
        AssertInEveryShape(FillEvent with { Symbol = "🚀/\"\\USDT" }, PlainFill.With("symbol", "\"\\ud83d\\ude80\\/\\\"\\\\USDT\""));
    }

    [Fact]
    public void Symbol_OfTheGreatestLength_IsAccepted()
    {
        string ascii = new('X', Limits.MaxSymbolLength), wide = new('币', Limits.MaxSymbolLength);
        AssertInEveryShape(FillEvent with { Symbol = ascii }, PlainFill.With("symbol", Text(ascii)));
        AssertInEveryShape(FillEvent with { Symbol = wide }, PlainFill.With("symbol", Text(wide)));
    }

    [Fact]
    public void Symbol_SeenAgain_IsTheSameString()
    {
        var decoder = new EntryDecoder();
        EntryField[] fields = [.. PlainPrice.Select(pair => Field(pair.Name, pair.Json.Trim('"')))];
        decoder.TryDecode(Id, fields, out HarvestEvent first, out _);
        decoder.TryDecode(Id, fields, out HarvestEvent second, out _);

        Assert.Same(first.Symbol, second.Symbol);
    }

    [Fact]
    public void UnknownFields_AreIgnored() => AssertInEveryShape(
        FillEvent,
        [
            ("exchange", "\"binance\""), .. PlainFill, ("leverage", "10"), ("a_name_longer_than_every_name_that_we_know", "1"), ("", "2"),
            ("meta", "{\"symbol\":\"BTCUSDT\",\"price\":1,\"deep\":[[{\"qty\":9}]]}"), ("tags", "[\"symbol\",\"BTCUSDT\"]"), ("ok", "true"),
        ]);

    [Theory]
    [InlineData("1e12")]
    [InlineData("\"0.000000000001\"")]
    public void Price_AtTheLimits_IsAccepted(string json) =>
        Assert.Equal(decimal.Parse(json.Trim('"'), System.Globalization.NumberStyles.Float), Decode(Shape.FlatLine, PlainPrice.With("price", json)).Event.Price);

    [Fact]
    public void Quantity_AtTheLimits_IsAccepted()
    {
        AssertInEveryShape(
            FillEvent with { Quantity = Limits.MaxQuantity, Price = 1000 }, PlainFill.With("qty", "1e15").With("price", "1000"));
        AssertInEveryShape(FillEvent with { Quantity = Limits.MinPositive }, PlainFill.With("qty", "1e-12"));
    }
}
