using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Storing;

/// <summary>The order in which fills are written: what closes a rest as dust stands behind the fill that left it.</summary>
internal sealed class ByRank : IComparer<Execution>
{
    public static readonly ByRank Instance = new();

    public int Compare(Execution? x, Execution? y)
    {
        int order = x!.Rank.CompareTo(y!.Rank);
        return order != 0 ? order : x.IsDust.CompareTo(y.IsDust);
    }
}
