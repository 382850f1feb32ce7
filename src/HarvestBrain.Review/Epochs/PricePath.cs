namespace HarvestBrain.Review.Epochs;

/// <summary>A path of prices in bounded memory: when it is full every second point goes, and only every second one is kept from then
/// on.</summary>
internal sealed class PricePath
{
    private const int Capacity = 96;

    private readonly List<PathPoint> _points = [];
    private PathPoint _last;
    private int _stride = 1;
    private int _skipped;

    public void Add(long at, decimal price)
    {
        _last = new PathPoint(at, price);
        if (++_skipped < _stride) return;
        _skipped = 0;
        _points.Add(_last);
        if (_points.Count < Capacity) return;
        for (int i = 0; i < Capacity / 2; i++) _points[i] = _points[2 * i];
        _points.RemoveRange(Capacity / 2, Capacity / 2);
        _stride *= 2;
    }

    /// <summary>The points, the last price always among them.</summary>
    public IReadOnlyList<PathPoint> Points() => _points.Count > 0 && _points[^1] == _last ? [.. _points] : [.. _points, _last];
}
