using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Writing;

/// <summary>
/// Looks ahead to fills of positions that have symbols of their own: a bar is written when it begins, also for what opens only within it.
/// Holds the fills of the longest bar.
/// </summary>
internal sealed class ComingPositions : IDisposable
{
    private readonly IEnumerator<Execution> _fills;
    private readonly Queue<(long TimeMs, string Symbol)> _coming = [];
    private bool _isMore;

    public ComingPositions(CountedFills fills)
    {
        _fills = fills.Read().GetEnumerator();
        _isMore = fills.WithPositions.Count > 0 && _fills.MoveNext();
    }

    /// <summary>Those that have a fill behind the beginning of a bar and before its end. Bars come in order of time.</summary>
    public IEnumerable<string> Within(Bar bar)
    {
        while (_coming.TryPeek(out var first) && first.TimeMs <= bar.TimeMs) _coming.Dequeue();
        while (_isMore && _fills.Current.TimeMs <= bar.ToMs)
        {
            if (_fills.Current.TimeMs > bar.TimeMs) _coming.Enqueue((_fills.Current.TimeMs, _fills.Current.Symbol));
            _isMore = _fills.MoveNext();
        }
        return _coming.TakeWhile(fill => fill.TimeMs <= bar.ToMs).Select(fill => fill.Symbol);
    }

    public void Dispose() => _fills.Dispose();
}
