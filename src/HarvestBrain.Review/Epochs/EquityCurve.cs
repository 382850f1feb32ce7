using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Epochs;

/// <summary>A stretch of an equity curve.</summary>
/// <param name="At">Its last time, Unix milliseconds.</param>
/// <param name="Value">The value then.</param>
/// <param name="Underwater">The deepest fall below the peak within it, 0 or more.</param>
internal readonly record struct EquityPoint(long At, double Value, double Underwater);

/// <summary>
/// An equity marked at every price, kept in bounded memory: when it is full, neighbours are joined. The deepest and the longest drawdown
/// are exact, only the picture is coarser.
/// </summary>
internal sealed class EquityCurve
{
    private const int Capacity = 1024;

    private readonly List<EquityPoint> _points = [];
    private Drawdown _drawdown;
    private EquityPoint _stretch;
    private int _perPoint = 1;
    private int _inStretch;
    private bool _started;

    public double Value { get; private set; }

    public double Deepest => _drawdown.Deepest;

    public long Longest => _drawdown.Longest;

    public void Add(double value, long at)
    {
        if (!_started) _drawdown = new Drawdown(0, at);
        _started = true;
        Value = value;
        _drawdown.Add(value, at);
        _stretch = new EquityPoint(at, value, Math.Max(_inStretch == 0 ? 0 : _stretch.Underwater, _drawdown.Peak - value));
        if (++_inStretch < _perPoint) return;
        _points.Add(_stretch);
        _inStretch = 0;
        if (_points.Count == Capacity) Halve();
    }

    public IReadOnlyList<EquityPoint> Points() => _inStretch == 0 ? [.. _points] : [.. _points, _stretch];

    private void Halve()
    {
        for (int i = 0; i < Capacity / 2; i++)
        {
            EquityPoint first = _points[2 * i], second = _points[(2 * i) + 1];
            _points[i] = second with { Underwater = Math.Max(first.Underwater, second.Underwater) };
        }
        _points.RemoveRange(Capacity / 2, Capacity / 2);
        _perPoint *= 2;
    }
}
