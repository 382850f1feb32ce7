using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Wire;

/// <summary>Writes the payload of an intent: one JSON object. Not thread-safe: it reuses its writer.</summary>
public sealed class IntentEncoder : IDisposable
{
    /// <summary>The source that every payload names.</summary>
    public const string Source = "harvest_brain";

    private const int RDigits = 12; // decimals of an R in a payload: far finer than any rung
    private const int ReasonDigits = 4;
    private const int TrailDigits = 8; // of a distance in a reason
    private const int MinuteMs = 60_000;

    private readonly HarvestMode _mode;
    private readonly string _instance;
    private readonly Utf8JsonWriter _writer;

    /// <summary>An encoder for one service.</summary>
    /// <param name="mode">Shadow: suggestions; live: intents.</param>
    /// <param name="instance">Name of the instance, empty for the only one.</param>
    public IntentEncoder(HarvestMode mode, string instance = "")
    {
        _mode = mode;
        _instance = instance;
        // Relaxed: a reason such as "R=0.52 >= 0.5" stays readable. The payload is JSON, never part of a page.
        _writer = new Utf8JsonWriter(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Writes the payload, without a line end.</summary>
    public void Write(in Intent intent, IBufferWriter<byte> output)
    {
        _writer.Reset(output);
        _writer.WriteStartObject();
        if (intent.Kind == IntentKind.PartialClose) WriteClose(intent);
        else if (intent.Kind == IntentKind.Cancel) WriteCancel(intent);
        else if (intent.Kind == IntentKind.Protect) WriteProtect(intent);
        else WriteStop(intent);
        _writer.WriteEndObject();
        _writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    /// <summary>Unix milliseconds as ISO 8601, UTC, with milliseconds.</summary>
    public static string Iso8601(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Why it was asked for: <c>R=0.52 &gt;= 0.5</c>; <c>net R=...</c> when costs count; a time stop says for how long, and a trailing
    /// stop what it hangs on.
    /// </summary>
    public static string Reason(in Intent intent)
    {
        if (intent.Kind == IntentKind.Cancel) return Words.Of(intent.CancelReason);
        if (intent.Kind == IntentKind.Protect) return $"{PlainDecimal.Format(intent.ProtectQuantity)} open";
        string r = intent.RBasis == RBasis.Net ? "net R" : "R";
        string level = PlainDecimal.Format(Math.Round(intent.RLevel, ReasonDigits)), threshold = PlainDecimal.Format(intent.ThresholdR);
        if (intent.IsTimeStop)
        {
            // Rounded down: an R of 0.49999 is below 0.5, and so it reads.
            level = PlainDecimal.Format(Math.Round(intent.RLevel, ReasonDigits, MidpointRounding.ToNegativeInfinity));
            return $"{r}={level} < {threshold} after {intent.OpenForMs / MinuteMs} min";
        }
        if (intent.TrailDistance == 0) return $"{r}={level} >= {threshold}";
        string distance = PlainDecimal.Format(PlainDecimal.RoundToSignificant(intent.TrailDistance, TrailDigits));
        return $"{r}={level}, peak {PlainDecimal.Format(intent.PeakPrice)} {(intent.StopPrice < intent.PeakPrice ? '-' : '+')} {distance}";
    }

    private void WriteClose(in Intent intent)
    {
        bool live = _mode == HarvestMode.Live;
        _writer.WriteString("intent_type"u8, live ? "REDUCE_ONLY"u8 : "HARVEST_PARTIAL"u8);
        if (intent.IsTimeStop) _writer.WriteString("harvest_type"u8, "TIME_STOP"u8);
        else if (live) _writer.WriteString("harvest_type"u8, "HARVEST_PARTIAL"u8);
        WritePosition(intent);
        // Both spellings of side, quantity and reduce-only, always: real consumers read either.
        string side = Words.Of(intent.Side);
        decimal quantity = PlainDecimal.Trim(intent.Quantity);
        _writer.WriteString("side"u8, side);
        _writer.WriteString("action"u8, side);
        _writer.WriteNumber("qty"u8, quantity);
        _writer.WriteNumber("quantity"u8, quantity);
        _writer.WriteString("reason"u8, Reason(intent));
        WriteR(intent);
        if (!intent.IsTimeStop)
        {
            _writer.WriteNumber("rung_r"u8, PlainDecimal.Trim(intent.RungR));
            _writer.WriteNumber("rung_index"u8, intent.RungIndex);
        }
        WritePrices(intent);
        WriteOptional("stop_loss"u8, intent.CurrentStop);
        PositionJson.WriteNumber(_writer, "unrealized_pnl"u8, intent.UnrealizedPnl);
        _writer.WriteBoolean("reduce_only"u8, true);
        _writer.WriteBoolean("reduceOnly"u8, true);
        _writer.WriteBoolean("dry_run"u8, !live);
        _writer.WriteNumber("confidence"u8, 1.0m);
        if (intent.Attempt > 1) _writer.WriteNumber("attempt"u8, intent.Attempt);
        WriteIdentity(intent);
    }

    // No side, action or quantity: a consumer that only knows orders can never trade on a stop move.
    private void WriteStop(in Intent intent)
    {
        _writer.WriteString("intent_type"u8, "MOVE_STOP"u8);
        WritePosition(intent);
        _writer.WriteNumber("stop_price"u8, PlainDecimal.Trim(intent.StopPrice));
        if (intent.ProtectQuantity > 0) WriteProtected(intent);
        WriteOptional("previous_stop"u8, intent.CurrentStop);
        _writer.WriteString("stop_kind"u8, Words.Of(intent.StopKind));
        _writer.WriteString("reason"u8, Reason(intent));
        WriteR(intent);
        WritePrices(intent);
        if (intent.StopKind == StopKind.Trailing)
        {
            _writer.WriteNumber("peak_price"u8, PlainDecimal.Trim(intent.PeakPrice));
            PositionJson.WriteNumber(_writer, "trail_distance"u8, intent.TrailDistance);
        }
        _writer.WriteBoolean("dry_run"u8, _mode == HarvestMode.Shadow);
        if (intent.Attempt > 1) _writer.WriteNumber("attempt"u8, intent.Attempt);
        WriteIdentity(intent);
    }

    // Of names that orders have it has none either.
    private void WriteProtect(in Intent intent)
    {
        _writer.WriteString("intent_type"u8, "PROTECT"u8);
        WritePosition(intent);
        _writer.WriteNumber("stop_price"u8, PlainDecimal.Trim(intent.StopPrice));
        WriteProtected(intent);
        _writer.WriteString("reason"u8, Reason(intent));
        WritePrices(intent);
        _writer.WriteBoolean("dry_run"u8, _mode == HarvestMode.Shadow);
        if (intent.Attempt > 1) _writer.WriteNumber("attempt"u8, intent.Attempt);
        WriteIdentity(intent);
    }

    private void WriteProtected(in Intent intent)
    {
        _writer.WriteNumber("protect_qty"u8, PlainDecimal.Trim(intent.ProtectQuantity));
        _writer.WriteString("protect_side"u8, Words.Of(intent.Side));
    }

    // No side, no quantity, no price: nothing to trade on.
    private void WriteCancel(in Intent intent)
    {
        _writer.WriteString("intent_type"u8, "CANCEL"u8);
        _writer.WriteString("cancels"u8, intent.Cancels);
        WritePosition(intent);
        _writer.WriteString("reason"u8, Reason(intent));
        _writer.WriteBoolean("dry_run"u8, _mode == HarvestMode.Shadow);
        if (intent.Attempt > 1) _writer.WriteNumber("attempt"u8, intent.Attempt);
        WriteIdentity(intent);
    }

    private void WritePosition(in Intent intent)
    {
        _writer.WriteString("symbol"u8, intent.Key.Symbol);
        _writer.WriteString("position_side"u8, Words.Of(intent.Key.Side));
    }

    private void WriteR(in Intent intent)
    {
        _writer.WriteNumber("r_level"u8, PlainDecimal.Trim(Math.Round(intent.RLevel, RDigits)));
        if (intent.FeesIncomplete) _writer.WriteBoolean("fees_incomplete"u8, true);
    }

    private void WritePrices(in Intent intent)
    {
        _writer.WriteNumber("mark_price"u8, PlainDecimal.Trim(intent.MarkPrice));
        PositionJson.WriteNumber(_writer, "entry_price"u8, intent.EntryPrice);
    }

    private void WriteIdentity(in Intent intent)
    {
        string id = intent.IntentId;
        _writer.WriteString("source"u8, Source);
        if (_instance.Length > 0) _writer.WriteString("instance"u8, _instance);
        _writer.WriteString("intent_id"u8, id);
        _writer.WriteString("correlation_id"u8, id);
        _writer.WriteString("trace_id"u8, intent.TraceId);
        Span<byte> epoch = stackalloc byte[EntryId.MaxLength];
        _writer.WriteString("position_epoch"u8, epoch[..intent.Epoch.Format(epoch)]);
        WriteTime("timestamp"u8, intent.TimeUnixMs);
        if (intent.ValidUntilUnixMs > 0) WriteTime("valid_until"u8, intent.ValidUntilUnixMs);
    }

    /// <summary>As <see cref="Iso8601"/>, without a string: the round-trip format, cut off after milliseconds.</summary>
    private void WriteTime(ReadOnlySpan<byte> name, long unixMs)
    {
        const int ToMilliseconds = 23;
        Span<byte> utf8 = stackalloc byte[32];
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime.TryFormat(utf8, out _, "O", CultureInfo.InvariantCulture);
        utf8[ToMilliseconds] = (byte)'Z';
        _writer.WriteString(name, utf8[..(ToMilliseconds + 1)]);
    }

    private void WriteOptional(ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is { } number) _writer.WriteNumber(name, PlainDecimal.Trim(number));
        else _writer.WriteNull(name);
    }
}
