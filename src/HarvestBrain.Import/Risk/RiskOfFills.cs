using HarvestBrain.Core;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Risk;

/// <summary>
/// Gives each position that has no stop the first answer among the sources that needs no prices; those that need them and come before it
/// are asked by <see cref="RiskOfPrices"/>, and take its place where they know. A stop that the file tells and that is no source is taken
/// away.
/// </summary>
/// <param name="sources">The sources, first choice first.</param>
/// <param name="sizes">What each position came to first, by its number; asked for where the risk is the same money each time.</param>
/// <param name="onWrongSide">Is told each position whose stop is on the wrong side of its entry.</param>
internal sealed class RiskOfFills(
    IReadOnlyList<RiskSource> sources, IReadOnlyList<(decimal Quantity, decimal Entry)> sizes, Action<Execution> onWrongSide)
{
    private const int Digits = 12;

    private readonly bool _fileCounts = sources.Any(source => source is RiskSource.OfFile);

    /// <summary>A fill that opens nothing.</summary>
    public void Apply(Execution fill)
    {
        if (fill.Stop > 0 && !_fileCounts) (fill.Stop, fill.RiskSource) = (0, null);
    }

    /// <summary>A position, when it opens.</summary>
    public void Apply(Epoch epoch)
    {
        Execution opening = epoch.Opening;
        bool isOwn = opening.RiskSource == "stops"; // a list of stops is given to be used
        if (opening.Stop > 0 && (_fileCounts || isOwn))
        {
            if (IsProtective(epoch, opening.Stop)) return;
            onWrongSide(opening);
        }
        string? why = opening.RiskSource == "default" ? "default" : null;
        (opening.Stop, opening.RiskSource) = (0, why);
        foreach (RiskSource source in sources)
        {
            decimal? distance = source switch
            {
                RiskSource.OfPercent percent => opening.Price * percent.Percent / 100,
                RiskSource.OfMoney money => OfMoney(epoch, money.Money),
                _ => null, // the range and the excursion are known while prices are read
            };
            if (distance is { } known && Set(epoch.Opening, known, source.Name)) return;
        }
    }

    private decimal OfMoney(Epoch epoch, decimal money)
    {
        (decimal quantity, decimal entry) = sizes[epoch.Number];
        return (money / quantity) + (epoch.IsLong ? epoch.Opening.Price - entry : entry - epoch.Opening.Price);
    }

    /// <summary>Sets a stop at a distance from the opening fill's price.</summary>
    public static bool Set(Execution opening, decimal distance, string source)
    {
        decimal stop = PlainDecimal.RoundToSignificant(opening.IsBuy ? opening.Price - distance : opening.Price + distance, Digits);
        if (stop < Limits.MinPositive || stop == opening.Price) return false;
        (opening.Stop, opening.RiskSource) = (stop, source);
        return true;
    }

    private static bool IsProtective(Epoch epoch, decimal stop) => epoch.IsLong ? stop < epoch.Opening.Price : stop > epoch.Opening.Price;
}
