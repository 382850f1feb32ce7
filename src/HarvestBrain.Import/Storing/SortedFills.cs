using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Storing;

/// <summary>
/// Any number of fills in an order, read as often as a rule needs. What is more than a few stands in a temporary file, as runs that are
/// sorted each and are merged while they are read; so memory does not grow with the fills.
/// </summary>
internal sealed class SortedFills(IComparer<Execution> order, int inMemory, FillCodec codec) : IDisposable
{
    private readonly List<Execution> _latest = []; // not in the file
    private RunFile? _file;
    private bool _isSorted = true;

    /// <summary>Takes a fill; whoever gave it changes it no more.</summary>
    /// <exception cref="TemporaryFileException">There is no room for a temporary file.</exception>
    public void Add(Execution fill)
    {
        _isSorted = _isSorted && (_latest.Count == 0 || order.Compare(_latest[^1], fill) <= 0);
        _latest.Add(fill);
        if (_latest.Count >= inMemory) Spill();
    }

    /// <summary>The fills in order. Each is a copy, so that what one pass changes is not there in the next.</summary>
    /// <exception cref="TemporaryFileException">There is no room for a temporary file.</exception>
    public IEnumerable<Execution> Read()
    {
        if (_file is not null && _latest.Count > 0) Spill();
        if (_file is null) Sort();
        return _file?.Read(order) ?? _latest.Select(fill => fill.Copy());
    }

    public void Dispose()
    {
        _file?.Dispose();
        _latest.Clear();
    }

    private void Spill()
    {
        Sort();
        _file ??= new RunFile(codec);
        _file.Append(_latest, order);
        _latest.Clear();
        _isSorted = true;
    }

    private void Sort()
    {
        if (!_isSorted) _latest.Sort(order);
        _isSorted = true;
    }
}
