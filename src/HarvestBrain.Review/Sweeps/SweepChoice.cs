namespace HarvestBrain.Review.Sweeps;

/// <summary>
/// What to take of many policies: not the largest cell, which is the luckiest, but the largest mean of a cell and its neighbours; of those
/// within one standard error of it the simplest, which is the one of fewest rungs.
/// </summary>
internal static class SweepChoice
{
    /// <summary>The mean of each cell and of those one step away from it on one axis.</summary>
    public static double?[] NeighbourhoodMeans(IReadOnlyList<SweepCell> cells, IReadOnlyList<double?> means)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < cells.Count; i++)
        {
            foreach (int[] place in cells[i].Places) index[Key(cells[i].Grid, place)] = i;
        }
        var result = new double?[cells.Count];
        for (int i = 0; i < cells.Count; i++)
        {
            if (means[i] is null) continue;
            double sum = 0;
            int count = 0;
            foreach (int member in Neighbourhood(cells[i], index).Prepend(i).Distinct())
            {
                if (means[member] is not { } mean) continue;
                sum += mean;
                count++;
            }
            result[i] = sum / count;
        }
        return result;
    }

    private static IEnumerable<int> Neighbourhood(SweepCell cell, Dictionary<string, int> index)
    {
        foreach (int[] place in cell.Places)
        {
            for (int axis = 0; axis < place.Length; axis++)
            {
                foreach (int step in (int[])[-1, 1])
                {
                    int[] beside = [.. place];
                    beside[axis] += step;
                    if (index.TryGetValue(Key(cell.Grid, beside), out int neighbour)) yield return neighbour;
                }
            }
        }
    }

    /// <summary>The place of the cell to take, or -1.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="standardErrors">Standard error of each cell's mean difference.</param>
    public static int Choose(IReadOnlyList<CellNumbers> cells, IReadOnlyList<double?> standardErrors)
    {
        int top = Best(cells, cell => cell.NeighbourhoodMean);
        if (top < 0) return -1;
        double least = cells[top].NeighbourhoodMean!.Value - (standardErrors[top] ?? 0);
        int chosen = top;
        for (int i = 0; i < cells.Count; i++)
        {
            if (cells[i].NeighbourhoodMean is not { } mean || mean < least) continue;
            int fewer = cells[i].Rungs.CompareTo(cells[chosen].Rungs);
            if (fewer < 0 || (fewer == 0 && mean > cells[chosen].NeighbourhoodMean)) chosen = i;
        }
        return chosen;
    }

    /// <summary>The place of the largest value, the first of equal ones; -1 when there is none.</summary>
    public static int Best(IReadOnlyList<CellNumbers> cells, Func<CellNumbers, double?> value)
    {
        int best = -1;
        for (int i = 0; i < cells.Count; i++)
        {
            if (value(cells[i]) is { } own && (best < 0 || own > value(cells[best]))) best = i;
        }
        return best;
    }

    private static string Key(int grid, IReadOnlyList<int> place) => $"{grid}:{string.Join(',', place)}";
}
