using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>The shapes in which one and the same event can arrive: four dialects, from a stream or from a recording.</summary>
public enum Shape
{
    FlatEntry,
    PayloadEntry,
    DataEntry,
    SignalEntry,
    SignalInPayloadEntry,
    SignalTextInDataEntry,
    FlatLine,
    PayloadObjectLine,
    PayloadTextLine,
    DataObjectLine,
    DataTextLine,
    SignalLine,
    SignalTextLine,
    SignalInPayloadTextLine,
}

/// <summary>What a decoder said.</summary>
public readonly record struct Decoded(bool Understood, HarvestEvent Event, DecodeError Error);

/// <summary>Builds entries out of (name, JSON value) pairs in every shape, and decodes them.</summary>
internal static class Decoding
{
    public const long IdMs = 1768693537416;
    public static readonly EntryId Id = new(IdMs, 7);

    public static readonly Shape[] AllShapes = Enum.GetValues<Shape>();

    /// <summary>A plain fill, as pairs of name and JSON value.</summary>
    public static (string Name, string Json)[] PlainFill =>
        [("symbol", "\"ETHUSDT\""), ("side", "\"BUY\""), ("qty", "1.5"), ("price", "3300.25"), ("status", "\"FILLED\"")];

    /// <summary>A plain price update, as pairs of name and JSON value.</summary>
    public static (string Name, string Json)[] PlainPrice =>
        [("symbol", "\"ETHUSDT\""), ("price", "3300.25"), ("status", "\"PRICE_UPDATE\"")];

    /// <summary>What <see cref="PlainFill"/> means.</summary>
    public static HarvestEvent FillEvent => HarvestEvent.Fill(Id, IdMs, "ETHUSDT", OrderSide.Buy, 1.5m, 3300.25m);

    /// <summary>What <see cref="PlainPrice"/> means.</summary>
    public static HarvestEvent PriceEvent => HarvestEvent.PriceUpdate(Id, IdMs, "ETHUSDT", 3300.25m);

    /// <summary>A plain position snapshot, as pairs of name and JSON value.</summary>
    public static (string Name, string Json)[] PlainSnapshot =>
        [("symbol", "\"ETHUSDT\""), ("quantity", "1.5"), ("entry_price", "3300.250")];

    /// <summary>What <see cref="PlainSnapshot"/> means.</summary>
    public static HarvestEvent SnapshotEvent => HarvestEvent.PositionSnapshot(Id, IdMs, "ETHUSDT", OrderSide.Buy, 1.5m, 3300.25m);

    /// <summary>The pairs with one of them replaced, or added when it is not there.</summary>
    public static (string Name, string Json)[] With(this (string Name, string Json)[] fields, string name, string json) =>
        fields.Any(field => field.Name == name)
            ? [.. fields.Select(field => field.Name == name ? (name, json) : field)]
            : [.. fields, (name, json)];

    /// <summary>The pairs without one of them.</summary>
    public static (string Name, string Json)[] Without(this (string Name, string Json)[] fields, string name) =>
        [.. fields.Where(field => field.Name != name)];

    /// <summary>The pairs with one of them under another name.</summary>
    public static (string Name, string Json)[] Rename(this (string Name, string Json)[] fields, string name, string newName) =>
        [.. fields.Select(field => field.Name == name ? (newName, field.Json) : field)];

    public static Decoded Decode(Shape shape, params (string Name, string Json)[] fields) => Decode(EntrySource.Execution, shape, fields);

    /// <summary>As from a stream of that kind; a recorded line has to say so itself.</summary>
    public static Decoded Decode(EntrySource source, Shape shape, params (string Name, string Json)[] fields) => shape switch
    {
        Shape.FlatEntry => Entry(source, Id, fields),
        Shape.PayloadEntry => Entry(source, Id, ("payload", Text(Object(fields)))),
        Shape.DataEntry => Entry(source, Id, ("data", Text(Object(fields)))),
        Shape.SignalEntry => Entry(source, Id, Nested(fields, Object)),
        Shape.SignalInPayloadEntry => Entry(source, Id, ("payload", Text(Object(Nested(fields, Object))))),
        Shape.SignalTextInDataEntry => Entry(source, Id, ("data", Text(Object(Nested(fields, nested => Text(Object(nested))))))),
        Shape.FlatLine => Line(Object([IdField, .. fields])),
        Shape.PayloadObjectLine => Line(Object([IdField, ("payload", Object(fields))])),
        Shape.PayloadTextLine => Line(Object([IdField, ("payload", Text(Object(fields)))])),
        Shape.DataObjectLine => Line(Object([("data", Object(fields)), IdField])),
        Shape.DataTextLine => Line(Object([("data", Text(Object(fields))), IdField])),
        Shape.SignalLine => Line(Object([IdField, .. Nested(fields, Object)])),
        Shape.SignalTextLine => Line(Object([IdField, .. Nested(fields, nested => Text(Object(nested)))])),
        Shape.SignalInPayloadTextLine => Line(Object([IdField, ("payload", Text(Object(Nested(fields, Object))))])),
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };

