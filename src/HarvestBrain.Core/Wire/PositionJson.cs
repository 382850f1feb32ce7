using System.Text.Json;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Wire;

/// <summary>
/// A position as JSON: what the lines of a replay, the positions of the HTTP endpoint and those of <c>status</c> write alike.
/// </summary>
public static class PositionJson
{
    private const int SignificantDigits = 20; // of averages and quotients, which may repeat without end
    private const int RDigits = 12; // decimals of an R: far finer than any rung

    /// <summary>Writes a position with its ladder.</summary>
    public static void Write(Utf8JsonWriter json, PositionView position)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(position);
        json.WriteStartObject();
        WriteHead(json, position.Key, position.Direction, position.Quantity, position.EntryPrice);
        WriteNumber(json, "mark_price"u8, position.MarkPrice);
        json.WriteNumber("mark_time_ms"u8, position.MarkTimeUnixMs);
        WriteNumber(json, "peak_price"u8, position.PeakPrice);
        WriteNumber(json, "stop_loss"u8, position.Stop);
        json.WriteString("stop_kind"u8, position.StopKind);
        json.WriteString("stop_state"u8, position.StopState is { } state ? Words.Of(state) : null);
        WriteNumber(json, "confirmed_stop"u8, position.ConfirmedStop);
        if (position.StopAttempt > 1) json.WriteNumber("stop_attempt"u8, position.StopAttempt);
        WriteProtection(json, position.Protection);
        WriteNumber(json, "initial_stop"u8, position.InitialStop);
        WriteNumber(json, "initial_risk"u8, position.InitialRisk);
        WriteNumber(json, "risk_quote"u8, position.InitialRiskQuote);
        WriteNumber(json, "pnl_at_stop"u8, position.PnlAtStop);
        WriteR(json, "r_level"u8, position.RLevel);
        WriteNumber(json, "unrealized_pnl"u8, position.UnrealizedPnl);
        WriteNumber(json, "realized_pnl"u8, position.RealizedPnl);
        WriteNumber(json, "fees"u8, position.Fees);
        if (position.FeesIncomplete) json.WriteBoolean("fees_incomplete"u8, true);
        if (position.IsDust) json.WriteBoolean("dust"u8, true);
        json.WriteBoolean("suspect"u8, position.Suspect);
        json.WriteString("epoch"u8, position.Epoch.ToString());
        json.WriteNumber("opened_ms"u8, position.OpenedAtUnixMs);
        json.WriteStartArray("rungs"u8);
        foreach (RungView rung in position.Rungs) Write(json, rung);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes in what the orders at the venue differ, as a member <c>protection</c>; nothing when they do not.</summary>
    public static void WriteProtection(Utf8JsonWriter json, IReadOnlyList<ProtectionProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(problems);
        if (problems.Count == 0) return;
        json.WriteStartArray("protection"u8);
        foreach (ProtectionProblem problem in problems)
        {
            json.WriteStartObject();
            WriteProblem(json, problem);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Writes the members of one such difference.</summary>
    public static void WriteProblem(Utf8JsonWriter json, in ProtectionProblem problem)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("code"u8, problem.Code.ToString());
        json.WriteNumber("since_ms"u8, problem.SinceUnixMs);
        if (problem.Code == ProtectionCode.OrphanOrder)
        {
            json.WriteString("order_id"u8, problem.OrderId);
            return;
        }
        WriteNumber(json, "stands"u8, problem.Stands);
        WriteNumber(json, "wanted"u8, problem.Wanted);
    }

    /// <summary>Writes what every position begins with: which it is, and what is open.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="key">Symbol and position side.</param>
    /// <param name="direction">Long, short, or flat.</param>
    /// <param name="quantity">What is open.</param>
    /// <param name="entryPrice">Average entry; <see langword="null"/> when flat.</param>
    public static void WriteHead(Utf8JsonWriter json, PositionKey key, Direction direction, decimal quantity, decimal? entryPrice)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("symbol"u8, key.Symbol);
        json.WriteString("position_side"u8, Words.Of(key.Side));
        json.WriteString("side"u8, Words.Of(direction));
        WriteNumber(json, "qty"u8, quantity);
        WriteNumber(json, "entry_price"u8, entryPrice);
    }

    /// <summary>Writes a number without trailing zeros, at most twenty significant digits.</summary>
    public static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? value)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (value is { } number) json.WriteNumber(name, PlainDecimal.Trim(PlainDecimal.RoundToSignificant(number, SignificantDigits)));
        else json.WriteNull(name);
    }

    /// <summary>Writes an R, at most twelve decimals.</summary>
    public static void WriteR(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? r) =>
        WriteNumber(json, name, r is { } value ? Math.Round(value, RDigits) : null);

    private static void Write(Utf8JsonWriter json, in RungView rung)
    {
        json.WriteStartObject();
        WriteNumber(json, "r"u8, rung.TriggerR);
        WriteNumber(json, "price"u8, rung.TriggerPrice > 0 && !rung.IsTimeStop ? rung.TriggerPrice : null);
        WriteNumber(json, "qty"u8, rung.Quantity);
        WriteNumber(json, "filled_qty"u8, rung.FilledQuantity);
        json.WriteString("state"u8, Words.Of(rung.State));
        if (rung.Rejected) json.WriteBoolean("rejected"u8, true);
        if (rung.IsTimeStop) json.WriteBoolean("time_stop"u8, true);
        if (rung.Attempt > 1) json.WriteNumber("attempt"u8, rung.Attempt);
        json.WriteEndObject();
    }
}
