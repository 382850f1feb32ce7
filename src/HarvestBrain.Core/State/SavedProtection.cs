using System.Text.Json.Serialization;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.State;

/// <summary>What the executor was told of how much the stop protects, as JSON.</summary>
internal sealed record SavedProtection
{
    [JsonPropertyName("said")] public required decimal Said { get; init; }
    [JsonPropertyName("said_before"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal SaidBefore { get; init; }
    [JsonPropertyName("said_at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SaidAt { get; init; }
    [JsonPropertyName("count"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Count { get; init; }
    [JsonPropertyName("least"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal Least { get; init; }
    [JsonPropertyName("most"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal Most { get; init; }
    [JsonPropertyName("tightest"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal? Tightest { get; init; }
    [JsonPropertyName("refused"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal Refused { get; init; }
    [JsonPropertyName("refused_until"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long RefusedUntil { get; init; }

    /// <returns><see langword="null"/> when nothing was said.</returns>
    public static SavedProtection? From(in Protection protection) => protection.Said is not { } said ? null : new()
    {
        Said = said,
        SaidBefore = protection.SaidBefore,
        SaidAt = protection.SaidAtUnixMs,
        Count = protection.Count,
        Least = protection.Least,
        Most = protection.Most,
        Tightest = protection.Tightest,
        Refused = protection.Refused,
        RefusedUntil = protection.RefusedUntilUnixMs,
    };

    public Protection ToProtection() => new()
    {
        Said = Said,
        SaidBefore = SaidBefore,
        SaidAtUnixMs = SaidAt,
        Count = Count,
        Least = Least,
        Most = Most,
        Tightest = Tightest,
        Refused = Refused,
        RefusedUntilUnixMs = RefusedUntil,
    };
}

/// <summary>What stands at the venue, and since when it differs, as JSON.</summary>
internal sealed record SavedStanding
{
    [JsonPropertyName("told_at")] public required long ToldAt { get; init; }
    [JsonPropertyName("current"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCurrent { get; init; }
    [JsonPropertyName("qty"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal StopQuantity { get; init; }
    [JsonPropertyName("closes_all"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ClosesAll { get; init; }
    [JsonPropertyName("stop"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal StopPrice { get; init; }
    [JsonPropertyName("orphan"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Orphan { get; init; }
    [JsonPropertyName("wanted_stop"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal WantedStop { get; init; }
    [JsonPropertyName("unprotected_since"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long UnprotectedSince { get; init; }
    [JsonPropertyName("qty_differs_since"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long QuantityDiffersSince { get; init; }
    [JsonPropertyName("price_differs_since"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long PriceDiffersSince { get; init; }
    [JsonPropertyName("orphan_since"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long OrphanSince { get; init; }

    /// <returns><see langword="null"/> when nothing was told.</returns>
    public static SavedStanding? From(in StandingOrders standing) => standing.ToldAtUnixMs == 0 ? null : new()
    {
        ToldAt = standing.ToldAtUnixMs,
        IsCurrent = standing.IsCurrent,
        StopQuantity = standing.StopQuantity,
        ClosesAll = standing.ClosesAll,
        StopPrice = standing.StopPrice,
        Orphan = standing.Orphan,
        WantedStop = standing.WantedStop,
        UnprotectedSince = standing.UnprotectedSinceUnixMs,
        QuantityDiffersSince = standing.QuantityDiffersSinceUnixMs,
        PriceDiffersSince = standing.PriceDiffersSinceUnixMs,
        OrphanSince = standing.OrphanSinceUnixMs,
    };

    public StandingOrders ToStanding() => new()
    {
        ToldAtUnixMs = ToldAt,
        IsCurrent = IsCurrent,
        StopQuantity = StopQuantity,
        ClosesAll = ClosesAll,
        StopPrice = StopPrice,
        Orphan = Orphan,
        WantedStop = WantedStop,
        UnprotectedSinceUnixMs = UnprotectedSince,
        QuantityDiffersSinceUnixMs = QuantityDiffersSince,
        PriceDiffersSinceUnixMs = PriceDiffersSince,
        OrphanSinceUnixMs = OrphanSince,
    };
}
