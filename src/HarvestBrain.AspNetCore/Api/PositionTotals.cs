using System.Text.Json;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>What all open positions come to, in R and in money.</summary>
internal sealed record PositionTotals
{
    /// <summary>Profit of what is open, each as a multiple of its own initial risk, before fees.</summary>
    public decimal OpenR { get; private init; }

    /// <summary>Profit of what was closed of the open positions, so too.</summary>
    public decimal RealizedR { get; private init; }

    /// <summary>Money, one sum per quote currency, by name; what no name tells the currency of stands last.</summary>
    public IReadOnlyList<MoneyTotals> Money { get; private init; } = [];

    /// <summary>What would be lost of the entries if every stop were filled at its price now, in R.</summary>
    public decimal AtRiskR { get; private init; }

    /// <summary>How many have no R: they count in money alone.</summary>
    public int WithoutR { get; private init; }

    /// <summary>How many have no stop: what they risk nobody can say.</summary>
    public int WithoutStop { get; private init; }

    public static PositionTotals Of(IReadOnlyList<PositionView> positions) => new()
    {
        OpenR = positions.Sum(position => InR(position, position.UnrealizedPnl)),
        RealizedR = positions.Sum(position => InR(position, position.RealizedPnl)),
        Money = [.. positions.GroupBy(position => SymbolAssets.QuoteOf(position.Key.Symbol), StringComparer.Ordinal)
            .OrderBy(group => group.Key is null).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new MoneyTotals(
                group.Key, group.Sum(position => position.UnrealizedPnl), group.Sum(position => position.RealizedPnl), group.Sum(Risk)))],
        AtRiskR = positions.Sum(position => InR(position, Risk(position))),
        WithoutR = positions.Count(position => position.InitialRiskQuote is null),
        WithoutStop = positions.Count(position => position.Stop is null),
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("totals"u8);
        PositionJson.WriteR(json, "open_r"u8, OpenR);
        PositionJson.WriteR(json, "realized_r"u8, RealizedR);
        WriteSum(json, "unrealized_pnl"u8, money => money.UnrealizedPnl);
        WriteSum(json, "realized_pnl"u8, money => money.RealizedPnl);
        WriteSum(json, "at_risk"u8, money => money.AtRisk);
        PositionJson.WriteR(json, "at_risk_r"u8, AtRiskR);
        json.WriteNumber("without_r"u8, WithoutR);
        json.WriteNumber("without_stop"u8, WithoutStop);
        json.WriteStartArray("money"u8);
        foreach (MoneyTotals money in Money) money.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Of several currencies there is no sum.
    private void WriteSum(Utf8JsonWriter json, ReadOnlySpan<byte> name, Func<MoneyTotals, decimal> of) =>
        PositionJson.WriteNumber(json, name, Money.Count > 1 ? null : Money.Sum(of));

    // A stop beyond its entry risks nothing.
    private static decimal Risk(PositionView position) => Math.Max(0, -position.PnlAtStop ?? 0);

    private static decimal InR(PositionView position, decimal money) =>
        position.InitialRiskQuote is { } risk ? Math.Round(money / risk, 12) : 0;
}

/// <summary>Money of one quote currency.</summary>
/// <param name="Quote">The currency; <see langword="null"/> = the names of the symbols do not tell.</param>
/// <param name="UnrealizedPnl">Profit of what is open.</param>
/// <param name="RealizedPnl">Profit of what was closed of it.</param>
/// <param name="AtRisk">What would be lost of the entries if every stop were filled at its price now.</param>
internal readonly record struct MoneyTotals(string? Quote, decimal UnrealizedPnl, decimal RealizedPnl, decimal AtRisk)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("quote"u8, Quote);
        PositionJson.WriteNumber(json, "unrealized_pnl"u8, UnrealizedPnl);
        PositionJson.WriteNumber(json, "realized_pnl"u8, RealizedPnl);
        PositionJson.WriteNumber(json, "at_risk"u8, AtRisk);
        json.WriteEndObject();
    }
}
