using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// By time; equal times by the number of the trade, else as in the file, from its end where the file has the newest first. Fills of one
/// time are held together.
/// </summary>
internal static class Ordering
{
    /// <summary>By time, else as they were read.</summary>
    public static IComparer<Execution> ByTime { get; } = Comparer<Execution>.Create((a, b) =>
    {
        int order = a.TimeMs.CompareTo(b.TimeMs);
        if (order == 0) order = a.File.CompareTo(b.File);
        return order != 0 ? order : a.Sequence.CompareTo(b.Sequence);
    });

    /// <summary>Puts fills of equal times in order, and numbers them all.</summary>
    /// <param name="byTime">The fills by <see cref="ByTime"/>.</param>
    /// <param name="newestFirst">Files that have the newest first.</param>
    public static IEnumerable<Execution> Rank(IEnumerable<Execution> byTime, HashSet<int> newestFirst)
    {
        long rank = 0;
        List<Execution> ofOneTime = [];
        foreach (Execution fill in byTime)
        {
            if (ofOneTime.Count > 0 && ofOneTime[0].TimeMs != fill.TimeMs)
            {
                foreach (Execution earlier in Sorted(ofOneTime, newestFirst)) yield return Ranked(earlier);
                ofOneTime.Clear();
            }
            ofOneTime.Add(fill);
        }
        foreach (Execution last in Sorted(ofOneTime, newestFirst)) yield return Ranked(last);

        Execution Ranked(Execution fill)
        {
            fill.Rank = rank++;
            return fill;
        }
    }

    private static List<Execution> Sorted(List<Execution> ofOneTime, HashSet<int> newestFirst)
    {
        if (ofOneTime.Count < 2) return ofOneTime;
        // A number says nothing about a row that has none, so a file with both has its own order only.
        HashSet<int> unnumbered = [.. ofOneTime.Where(fill => fill.NumericId == 0).Select(fill => fill.File)];
        ofOneTime.Sort((a, b) =>
        {
            int order = unnumbered.Count == 0 ? a.NumericId.CompareTo(b.NumericId) : 0;
            if (order == 0) order = a.File.CompareTo(b.File);
            if (order == 0 && !unnumbered.Contains(a.File)) order = a.NumericId.CompareTo(b.NumericId);
            if (order == 0) order = newestFirst.Contains(a.File) ? b.Sequence.CompareTo(a.Sequence) : a.Sequence.CompareTo(b.Sequence);
            return order;
        });
        return ofOneTime;
    }
}
