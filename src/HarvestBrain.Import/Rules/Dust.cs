using HarvestBrain.Core;
using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// A rest that is too small to be meant, such as what a fee in the base asset leaves, would keep its epoch open and make two trades one.
/// It is closed at the last price, when the next fill of the position is an entry, or none follows.
/// </summary>
/// <param name="tracker">Follows the fills.</param>
/// <param name="percent">Share of the largest quantity below which a rest is dust; 0 = nothing is.</param>
/// <param name="note">Is told each rest that is closed.</param>
internal sealed class Dust(EpochTracker tracker, decimal percent, Action<string> note)
{
    private const decimal MaxQuote = 5; // quote units

    /// <summary>What closes a rest before a fill is folded; <see langword="null"/> = nothing has to.</summary>
    public Execution? Before(Execution fill) =>
        tracker.Find(fill.Symbol, fill.PositionSide) is { } epoch && fill.IsBuy == epoch.IsLong && IsDust(epoch) ? Close(epoch) : null;

    /// <summary>What closes rests behind the last fill.</summary>
    public IEnumerable<Execution> AtEnd() => tracker.Open.Where(IsDust).ToList().Select(Close);

    private Execution Close(Epoch epoch)
    {
        Execution closing = epoch.Last!.Copy();
        closing.IsBuy = !epoch.IsLong;
        closing.Quantity = epoch.Quantity;
        (closing.Fee, closing.FeeUnit, closing.FeeAsset) = (0, FeeUnit.Quote, null);
        (closing.Stop, closing.RiskSource, closing.Realized) = (0, null, null);
        (closing.NumericId, closing.TextId) = (0, null);
        (closing.IsDust, closing.ReduceOnly) = (true, true);
        note($"{epoch.Symbol}: {PlainDecimal.Format(epoch.Quantity)} left over is closed as dust at "
            + $"{PlainDecimal.Format(epoch.LastPrice)}");
        tracker.Fold(closing);
        return closing;
    }

    private bool IsDust(Epoch epoch) =>
        epoch.Quantity > 0 && epoch.Quantity < epoch.Largest * percent / 100 && epoch.Quantity * epoch.LastPrice < MaxQuote;
}
