using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Writing;

/// <summary>Which time bars of one length fill, and which of it single prices tell as well.</summary>
internal sealed class BarsOfOneLength
{
    private readonly Stretches _all = new(), _toldByPrices = new();
    private decimal _high, _low; // of the single prices within the last bar

    public Bar? Last { get; private set; }

    /// <summary>Takes a bar behind the last one.</summary>
    public void Add(Bar bar)
    {
        EndLast();
        Last = bar;
        _all.Add(bar);
        (_high, _low) = (decimal.MinValue, decimal.MaxValue);
    }

    /// <summary>Takes a price.</summary>
    public void See(Bar price)
    {
        if (Last is null || price.TimeMs > Last.ToMs) return;
        _high = Math.Max(_high, price.Close);
        _low = Math.Min(_low, price.Close);
    }

    /// <summary>The last bar gets no more prices.</summary>
    public void EndLast()
    {
        if (Last is { } bar && _high >= bar.High && _low <= bar.Low) _toldByPrices.Add(bar);
    }

    /// <summary>Some bar lies over it.</summary>
    public bool Covers(Bar other) => _all.Overlap(other);

    /// <summary>The bar that lies over it tells nothing that single prices do not.</summary>
    public bool AreToldByPrices(Bar other) => _toldByPrices.Overlap(other);

    /// <summary>Stretches of time that bars fill without a gap, in order.</summary>
    private sealed class Stretches
    {
        private readonly List<(long From, long To)> _stretches = [];

        public void Add(Bar bar)
        {
            if (_stretches.Count > 0 && bar.TimeMs <= _stretches[^1].To + 1)
                _stretches[^1] = (_stretches[^1].From, Math.Max(_stretches[^1].To, bar.ToMs));
            else _stretches.Add((bar.TimeMs, bar.ToMs));
        }

        public bool Overlap(Bar bar)
        {
            int low = 0, high = _stretches.Count; // the first one that ends at or behind the bar's beginning
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_stretches[middle].To < bar.TimeMs) low = middle + 1;
                else high = middle;
            }
            return low < _stretches.Count && _stretches[low].From <= Math.Max(bar.ToMs, bar.TimeMs);
        }
    }
}
