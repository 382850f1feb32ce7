using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>
/// Fees in other assets than the quote. One in the base asset is that much less bought, or that much more given, and its price is the fee.
/// One in any other asset has no price here: it is not counted, and that is said.
/// </summary>
internal static class FeeFold
{
    /// <summary>The fill or cost with its fee in quote currency, and with what is really held after it.</summary>
    /// <param name="e">The fill or cost, of which <see cref="HarvestEvent.FeeAsset"/> is told.</param>
    /// <param name="markPrice">The price of a cost that has none; 0 = not known.</param>
    /// <param name="policy">The policy of its symbol, which may say its assets.</param>
    public static HarvestEvent InQuote(in HarvestEvent e, decimal markPrice, HarvestPolicy policy)
    {
        if (e.FeeQuote == 0) return e with { FeeAsset = null }; // an order's total that comes again costs nothing more
        switch (UnitOf(e, policy))
        {
            case FeeUnit.Quote:
                return e with { FeeAsset = null };
            case FeeUnit.Base when TryBase(e, markPrice, policy.ContractSize, out HarvestEvent counted):
                return counted;
            default:
                return e with { FeeQuote = 0, FeeAsset = null, IsFeeIncomplete = true };
        }
    }

    /// <summary>The same, and tells when a fee could not be counted.</summary>
    public static HarvestEvent Counted(Position position, in HarvestEvent e, HarvestPolicy policy, List<FoldRejection> rejections)
    {
        HarvestEvent counted = InQuote(e, position.MarkPrice, policy);
        if (counted.IsFeeIncomplete && !e.IsFeeIncomplete)
            rejections.Add(new(position.Key, FoldCode.FeeNotCounted, e.FeeQuote, 0) { Detail = e.FeeAsset });
        return counted;
    }

    // What the settings say counts, and the name of the symbol for the rest.
    private static FeeUnit UnitOf(in HarvestEvent e, HarvestPolicy policy)
    {
        bool hasQuote = policy.QuoteAsset.Length > 0, hasBase = policy.BaseAsset.Length > 0;
        if (hasQuote && string.Equals(e.FeeAsset, policy.QuoteAsset, StringComparison.OrdinalIgnoreCase)) return FeeUnit.Quote;
        if (hasBase && string.Equals(e.FeeAsset, policy.BaseAsset, StringComparison.OrdinalIgnoreCase)) return FeeUnit.Base;
        return SymbolAssets.Of(e.Symbol, e.FeeAsset) switch
        {
            FeeUnit.Quote when !hasQuote => FeeUnit.Quote,
            FeeUnit.Base when !hasBase => FeeUnit.Base,
            _ => FeeUnit.Other,
        };
    }

    private static bool TryBase(in HarvestEvent e, decimal markPrice, decimal contractSize, out HarvestEvent counted)
    {
        bool isFill = e.Kind == EventKind.Fill;
        decimal price = isFill ? e.Price : markPrice;
        counted = default;
        // More than was filled, or than any market knows, is no fee.
        if (price == 0 || Math.Abs(e.FeeQuote) > Limits.MaxQuantity) return false;
        if (isFill && Math.Abs(e.FeeQuote) >= e.Quantity * contractSize) return false;
        decimal contracts = e.FeeQuote / contractSize; // the fee is told in the asset, the quantity in contracts
        decimal held = !isFill ? 0 : e.Side == OrderSide.Buy ? e.Quantity - contracts : e.Quantity + contracts;
        if (isFill && (held is < Limits.MinPositive or > Limits.MaxQuantity || held * price > Limits.MaxNotional)) return false;
        if (Math.Abs(e.FeeQuote) * price > Limits.MaxNotional) return false;
        counted = e with { Quantity = isFill ? held : e.Quantity, FeeQuote = e.FeeQuote * price, FeeAsset = null };
        return true;
    }
}