    /// <summary>Decodes an entry of text fields, as it comes from a stream; JSON strings are unquoted.</summary>
    public static Decoded Entry(params (string Name, string Json)[] fields) => Entry(Id, fields);

    public static Decoded Entry(EntryId id, params (string Name, string Json)[] fields) => Entry(EntrySource.Execution, id, fields);

    public static Decoded Entry(EntrySource source, EntryId id, params (string Name, string Json)[] fields)
    {
        EntryField[] raw = [.. fields.Select(field => Field(field.Name, Unquoted(field.Json)))];
        bool understood = new EntryDecoder().TryDecode(source, id, raw, out HarvestEvent e, out DecodeError error);
        return new Decoded(understood, e, error);
    }

    /// <summary>Decodes a recorded line.</summary>
    public static Decoded Line(string json, long lineNumber = 12)
    {
        bool understood = new EntryDecoder().TryDecodeLine(lineNumber, Encoding.UTF8.GetBytes(json), out HarvestEvent e, out DecodeError error);
        return new Decoded(understood, e, error);
    }

    public static EntryField Field(string name, string value) => new(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));

    public static string Object(params (string Name, string Json)[] fields) =>
        $"{{{string.Join(",", fields.Select(field => $"{Text(field.Name)}:{field.Json}"))}}}";

    /// <summary>A text as a JSON string, with every character escaped that can be.</summary>
    public static string Text(string text) => JsonSerializer.Serialize(text);

    /// <summary>Asserts that the fields mean the same in every shape.</summary>
    public static void AssertInEveryShape(HarvestEvent expected, params (string Name, string Json)[] fields) =>
        Assert.All(AllShapes, shape =>
        {
            Decoded decoded = Decode(shape, fields);
            Assert.True(decoded.Understood, decoded.Error.ToString());
            Assert.Equal(expected, decoded.Event);
            Assert.Equal(default, decoded.Error);
        });

    /// <summary>Asserts that the fields are refused alike in every shape.</summary>
    public static void AssertRefusedInEveryShape(DecodeError expected, params (string Name, string Json)[] fields) =>
        Assert.All(AllShapes, shape =>
        {
            Decoded decoded = Decode(shape, fields);
            Assert.False(decoded.Understood);
            Assert.Equal(expected, decoded.Error);
            Assert.Equal(default, decoded.Event);
        });

    private static (string Name, string Json) IdField => ("id", "\"1768693537416-7\"");

    private static string Unquoted(string json) => json.StartsWith('"') ? JsonSerializer.Deserialize<string>(json)! : json;

    // Symbol and side inside the signal, everything else at the top.
    private static (string Name, string Json)[] Nested((string Name, string Json)[] fields, Func<(string Name, string Json)[], string> signal)
    {
        bool IsInside((string Name, string Json) field) => field.Name is "symbol" or "side" or "action";
        return [.. fields.Where(field => !IsInside(field)), ("signal", signal([.. fields.Where(IsInside)]))];
    }

    /// <summary>The fill with a trade id, and perhaps its order's.</summary>
    public static HarvestEvent Traded(this HarvestEvent fill, ReadOnlySpan<byte> id, ReadOnlySpan<byte> order = default) => fill with
    {
        ExecutionKey = ExecutionKey.OfExecution(id, fill.Side, order), TradeKey = ExecutionKey.OfId(id),
        OrderKey = order.IsEmpty ? 0 : ExecutionKey.OfExecution(order, fill.Side, default),
    };
}
