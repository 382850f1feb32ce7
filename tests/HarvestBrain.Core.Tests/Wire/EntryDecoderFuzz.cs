using System.Buffers;
using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>
/// Hostile input, seeded: no exception leaves the decoder, what it understands is within the limits that the engine relies on,
/// and no entry leaves a trace in the decoding of the next.
/// </summary>
public sealed class EntryDecoderFuzz
{
    private const int Cases = 50_000; // for each entry point
    private const int CompareEvery = 7; // with a decoder of its own

    private static readonly string[] Values =
    [
        "", " ", "0", "-0", "1", "-1", "1.5", "3300.25", "1e12", "1e15", "1e-12", "1e-13", "1e28", "1e400", "-1e400", "NaN", "Infinity", "-Infinity",
        "nan", "inf", "BUY", "sell", "LONG", "Short", "BOTH", "HOLD", "FILLED", "PARTIAL", "PRICE_UPDATE", "REJECTED", "NEW", "DONE", "true", "False",
        "null", "1768693537", "1768693537416", "1768693537.416", "2026-01-18T00:05:37Z", "2026-01-18", "9999-12-31T23:59:59.9999999-14:00",
        "0001-01-01T00:00:00+14:00", "9223372036854775807", "18446744073709551616", "harvest:ETHUSDT:1-0:rung:0.5", "1-1", "79228162514264337593543950335",
        "0.0000000000000000000000000001", "999999999999.999999999999", "ETHUSDT", "币", "\u0000", "\ud83d\ude80", "[]", "{}", "{\"a\":1}", "[1", "{\"symbol\":\"X\"",
    ];

    private static readonly string[] Names = [.. Enumerable.Range(1, FieldNames.Count - 1).Select(i => FieldNames.Of((Field)i)), "other", ""];

    [Fact]
    public void TryDecode_OfAnything_IsAResult()
    {
        var random = new Random(20260118);
        var decoder = new EntryDecoder();
        int understood = 0;
        for (int i = 0; i < Cases; i++)
        {
            EntryField[] fields = RandomEntry(random);
            EntryId id = new(random.Next(50) == 0 ? random.NextInt64(long.MaxValue) : random.NextInt64(253_402_300_799_999), random.Next(9));
            var source = (EntrySource)random.Next(3);
            bool good = decoder.TryDecode(source, id, fields, out HarvestEvent e, out DecodeError error);
            Check(good, e, error);
            Assert.True(source == EntrySource.Execution || !error.MayBeFill);
            if (good)
            {
                understood++;
                Assert.Equal(id, e.Id);
            }
            if (i % CompareEvery != 0) continue;
            Assert.Equal(good, new EntryDecoder().TryDecode(source, id, fields, out HarvestEvent again, out DecodeError errorAgain));
            Assert.Equal(e, again);
            Assert.Equal(error, errorAgain);
        }
        Assert.InRange(understood, Cases / 20, Cases * 19 / 20); // else the cases are not worth much
    }

