using System.Text.Json;

namespace HarvestBrain.Redis.Status;

/// <summary>One intent of the history, as its payload says it.</summary>
/// <param name="AtUnixMs">Event time, Unix milliseconds.</param>
/// <param name="IntentId">Its id.</param>
/// <param name="Symbol">Symbol.</param>
/// <param name="PositionSide">BOTH, LONG or SHORT.</param>
/// <param name="Side">BUY or SELL; <see langword="null"/> for a stop move.</param>
/// <param name="Quantity">What was to be closed; <see langword="null"/> for a stop move.</param>
/// <param name="StopPrice">Where the stop was to go; <see langword="null"/> for a close.</param>
/// <param name="RLevel">R of the mark price.</param>
/// <param name="Reason">Why: <c>R=0.52 &gt;= 0.5</c>.</param>
/// <param name="IsDryRun">A suggestion of shadow mode.</param>
public sealed record StoredIntent(
    long AtUnixMs, string IntentId, string Symbol, string PositionSide, string? Side, decimal? Quantity, decimal? StopPrice, decimal RLevel,
    string Reason, bool IsDryRun)
{
    /// <summary>How often it was asked for, this time included.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The id of what is taken back; <see langword="null"/> for a close and a stop move.</summary>
    public string? Cancels { get; init; }

    /// <summary>Reads a payload; <see langword="null"/> when it is none of ours.</summary>
    internal static StoredIntent? Of(ReadOnlyMemory<byte> payload, long atUnixMs)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(payload);
            JsonElement intent = json.RootElement;
            bool closes = intent.TryGetProperty("qty", out JsonElement quantity);
            bool moves = intent.TryGetProperty("stop_price", out JsonElement stop);
            return new StoredIntent(
                atUnixMs, Text("intent_id"), Text("symbol"), Text("position_side"),
                closes ? Text("side") : null, closes ? quantity.GetDecimal() : null,
                moves ? stop.GetDecimal() : null, closes || moves ? intent.GetProperty("r_level").GetDecimal() : 0, Text("reason"),
                intent.GetProperty("dry_run").GetBoolean())
            {
                Cancels = closes || moves ? null : Text("cancels"),
                Attempt = intent.TryGetProperty("attempt", out JsonElement attempt) ? attempt.GetInt32() : 1,
            };

            string Text(string name) => intent.GetProperty(name).GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null; // somebody else wrote into our history: the rest of it is still worth showing
        }
    }
}
