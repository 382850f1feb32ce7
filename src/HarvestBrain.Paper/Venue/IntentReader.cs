using System.Globalization;
using System.Text.Json;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Paper.Venue;

/// <summary>Reads the payload of an intent: of what docs/contracts.md says, what an executor needs.</summary>
internal static class IntentReader
{
    /// <summary>Reads one payload.</summary>
    /// <param name="entry">Id of the stream entry.</param>
    /// <param name="payload">UTF-8 JSON.</param>
    /// <param name="intent">The intent; <see langword="null"/> when it is none to be carried out.</param>
    /// <param name="problem">Why it cannot be carried out; <see langword="null"/> of a suggestion, which nobody is to carry out.</param>
    public static bool TryRead(EntryId entry, ReadOnlyMemory<byte> payload, out VenueIntent? intent, out string? problem)
    {
        (intent, problem) = (null, null);
        try
        {
            using JsonDocument json = JsonDocument.Parse(payload);
            if (json.RootElement.ValueKind != JsonValueKind.Object) problem = "no JSON object";
            else if (!IsDryRun(json.RootElement)) intent = Read(entry, json.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            problem = e.Message;
        }
        return intent is not null;
    }

    private static bool IsDryRun(JsonElement json) =>
        json.TryGetProperty("dry_run", out JsonElement dry) && dry.ValueKind == JsonValueKind.True;

    private static VenueIntent Read(EntryId entry, JsonElement json)
    {
        string type = Text(json, "intent_type") ?? throw new FormatException("no intent_type");
        var intent = new VenueIntent
        {
            Kind = KindOf(type),
            Entry = entry,
            IntentId = Text(json, "intent_id") ?? throw new FormatException("no intent_id"),
            Attempt = json.TryGetProperty("attempt", out JsonElement attempt) ? attempt.GetInt32() : 1,
            Key = new PositionKey(Text(json, "symbol") ?? throw new FormatException("no symbol"), SideOf(Text(json, "position_side"))),
            Epoch = EntryId.TryParse(Text(json, "position_epoch"), out EntryId epoch) ? epoch : default,
            ValidUntilUnixMs = Text(json, "valid_until") is { } until ? Time(until) : 0,
        };
        return intent.Kind switch
        {
            VenueIntentKind.Close => intent with
            {
                Side = Text(json, "side") switch
                {
                    "BUY" => OrderSide.Buy,
                    "SELL" => OrderSide.Sell,
                    var side => throw new FormatException($"side '{side}'"),
                },
                Quantity = Above0(Number(json, "qty") ?? throw new FormatException("no qty")),
            },
            VenueIntentKind.Stop => intent with
            {
                StopPrice = Above0(Number(json, "stop_price") ?? throw new FormatException("no stop_price")),
                Quantity = Number(json, "protect_qty") is { } quantity ? Above0(quantity) : null,
            },
            _ => intent with { Cancels = Text(json, "cancels") ?? throw new FormatException("no cancels") },
        };
    }

    private static VenueIntentKind KindOf(string type) => type switch
    {
        "REDUCE_ONLY" => VenueIntentKind.Close,
        "MOVE_STOP" or "PROTECT" => VenueIntentKind.Stop,
        "CANCEL" => VenueIntentKind.Cancel,
        _ => throw new FormatException($"intent_type '{type}'"),
    };

    private static PositionSide SideOf(string? word) => word switch
    {
        "LONG" => PositionSide.Long,
        "SHORT" => PositionSide.Short,
        "BOTH" or null => PositionSide.Both,
        _ => throw new FormatException($"position_side '{word}'"),
    };

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    private static decimal? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetDecimal() : null;

    private static decimal Above0(decimal value) =>
        value is > 0 and <= Limits.MaxQuantity ? value : throw new FormatException($"number {PlainDecimal.Format(value)}");

    private static long Time(string iso) =>
        DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
