using System.Text.Json;
using System.Text.Json.Serialization;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Paper.Venue;

/// <summary>How far an order is.</summary>
internal enum PaperOrderState
{
    /// <summary>Read, and not carried out yet.</summary>
    Waiting,

    /// <summary>A stop that stands at the venue.</summary>
    Standing,

    /// <summary>A stop that the mark has reached: it fills next.</summary>
    Triggered,
}

/// <summary>One order of the paper venue, as it is saved too.</summary>
internal sealed record PaperOrder
{
    public required string OrderId { get; init; }

    /// <summary>The intent that asked for it; <see langword="null"/> of a stop that a fill told.</summary>
    public string? IntentId { get; init; }

    public int Attempt { get; init; } = 1;

    public required string Symbol { get; init; }

    public required PositionSide PositionSide { get; init; }

    /// <summary>Closes at once; otherwise it is a stop.</summary>
    public required bool IsClose { get; init; }

    public required PaperOrderState State { get; init; }

    /// <summary>The epoch of the position that it is for; default = not told.</summary>
    [JsonConverter(typeof(EntryIdConverter))]
    public EntryId Epoch { get; init; }

    /// <summary>The side that closes; of a stop it follows from the position.</summary>
    public OrderSide Side { get; init; }

    /// <summary>Base units; <see langword="null"/> = all that is open.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Filled so far, base units.</summary>
    public decimal Filled { get; init; }

    /// <summary>Where the stop stands; 0 of a close.</summary>
    public decimal StopPrice { get; init; }

    /// <summary>The mark that reached the stop, and when; 0 before.</summary>
    public decimal TriggerPrice { get; init; }

    public long TriggerUnixMs { get; init; }

    /// <summary>Not to be carried out before, Unix milliseconds.</summary>
    public long DueUnixMs { get; init; }

    /// <summary>Not to be carried out after, Unix milliseconds; 0 = without limit.</summary>
    public long ValidUntilUnixMs { get; init; }

    /// <summary>What is left of it fills with the next price.</summary>
    public bool WaitsForPrice { get; init; }

    /// <summary>It was taken back.</summary>
    public bool IsTakenBack { get; init; }

    [JsonIgnore]
    public PositionKey Key => new(Symbol, PositionSide);

    [JsonIgnore]
    public string Role => IsClose ? "harvest" : "stop";

    public byte[] Save() => JsonSerializer.SerializeToUtf8Bytes(this, PaperJson.Default.PaperOrder);

    /// <exception cref="JsonException">It is no order as this version saves them.</exception>
    public static PaperOrder Restore(ReadOnlySpan<byte> saved) =>
        JsonSerializer.Deserialize(saved, PaperJson.Default.PaperOrder) ?? throw new JsonException("null is no order");
}

/// <summary>An entry id as text.</summary>
internal sealed class EntryIdConverter : JsonConverter<EntryId>
{
    public override EntryId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EntryId.TryParse(reader.GetString(), out EntryId id) ? id : throw new JsonException("no entry id");

    public override void Write(Utf8JsonWriter writer, EntryId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Serialization without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(PaperOrder))]
internal sealed partial class PaperJson : JsonSerializerContext;
