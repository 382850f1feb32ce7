using HarvestBrain.Core;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// A rest that is too small to be meant, such as what a fee in the base asset leaves, would keep its epoch open and make two trades one.
/// It is closed at the last price, when the next fill of the position is an entry, or none follows. It is still in the account, so a
/// later fill that closes more than is open takes it from there: it only closes, and opens nothing on the other side.
/// </summary>
/// <param name="tracker">Follows the fills.</param>
/// <param name="percent">Share of the largest quantity below which a rest is dust; 0 = nothing is.</param>
/// <param name="note">Is told each rest that is closed.</param>
/// <param name="log">Is told each row of which something was closed before; <see langword="null"/> = nobody is.</param>
internal sealed class Dust(EpochTracker tracker, decimal percent, Action<string> note, LeftOutLog? log)
{
    private const decimal MaxQuote = 5; // quote units

    // What was closed and is still held, a short negative: what is held is what is open and this.
    private readonly Dictionary<(string Symbol, PositionSide Side), decimal> _aside = [];

    /// <summary>What closes a rest before a fill is folded; <see langword="null"/> = nothing has to.</summary>
    public Execution? Before(Execution fill) =>
        tracker.Find(fill.Symbol, fill.PositionSide) is { } epoch && fill.IsBuy == epoch.IsLong && IsDust(epoch) ? Close(epoch) : null;

    /// <summary>A fill without what it takes of rests that were closed; <see langword="null"/> = it is nothing else. What goes beyond them
    /// as well is an entry, and stays as it is.</summary>
    public Execution? WithoutClosed(Execution fill)
    {
        var key = (fill.Symbol, fill.PositionSide);
        if (!_aside.TryGetValue(key, out decimal aside) || fill.IsBuy == aside > 0) return fill;
        Epoch? epoch = tracker.Find(fill.Symbol, fill.PositionSide);
        if (epoch is not null && epoch.IsLong != aside > 0) return fill;
        decimal open = epoch?.Quantity ?? 0, excess = fill.Quantity - open, noise = fill.Quantity * Noise.Share;
        if (excess <= noise || excess > Math.Abs(aside) + noise) return fill;
        SetAside(key, Math.Abs(aside) - excess <= noise ? -aside : fill.IsBuy ? excess : -excess);
        log?.Add(fill, "closes what was left over and is closed as dust already");
        if (open == 0) return null;
        Execution rest = fill.Copy(); // the fills are read more than once
        if (rest.Realized is { } realized) rest.Realized = PlainDecimal.RoundToSignificant(realized * open / fill.Quantity, 15);
        rest.Quantity = open;
        return rest;
    }

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
        SetAside((epoch.Symbol, closing.PositionSide), epoch.IsLong ? epoch.Quantity : -epoch.Quantity);
        tracker.Fold(closing);
        return closing;
    }

    private void SetAside((string Symbol, PositionSide Side) key, decimal more)
    {
        decimal aside = _aside.GetValueOrDefault(key) + more;
        if (aside == 0) _aside.Remove(key);
        else _aside[key] = aside;
    }

    private bool IsDust(Epoch epoch) =>
        epoch.Quantity > 0 && epoch.Quantity < epoch.Largest * percent / 100 && epoch.Quantity * epoch.LastPrice < MaxQuote;
}
