using System.Text.Json;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>What all open positions come to, in R and in money.</summary>
internal sealed record PositionTotals
{
    /// <summary>Profit of what is open, each as a multiple of its own initial risk, before fees.</summary>
    public decimal OpenR { get; private init; }

    /// <summary>Profit of what was closed of the open positions, so too.</summary>
    public decimal RealizedR { get; private init; }

    /// <summary>Profit of what is open.</summary>
    public decimal UnrealizedPnl { get; private init; }

    /// <summary>Profit of what was closed of them.</summary>
    public decimal RealizedPnl { get; private init; }

    /// <summary>
    /// What would be lost of the entries if every stop were filled at its price now. A stop beyond its entry risks nothing.
    /// </summary>
    public decimal AtRisk { get; private init; }

    /// <summary>The same in R.</summary>
    public decimal AtRiskR { get; private init; }

    /// <summary>How many have no R: they count in money alone.</summary>
    public int WithoutR { get; private init; }

    /// <summary>How many have no stop: what they risk nobody can say.</summary>
    public int WithoutStop { get; private init; }

    public static PositionTotals Of(IReadOnlyList<PositionView> positions) => new()
    {
        OpenR = positions.Sum(position => InR(position, position.UnrealizedPnl)),
        RealizedR = positions.Sum(position => InR(position, position.RealizedPnl)),
        UnrealizedPnl = positions.Sum(position => position.UnrealizedPnl),
        RealizedPnl = positions.Sum(position => position.RealizedPnl),
        AtRisk = positions.Sum(Risk),
        AtRiskR = positions.Sum(position => InR(position, Risk(position))),
        WithoutR = positions.Count(position => position.InitialRiskQuote is null),
        WithoutStop = positions.Count(position => position.Stop is null),
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("totals"u8);
        PositionJson.WriteR(json, "open_r"u8, OpenR);
        PositionJson.WriteR(json, "realized_r"u8, RealizedR);
        PositionJson.WriteNumber(json, "unrealized_pnl"u8, UnrealizedPnl);
        PositionJson.WriteNumber(json, "realized_pnl"u8, RealizedPnl);
        PositionJson.WriteNumber(json, "at_risk"u8, AtRisk);
        PositionJson.WriteR(json, "at_risk_r"u8, AtRiskR);
        json.WriteNumber("without_r"u8, WithoutR);
        json.WriteNumber("without_stop"u8, WithoutStop);
        json.WriteEndObject();
    }

    private static decimal Risk(PositionView position) => Math.Max(0, -position.PnlAtStop ?? 0);

    private static decimal InR(PositionView position, decimal money) =>
        position.InitialRiskQuote is { } risk ? Math.Round(money / risk, 12) : 0;
}
