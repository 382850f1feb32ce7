using HarvestBrain.Core.Events;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Folding;

/// <summary>Learns the average true range from entries, as far as the policy needs it.</summary>
internal static class RangeFold
{
    /// <summary>Adds a price to the bars, and takes the range that the entry brings.</summary>
    /// <returns>What the range that counts makes out of date.</returns>
    public static Replan Learn(Position position, in HarvestEvent e, HarvestPolicy policy)
    {
        if (!TrailingStop.NeedsAtr(policy)) return Replan.None;
        AtrBars? bars = position.AtrBars;
        bool other = bars is null || bars.BarSeconds != policy.AtrBarSeconds || bars.Period != policy.AtrPeriod;
        if (other) position.AtrBars = new AtrBars(policy.AtrBarSeconds, policy.AtrPeriod); // what the old ones said is gone
        bool closed = (position.AtrBars!.Add(e.Price, e.TimeUnixMs) || other) && position.Current.OutsideAtr is null;
        return Apply(position, e, policy) || closed ? Replan.Next : Replan.None;
    }

    /// <summary>The same of a fill: its range counts always, its price as far as it is the mark price.</summary>
    public static void LearnFill(Position position, in HarvestEvent e, HarvestPolicy policy)
    {
        if (!TrailingStop.NeedsAtr(policy)) return;
        if (MarkFold.Judge(position, e, policy) == MarkVerdict.Counts) Learn(position, e, policy);
        else Apply(position, e, policy);
    }

    /// <summary>Takes the range that the entry brings. It counts before the bars, to the end of the epoch.</summary>
    /// <returns>It is another one.</returns>
    public static bool Apply(Position position, in HarvestEvent e, HarvestPolicy policy)
    {
        if (!TrailingStop.NeedsAtr(policy) || e.Atr == 0 || e.Atr == position.Current.OutsideAtr) return false;
        position.Current.OutsideAtr = e.Atr;
        return true;
    }
}