    [Fact]
    public void TryDecodeLine_OfAnything_IsAResult()
    {
        var random = new Random(20260119);
        var decoder = new EntryDecoder();
        int understood = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] line = RandomLine(random);
            bool good = decoder.TryDecodeLine(i + 1, line, out HarvestEvent e, out DecodeError error);
            Check(good, e, error);
            if (good) understood++;
            if (i % CompareEvery != 0) continue;
            Assert.Equal(good, new EntryDecoder().TryDecodeLine(i + 1, line, out HarvestEvent again, out DecodeError errorAgain));
            Assert.Equal(e, again);
            Assert.Equal(error, errorAgain);
        }
        Assert.InRange(understood, Cases / 20, Cases * 19 / 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WhateverIsUnderstood_TheEngineAndTheEncodersTake(int seed)
    {
        var random = new Random(seed);
        var decoder = new EntryDecoder();
        var policy = new HarvestPolicy { FallbackStopFraction = 0.0001m, MinR = 0 };
        var engine = new HarvestEngine(policy, HarvestMode.Shadow, maxActionsPerMinute: 100_000);
        using var intents = new IntentEncoder(HarvestMode.Shadow);
        using var positions = new PositionEncoder();
        var output = new ArrayBufferWriter<byte>();
        int written = 0;
        for (int i = 0; i < 25_000; i++)
        {
            if (!decoder.TryDecodeLine(i + 1, RandomLine(random), out HarvestEvent e, out _)) continue;
            StepResult result = engine.Apply(e with { Symbol = e.Symbol.Length > 3 ? "S" : e.Symbol }, e.TimeUnixMs);
            foreach (Intent intent in result.Intents)
            {
                output.ResetWrittenCount();
                intents.Write(intent, output);
                Valid(output.WrittenSpan);
                written++;
            }
            foreach (var position in result.Changed)
            {
                output.ResetWrittenCount();
                positions.Write(position, e.Id, simulated: false, output);
                Valid(output.WrittenSpan);
                written++;
            }
        }
        Assert.True(written > 100, $"only {written} were written");
    }

    private static void Valid(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Assert.True(JsonDocument.TryParseValue(ref reader, out JsonDocument? document));
        document.Dispose();
    }

    private static void Check(bool understood, in HarvestEvent e, in DecodeError error)
    {
        if (!understood)
        {
            Assert.Equal(default, e);
            Assert.True(Enum.IsDefined(error.Code));
            Assert.True(error.Symbol is null || IsSymbol(error.Symbol));
            string text = error.ToString();
            Assert.StartsWith(error.Code.ToString(), text, StringComparison.Ordinal);
            Assert.DoesNotContain(text, char.IsControl);
            Assert.InRange(text.Length, 1, 150);
            return;
        }
        Assert.Equal(default, error);
        Assert.True(IsSymbol(e.Symbol), e.Symbol);
        Assert.InRange(e.TimeUnixMs, 0, 253_402_300_799_999);
        Assert.True(e.IntentEcho is null || e.IntentEcho.StartsWith("harvest:", StringComparison.Ordinal));
        Assert.True(Enum.IsDefined(e.Kind) && Enum.IsDefined(e.Side) && Enum.IsDefined(e.PositionSide));
        Assert.InRange(e.StopLoss, 0, Limits.MaxPrice);
        Assert.InRange(e.Atr, 0, Limits.MaxPrice);
        Assert.InRange(e.FeeQuote, -Limits.MaxNotional, Limits.MaxNotional);
        if (e.Kind is EventKind.Fill or EventKind.Price) Assert.InRange(e.Price, Limits.MinPositive, Limits.MaxPrice);
        else if (e.Kind != EventKind.PositionSnapshot) Assert.Equal(0, e.Price);
        else if (e.Price != 0) Assert.InRange(e.Price, Limits.MinPositive, Limits.MaxPrice);
        if (e.Kind == EventKind.PositionSnapshot)
        {
            bool flat = e.Quantity == 0;
            Assert.InRange(e.Quantity, flat ? 0 : Limits.MinPositive, Limits.MaxQuantity);
            Assert.InRange(e.EntryPrice, flat ? 0 : Limits.MinPositive, flat ? 0 : Limits.MaxPrice);
            Assert.True(e.Quantity * e.EntryPrice <= Limits.MaxNotional);
            return;
        }
        if (e.Kind == EventKind.Fill)
        {
            Assert.InRange(e.Quantity, Limits.MinPositive, Limits.MaxQuantity);
            Assert.True(e.Quantity * e.Price <= Limits.MaxNotional);
        }
        else
        {
            Assert.Equal(0, e.Quantity);
        }
    }

    private static bool IsSymbol(string symbol) => symbol.Length is > 0 and <= Limits.MaxSymbolLength && symbol.Trim() == symbol;

    private static EntryField[] RandomEntry(Random random)
    {
        switch (random.Next(4))
        {
            case 0: // bytes that mean nothing
                return [.. Enumerable.Range(0, random.Next(4)).Select(_ => new EntryField(RandomBytes(random, 20), RandomBytes(random, 60)))];
            case 1: // a good body with damage, in a payload
                return [Field("event_type", "x"), new(Encoding.UTF8.GetBytes(random.Next(2) == 0 ? "payload" : "data"), Damage(random, Body(random)))];
            default: // good fields with a few bad ones
                return [.. RandomFields(random).Select(field => Field(field.Name, field.Json.Trim('"')))];
        }
    }

    private static byte[] RandomLine(Random random) => random.Next(5) switch
    {
        0 => RandomBytes(random, 200),
        1 => Damage(random, Body(random)),
        2 => Encoding.UTF8.GetBytes(Object(("id", "\"5-5\""), ("payload", Body(random)))),
        3 => Encoding.UTF8.GetBytes(Object(("data", Text(Body(random))), ("correlation_id", Text("harvest:a")))),
        _ => Encoding.UTF8.GetBytes(Body(random)),
    };

    private static string Body(Random random)
    {
        var fields = RandomFields(random);
        return random.Next(4) == 0 ? Object([("status", "\"FILLED\""), ("signal", Object(fields))]) : Object(fields);
    }

    private static (string Name, string Json)[] RandomFields(Random random)
    {
        (string Name, string Json)[] fields = random.Next(4) switch
        {
            0 => PlainPrice,
            1 => [.. PlainSnapshot, .. random.Next(2) == 0 ? PlainFill[4..] : [("event_type", "\"position.snapshot\"")]],
            _ => PlainFill,
        };
        for (int changes = random.Next(4); changes > 0; changes--)
        {
            string name = Names[random.Next(Names.Length)], value = Values[random.Next(Values.Length)];
            fields = random.Next(8) == 0 ? fields.Without(name) : fields.With(name, random.Next(3) == 0 ? RandomJson(random, value) : Text(value));
        }
        return fields;
    }

    private static string RandomJson(Random random, string value) => random.Next(6) switch
    {
        0 => "null",
        1 => "true",
        2 => Object(("symbol", "\"X\""), ("status", Text(value))),
        3 => "[1,{\"qty\":1}]",
        4 => random.Next(-5, 5).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => value, // bare: often no JSON at all
    };

    private static byte[] Damage(Random random, string good)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(good);
        switch (random.Next(5))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                int from = random.Next(bytes.Length);
                return [.. bytes[..from], .. RandomBytes(random, 4), .. bytes[from..]];
            case 2:
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 3:
                int cut = random.Next(bytes.Length);
                return [.. bytes[..cut], .. bytes[Math.Min(bytes.Length, cut + random.Next(1, 8))..]];
            default:
                return bytes;
        }
    }

    private static byte[] RandomBytes(Random random, int most)
    {
        byte[] bytes = new byte[random.Next(most)];
        random.NextBytes(bytes);
        return bytes;
    }
}
