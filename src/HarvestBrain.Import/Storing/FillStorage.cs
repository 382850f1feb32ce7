using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Storing;

/// <summary>Where the fills of one import are kept between its passes: some in memory, more of them in temporary files.</summary>
/// <param name="inMemory">How many fills a list holds before it goes to a file.</param>
internal sealed class FillStorage(int inMemory) : IDisposable
{
    private readonly FillCodec _codec = new();
    private readonly List<SortedFills> _lists = [];

    /// <summary>An empty list.</summary>
    /// <param name="order">Its order. Fills that it holds for equal stand in any.</param>
    public SortedFills List(IComparer<Execution> order)
    {
        var list = new SortedFills(order, inMemory, _codec);
        _lists.Add(list);
        return list;
    }

    /// <summary>A list of what a pass gives; its order is that of <see cref="Execution.Rank"/>.</summary>
    public SortedFills Keep(IEnumerable<Execution> fills)
    {
        SortedFills list = List(ByRank.Instance);
        foreach (Execution fill in fills) list.Add(fill);
        return list;
    }

    /// <summary>A list that no pass will read any more.</summary>
    public void Drop(SortedFills list)
    {
        _lists.Remove(list);
        list.Dispose();
    }

    public void Dispose()
    {
        foreach (SortedFills list in _lists) list.Dispose();
        _lists.Clear();
    }
}
