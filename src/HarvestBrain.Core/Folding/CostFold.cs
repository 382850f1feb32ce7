using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>What was paid or received without an execution.</summary>
internal static class CostFold
{
    /// <summary>A cost without an execution, such as funding: it belongs to the units that are open.</summary>
    public static Folded Apply(Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        if (RepeatFold.Refuse(position, e, rejections) is { } refusal) return refusal;
        if (position.Direction == Direction.Flat) return Folded.Remembered(); // nobody's, also when it is told again later
        HarvestEvent told = e.FeeAsset is null ? e : FeeFold.Counted(position, e, policy, rejections);
        position.FeesQuote += told.FeeQuote;
        position.Current.FundingQuote += told.FeeQuote;
        position.FeesIncomplete |= told.IsFeeIncomplete;
        decimal funding = position.FundingPerUnit + Costs.PerUnit(told.FeeQuote, position.Quantity * position.ContractSize);
        funding = Math.Clamp(funding, -Limits.MaxPrice, Limits.MaxPrice);
        position.Current.FundingPerUnit = PlainDecimal.RoundToSignificant(funding, Limits.AverageDigits);
        return Folded.Changed(Replan.All);
    }

    /// <summary>The position grew: what was paid per unit before is spread over the units that came later.</summary>
    public static decimal Spread(decimal perUnit, decimal before, decimal quantity) =>
        perUnit == 0 ? 0 : PlainDecimal.RoundToSignificant(perUnit * before / quantity, Limits.AverageDigits);
}
