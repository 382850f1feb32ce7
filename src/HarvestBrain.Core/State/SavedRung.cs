using System.Text.Json.Serialization;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.State;

internal sealed record SavedRung
{
    [JsonPropertyName("r")] public required decimal TriggerR { get; init; }
    [JsonPropertyName("fraction")] public required decimal Fraction { get; init; }
    [JsonPropertyName("qty")] public required decimal Quantity { get; init; }
    [JsonPropertyName("state")] public required int State { get; init; }
    [JsonPropertyName("attempt")] public required int Attempt { get; init; }
    [JsonPropertyName("outstanding_qty")] public required decimal OutstandingQuantity { get; init; }
    [JsonPropertyName("requested_at")] public required long RequestedAt { get; init; }
    [JsonPropertyName("rejected")] public required bool Rejected { get; init; }
    [JsonPropertyName("unanswered_since"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? UnansweredSince { get; init; }
    [JsonPropertyName("valid_until"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ValidUntil { get; init; }
    [JsonPropertyName("filled_at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long FilledAt { get; init; }
    [JsonPropertyName("cancelled"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCancelled { get; init; }
    [JsonPropertyName("asked_at_mark"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long AskedAtMark { get; init; }
    [JsonPropertyName("in_correction"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsInCorrection { get; init; }
    [JsonPropertyName("filled_qty")] public required decimal FilledQuantity { get; init; }
    [JsonPropertyName("filled_notional")] public required decimal FilledNotional { get; init; }
    [JsonPropertyName("realized_pnl")] public required decimal RealizedPnl { get; init; }
    [JsonPropertyName("takes_rest"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TakesRest { get; init; }
    [JsonPropertyName("time_stop"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTimeStop { get; init; }

    public static SavedRung From(Rung rung) => new()
    {
        TriggerR = rung.TriggerR,
        Fraction = rung.Fraction,
        Quantity = rung.Quantity,
        State = (int)rung.State,
        Attempt = rung.Attempt,
        OutstandingQuantity = rung.OutstandingQuantity,
        RequestedAt = rung.RequestedAtUnixMs,
        AskedAtMark = rung.AskedAtMarkUnixMs,
        UnansweredSince = rung.UnansweredSinceUnixMs == Since(rung.State, rung.Rejected, rung.RequestedAtUnixMs)
            ? null
            : rung.UnansweredSinceUnixMs,
        ValidUntil = rung.ValidUntilUnixMs,
        IsCancelled = rung.IsCancelled,
        IsInCorrection = rung.IsInCorrection,
        FilledAt = rung.FilledAtUnixMs,
        Rejected = rung.Rejected,
        FilledQuantity = rung.FilledQuantity,
        FilledNotional = rung.FilledNotional,
        RealizedPnl = rung.RealizedPnl,
        TakesRest = rung.TakesRest,
        IsTimeStop = rung.IsTimeStop,
    };

    // What was asked for once, and before schema 4 everything.
    private static long Since(RungState state, bool rejected, long requestedAt) =>
        state == RungState.Requested && !rejected ? requestedAt : 0;

    public Rung ToRung()
    {
        if (!Enum.IsDefined((RungState)State)) throw new StateException($"{State} is no state of a rung");
        return new Rung(TriggerR, Fraction, TakesRest)
        {
            IsTimeStop = IsTimeStop,
            Quantity = Quantity,
            State = (RungState)State,
            Attempt = Attempt,
            OutstandingQuantity = OutstandingQuantity,
            RequestedAtUnixMs = RequestedAt,
            AskedAtMarkUnixMs = AskedAtMark,
            UnansweredSinceUnixMs = UnansweredSince ?? Since((RungState)State, Rejected, RequestedAt),
            ValidUntilUnixMs = ValidUntil,
            IsCancelled = IsCancelled,
            IsInCorrection = IsInCorrection,
            FilledAtUnixMs = FilledAt,
            Rejected = Rejected,
            FilledQuantity = FilledQuantity,
            FilledNotional = FilledNotional,
            RealizedPnl = RealizedPnl,
        };
    }
}
