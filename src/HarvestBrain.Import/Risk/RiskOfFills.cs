using HarvestBrain.Core;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Risk;

/// <summary>
/// Gives each position that has no stop the first answer among the sources that needs no prices; those that need them
/// are left to <see cref="RiskOfPrices"/>. A stop that the file tells and that is no source is taken away.
/// </summary>
internal static class RiskOfFills
{
    private const int Digits = 12;

    /// <param name="fills">The fills, in order.</param>
    /// <param name="sources">The sources, first choice first.</param>
    /// <param name="onWrongSide">Is told each position whose stop is on the wrong side of its entry.</param>
    public static void Apply(List<Execution> fills, IReadOnlyList<RiskSource> sources, Action<Execution> onWrongSide)
    {
        var tracker = new EpochTracker();
        List<Epoch> epochs = [];
        HashSet<Execution> openings = new(ReferenceEqualityComparer.Instance);
        foreach (Execution fill in fills)
        {
            if (tracker.Fold(fill) is not { } epoch) continue;
            epochs.Add(epoch);
            openings.Add(fill);
        }
        bool fileCounts = sources.Any(source => source is RiskSource.OfFile);
        foreach (Execution fill in fills.Where(fill => fill.Stop > 0 && !openings.Contains(fill) && !fileCounts))
            (fill.Stop, fill.RiskSource) = (0, null);
        foreach (Epoch epoch in epochs) Apply(epoch, sources, fileCounts, onWrongSide);
    }

    private static void Apply(Epoch epoch, IReadOnlyList<RiskSource> sources, bool fileCounts, Action<Execution> onWrongSide)
    {
        Execution opening = epoch.Opening;
        bool isOwn = opening.RiskSource == "stops"; // a list of stops is given to be used
        if (opening.Stop > 0 && (fileCounts || isOwn))
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
                RiskSource.OfMoney money =>
                (money.Money / epoch.FirstQuantity) + (epoch.IsLong ? opening.Price - epoch.FirstEntry : epoch.FirstEntry - opening.Price),
                RiskSource.OfRange or RiskSource.OfExcursion => -1, // decided while prices are read
                _ => null,
            };
            if (distance is not { } known) continue;
            if (known < 0) return;
            if (Set(epoch.Opening, known, source.Name)) return;
        }
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
