using HarvestBrain.Core.Positions;

namespace HarvestBrain.Review.Epochs;

/// <summary>
/// Marks one run to market at every price, all positions together, in R and in money. An open epoch counts in R of the risk that is known
/// so far.
/// </summary>
internal sealed class EquityMeter
{
    private readonly Dictionary<PositionKey, (decimal Money, double R)> _open = [];
    private decimal _money;
    private double _r;

    /// <summary>In R; epochs without R left out.</summary>
    public EquityCurve InR { get; } = new();

    /// <summary>In quote currency.</summary>
    public EquityCurve InMoney { get; } = new();

    /// <summary>An open epoch has a new worth.</summary>
    public void Mark(PositionKey key, decimal money, decimal? riskQuote)
    {
        (decimal Money, double R) before = _open.GetValueOrDefault(key);
        (decimal Money, double R) now = (money, money.PerRisk(riskQuote) ?? 0);
        _open[key] = now;
        _money += now.Money - before.Money;
        _r += now.R - before.R;
    }

    /// <summary>An epoch is over.</summary>
    public void Close(PositionKey key, decimal money, double? r)
    {
        _open.Remove(key, out (decimal Money, double R) before);
        _money += money - before.Money;
        _r += (r ?? 0) - before.R;
    }

    /// <summary>The sums stand as they are at a time.</summary>
    public void Note(long at)
    {
        InR.Add(_r, at);
        InMoney.Add((double)_money, at);
    }
}
