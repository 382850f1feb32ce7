using HarvestBrain.Core;
using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// Fees in quote currency. One in the base asset is that much less bought, or more given, and its price is the fee; the traded price stays
/// the entry. Of a derivative the base asset is money beside the position, so only its price counts. Other assets are priced when the
/// prices of that time are known (<see cref="Writing.FeePrices"/>).
/// </summary>
internal static class FeeInQuote
{
    public static void Apply(Execution fill)
    {
        if (fill.FeeUnit != FeeUnit.Base) return;
        decimal paid = fill.Fee;
        fill.Fee = PlainDecimal.Trim(paid * fill.Price);
        fill.FeeUnit = FeeUnit.Quote;
        if (fill.Market == Market.Linear) return;
        decimal held = fill.IsBuy ? fill.Quantity - paid : fill.Quantity + paid;
        if (held > 0) fill.Quantity = PlainDecimal.Trim(held);
    }
}
