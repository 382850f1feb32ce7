using System.Text;
using System.Text.Json;

namespace HarvestBrain.Redis.Tape;

/// <summary>What differs.</summary>
public enum DifferenceKind
{
    /// <summary>It is decided and was not published.</summary>
    Missing,

    /// <summary>It was published and is not decided.</summary>
    Added,

    /// <summary>What was published says something else.</summary>
    Changed,

    /// <summary>It was published at another place.</summary>
    Order,

    /// <summary>It is decided, and what was published then has been trimmed: nobody can tell.</summary>
    Trimmed,

    /// <summary>The history of its symbol says something else than the output.</summary>
    History,

    /// <summary>The tape is not what was recorded, or entries were missing when it was.</summary>
    Tape,
}

/// <summary>A difference between what is decided from a tape and what was published.</summary>
/// <param name="Kind">What differs.</param>
/// <param name="At">Where: an entry of the output, of the journal, or a line of the tape.</param>
/// <param name="IntentId">The intent; empty where it is about none.</param>
/// <param name="Decided">What is decided, JSON; empty = nothing.</param>
/// <param name="Published">What was published, JSON; empty = nothing.</param>
/// <param name="Problem">More than that, where there is more to say.</param>
public sealed record TapeDifference(
    DifferenceKind Kind, string At, string IntentId, ReadOnlyMemory<byte> Decided, ReadOnlyMemory<byte> Published, string? Problem = null)
{
    /// <summary>
    /// One JSON object, on one line: <c>difference</c>, <c>at</c>, <c>intent_id</c>, <c>decided</c>, <c>published</c>, <c>problem</c>.
    /// </summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("difference", Kind.ToString().ToLowerInvariant());
            json.WriteString("at", At);
            if (IntentId.Length > 0) json.WriteString("intent_id", IntentId);
            if (Kind == DifferenceKind.Tape)
            {
                json.WriteString("line", Decided.Span);
            }
            else
            {
                Side(json, "decided", Decided);
                Side(json, "published", Published);
            }
            if (Problem is not null) json.WriteString("problem", Problem);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    internal static TapeDifference OfTape(long line, string problem, ReadOnlyMemory<byte> text) =>
        new(DifferenceKind.Tape, $"line {line}", "", text, default, problem);

    // To the byte; what is no JSON as text.
    private static void Side(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty)
        {
            json.WriteNull(name);
            return;
        }
        json.WritePropertyName(name);
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            json.WriteRawValue(payload.Span, skipInputValidation: payload.Span.Contains((byte)'\n'));
        }
        catch (JsonException)
        {
            json.WriteStringValue(payload.Span);
        }
    }
}
