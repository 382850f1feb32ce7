using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// By time; equal times by the number of the trade, else as in the file, from its end where the file has the newest first.
/// </summary>
internal static class Ordering
{
    public static void Apply(List<Execution> fills)
    {
        var first = new Dictionary<int, (long Time, long Last)>();
        foreach (Execution fill in fills)
            first[fill.File] = first.TryGetValue(fill.File, out var known) ? (known.Time, fill.TimeMs) : (fill.TimeMs, fill.TimeMs);
        HashSet<int> newestFirst = [.. first.Where(file => file.Value.Time > file.Value.Last).Select(file => file.Key)];
        fills.Sort((a, b) =>
        {
            int order = a.TimeMs.CompareTo(b.TimeMs);
            if (order == 0 && a.NumericId != 0 && b.NumericId != 0) order = a.NumericId.CompareTo(b.NumericId);
            if (order == 0) order = a.File.CompareTo(b.File);
            if (order == 0) order = newestFirst.Contains(a.File) ? b.Sequence.CompareTo(a.Sequence) : a.Sequence.CompareTo(b.Sequence);
            return order;
        });
    }
}
