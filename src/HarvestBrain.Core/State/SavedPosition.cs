using System.Text.Json;
using System.Text.Json.Serialization;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.State;

/// <summary>The version alone: read before anything else, since another version may mean other members.</summary>
internal sealed record SavedSchema
{
    [JsonPropertyName("schema")] public int Schema { get; init; }
}

internal sealed record SavedPosition
{
    [JsonPropertyName("schema")] public required int Schema { get; init; }
    [JsonPropertyName("mode")] public required string Mode { get; init; }
    [JsonPropertyName("symbol")] public required string Symbol { get; init; }
    [JsonPropertyName("position_side")] public required string PositionSide { get; init; }
    [JsonPropertyName("side")] public required string Side { get; init; }
    [JsonPropertyName("qty")] public required decimal Quantity { get; init; }
    [JsonPropertyName("base_qty")] public required decimal BaseQuantity { get; init; }
    [JsonPropertyName("confirmed_qty"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal ConfirmedQuantity { get; init; }
    [JsonPropertyName("dust"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsDust { get; init; }
    [JsonPropertyName("entry_price")] public required decimal AverageEntry { get; init; }
    [JsonPropertyName("initial_stop")] public required decimal? InitialStop { get; init; }
    [JsonPropertyName("outside_stop")] public required decimal? OutsideStop { get; init; }
    [JsonPropertyName("asked_stop")] public required decimal? AskedStop { get; init; }
    [JsonPropertyName("asked_stop_kind"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? AskedStopKind { get; init; }
    [JsonPropertyName("asked_stop_before"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal? AskedStopBefore { get; init; }
    [JsonPropertyName("asked_stop_before_kind"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? AskedStopBeforeKind { get; init; }
    [JsonPropertyName("stop_asked_at")] public required long StopAskedAt { get; init; }
    [JsonPropertyName("stop_attempt"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int StopAttempt { get; init; }
    [JsonPropertyName("confirmed_stop"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal? ConfirmedStop { get; init; }
    [JsonPropertyName("confirmed_stop_kind"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? ConfirmedStopKind { get; init; }
    [JsonPropertyName("stop_unanswered_since"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StopUnansweredSince { get; init; }
    [JsonPropertyName("stop_valid_until"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StopValidUntil { get; init; }
    [JsonPropertyName("stop_refused"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StopRefused { get; init; }
    [JsonPropertyName("tightest_stop"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal? TightestStop { get; init; }
    [JsonPropertyName("stops_ended"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int StopsEnded { get; init; }
    [JsonPropertyName("stop_cancelled"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StopCancelled { get; init; }
    [JsonPropertyName("stop_overdue"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StopOverdue { get; init; }
    [JsonPropertyName("refused_stop")] public required decimal? RefusedStop { get; init; }
    [JsonPropertyName("refused_stop_until")] public required long RefusedStopUntil { get; init; }
    [JsonPropertyName("mark_price")] public required decimal MarkPrice { get; init; }
    [JsonPropertyName("mark_time")] public required long MarkTime { get; init; }
    [JsonPropertyName("held_price"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal HeldPrice { get; init; }
    [JsonPropertyName("held_price_time"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long HeldPriceTime { get; init; }
    [JsonPropertyName("best_price"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal? BestPrice { get; init; }
    [JsonPropertyName("crossed_since"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CrossedSince { get; init; }
    [JsonPropertyName("peak_price")] public required decimal PeakPrice { get; init; }
    [JsonPropertyName("trough_price")] public required decimal TroughPrice { get; init; }
    [JsonPropertyName("realized_pnl")] public required decimal RealizedPnl { get; init; }
    [JsonPropertyName("fees")] public required decimal Fees { get; init; }
    [JsonPropertyName("fees_incomplete"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool FeesIncomplete { get; init; }
    [JsonPropertyName("epoch")] public required string Epoch { get; init; }
    [JsonPropertyName("contract_size"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal? ContractSize { get; init; }
    [JsonPropertyName("opened_at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? OpenedAt { get; init; }
    [JsonPropertyName("entry_fee"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal EntryFeePerUnit { get; init; }
    [JsonPropertyName("funding"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal FundingPerUnit { get; init; }
    [JsonPropertyName("exit_qty"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal ExitQuantity { get; init; }
    [JsonPropertyName("exit_notional"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal ExitNotional { get; init; }
    [JsonPropertyName("funding_total"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal FundingQuote { get; init; }
    [JsonPropertyName("has_fee"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasFee { get; init; }
    [JsonPropertyName("stop_moves"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SavedStopMove[]? StopMoves { get; init; }
    [JsonPropertyName("paper"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SavedPaper? Paper { get; init; }
    [JsonPropertyName("protection"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SavedProtection? Protection { get; init; } // this one and the next came with schema 6
    [JsonPropertyName("standing"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SavedStanding? Standing { get; init; }
    [JsonPropertyName("atr"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal? OutsideAtr { get; init; }
    [JsonPropertyName("atr_bars"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SavedAtrBars? AtrBars { get; init; }
    [JsonPropertyName("ladder_scale"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal? LadderScale { get; init; }
    [JsonPropertyName("suspect")] public required bool Suspect { get; init; }
    [JsonPropertyName("last_fill_at")] public long LastFillAt { get; init; } // this one and the next came later: 0 in older states
    [JsonPropertyName("corrected_at")] public long CorrectedAt { get; init; }
    [JsonPropertyName("corrected_slack"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int CorrectedSlack { get; init; }
    [JsonPropertyName("untold_drift"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SavedUntold? Untold { get; init; } // came with schema 6
    [JsonPropertyName("refused_reduction"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SavedRefusal? Refused { get; init; }
    [JsonPropertyName("rungs")] public required SavedRung[] Rungs { get; init; }
    [JsonPropertyName("executions")] public required byte[] Executions { get; init; } // up to schema 2 keys alone
    [JsonPropertyName("newest_execution"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long NewestExecution { get; init; }
    [JsonPropertyName("forgotten_until"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ForgottenUntil { get; init; }
    [JsonPropertyName("orders"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SavedOrder[]? Orders { get; init; } // this one and the next came with schema 4
    [JsonPropertyName("orders_forgotten_until"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long OrdersForgottenUntil { get; init; }
}

internal sealed record SavedOrder
{
    [JsonPropertyName("key")] public required ulong Key { get; init; }
    [JsonPropertyName("qty")] public required decimal Quantity { get; init; }
    [JsonPropertyName("notional")] public required decimal Notional { get; init; }
    [JsonPropertyName("fee")] public required decimal Fee { get; init; }
    [JsonPropertyName("time")] public required long Time { get; init; }

    public static SavedOrder From(OrderSoFar order) => new()
    {
        Key = order.Key, Quantity = order.Quantity, Notional = order.Notional, Fee = order.Fee, Time = order.TimeUnixMs,
    };

    public OrderSoFar ToOrder() => new(Key, Quantity, Notional, Fee, Time);
}

internal sealed record SavedStopMove
{
    [JsonPropertyName("kind")] public required string Kind { get; init; }
    [JsonPropertyName("price")] public required decimal Price { get; init; }
    [JsonPropertyName("at")] public required long At { get; init; }
    [JsonPropertyName("attempt"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Attempt { get; init; }
    [JsonPropertyName("open_until"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long OpenUntil { get; init; }
}

internal sealed record SavedUntold
{
    [JsonPropertyName("qty")] public required decimal Quantity { get; init; }
    [JsonPropertyName("unclaimed"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal Unclaimed { get; init; }
    [JsonPropertyName("doubted"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal Doubted { get; init; }

    public static SavedUntold? From(UntoldDrift untold) => untold == default ? null : new()
    {
        Quantity = untold.Quantity, Unclaimed = untold.Unclaimed, Doubted = untold.Doubted,
    };

    public UntoldDrift ToUntold() => new(Quantity, Unclaimed, Doubted);
}

internal sealed record SavedRefusal
{
    [JsonPropertyName("buy")] public required bool IsBuy { get; init; }
    [JsonPropertyName("qty")] public required decimal Quantity { get; init; }
    [JsonPropertyName("notional")] public required decimal Notional { get; init; }
    [JsonPropertyName("fee")] public required decimal Fee { get; init; }
    [JsonPropertyName("fee_incomplete"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFeeIncomplete { get; init; }
    [JsonPropertyName("time")] public required long Time { get; init; }
    [JsonPropertyName("was_suspect")] public required bool WasSuspect { get; init; }

    public static SavedRefusal From(in RefusedReduction refused) => new()
    {
        IsBuy = refused.Side == OrderSide.Buy,
        Quantity = refused.Quantity,
        Notional = refused.Notional,
        Fee = refused.FeeQuote,
        IsFeeIncomplete = refused.IsFeeIncomplete,
        Time = refused.TimeUnixMs,
        WasSuspect = refused.WasSuspect,
    };

    public RefusedReduction ToRefusal() =>
        new(IsBuy ? OrderSide.Buy : OrderSide.Sell, Quantity, Notional, Fee, IsFeeIncomplete, Time, WasSuspect);
}

internal sealed record SavedAtrBars
{
    [JsonPropertyName("bar_sec")] public required int BarSeconds { get; init; }
    [JsonPropertyName("period")] public required int Period { get; init; }
    [JsonPropertyName("bar")] public required long Bar { get; init; }
    [JsonPropertyName("high")] public required decimal High { get; init; }
    [JsonPropertyName("low")] public required decimal Low { get; init; }
    [JsonPropertyName("close")] public required decimal Close { get; init; }
    [JsonPropertyName("previous_close")] public required decimal PreviousClose { get; init; }
    [JsonPropertyName("count")] public required int Count { get; init; }
    [JsonPropertyName("sum")] public required decimal Sum { get; init; }

    public static SavedAtrBars From(AtrBars bars) => new()
    {
        BarSeconds = bars.BarSeconds,
        Period = bars.Period,
        Bar = bars.Bar,
        High = bars.High,
        Low = bars.Low,
        Close = bars.Close,
        PreviousClose = bars.PreviousClose,
        Count = bars.Count,
        Sum = bars.Sum,
    };

    public AtrBars ToBars() => new(BarSeconds, Period)
    {
        Bar = Bar,
        High = High,
        Low = Low,
        Close = Close,
        PreviousClose = PreviousClose,
        Count = Count,
        Sum = Sum,
    };
}

/// <summary>Without trailing zeros, so that equal positions have equal bytes: 0.40 and 0.4 are the same state.</summary>
internal sealed class PlainDecimalConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(PlainDecimal.Trim(value));
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, Converters = [typeof(PlainDecimalConverter)])]
[JsonSerializable(typeof(SavedPosition))]
[JsonSerializable(typeof(SavedSchema))]
internal sealed partial class SavedPositionContext : JsonSerializerContext;
