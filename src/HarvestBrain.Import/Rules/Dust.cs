using HarvestBrain.Core;
using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// A rest that is too small to be meant, such as what a fee in the base asset leaves, would keep its epoch open and make two trades one.
/// It is closed at the last price, when the next fill of the position is an entry, or none follows.
/// </summary>
internal static class Dust
{
    private const decimal MaxQuote = 5; // quote units

    public static List<Execution> Apply(List<Execution> fills, decimal percent, Action<string> note)
    {
        if (percent == 0) return fills;
        var tracker = new EpochTracker();
        var closings = new Dictionary<Execution, Execution>(ReferenceEqualityComparer.Instance);
        foreach (Execution fill in fills)
        {
            if (tracker.Find(fill.Symbol, fill.PositionSide) is { } epoch && fill.IsBuy == epoch.IsLong && IsDust(epoch, percent))
                Close(epoch);
            tracker.Fold(fill);
        }
        foreach (Epoch epoch in tracker.Open.ToList())
        {
            if (IsDust(epoch, percent)) Close(epoch);
        }
        if (closings.Count == 0) return fills;

        var result = new List<Execution>(fills.Count + closings.Count);
        foreach (Execution fill in fills)
        {
            result.Add(fill);
            if (closings.TryGetValue(fill, out Execution? closing)) result.Add(closing);
        }
        return result;

        void Close(Epoch epoch)
        {
            Execution closing = epoch.Last!.Copy();
            closing.IsBuy = !epoch.IsLong;
            closing.Quantity = epoch.Quantity;
            (closing.Fee, closing.FeeUnit, closing.FeeAsset) = (0, FeeUnit.Quote, null);
            (closing.Stop, closing.RiskSource, closing.Realized) = (0, null, null);
            (closing.NumericId, closing.TextId) = (0, null);
            (closing.IsDust, closing.ReduceOnly) = (true, true);
            closings[epoch.Last!] = closing;
            note($"{epoch.Symbol}: {PlainDecimal.Format(epoch.Quantity)} left over is closed as dust at "
                + $"{PlainDecimal.Format(epoch.LastPrice)}");
            tracker.Fold(closing);
        }
    }

    private static bool IsDust(Epoch epoch, decimal percent) =>
        epoch.Quantity > 0 && epoch.Quantity < epoch.Largest * percent / 100 && epoch.Quantity * epoch.LastPrice < MaxQuote;
}
