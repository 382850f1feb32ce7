using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Writing;

/// <summary>Of bars of one length, which of them finer bars or single prices tell as well.</summary>
internal sealed class BarsOfOneLength
{
    private readonly Stretches _toldByFiner = new(), _tellMore = new();
    private decimal _high, _low; // of what is finer within the last bar

    /// <summary>The bar that has not ended yet.</summary>
    public Bar? Last { get; private set; }

    /// <summary>Takes a bar behind the last one, which has ended.</summary>
    public void Begin(Bar bar)
    {
        Last = bar;
        (_high, _low) = (decimal.MinValue, decimal.MaxValue);
    }

    /// <summary>Takes what is finer.</summary>
    /// <returns>It lies within the last bar, wholly: of one that reaches out nobody knows where its high was.</returns>
    public bool See(long fromMs, long toMs, decimal high, decimal low)
    {
        if (Last is null || fromMs < Last.TimeMs || toMs > Last.ToMs) return false;
        _high = Math.Max(_high, high);
        _low = Math.Min(_low, low);
        return true;
    }

    /// <summary>The last bar gets no more of what is finer.</summary>
    /// <returns>High and low of what counts.</returns>
    public (decimal High, decimal Low) End()
    {
        Bar bar = Last!;
        Last = null;
        bool isTold = _high >= bar.High && _low <= bar.Low;
        (isTold ? _toldByFiner : _tellMore).Add(bar);
        return isTold ? (_high, _low) : (bar.High, bar.Low);
    }

    /// <summary>The bar that lies over it tells nothing that finer ones do not.</summary>
    public bool AreToldByFiner(Bar other) => _toldByFiner.Overlap(other);

    /// <summary>A bar lies over it that finer ones do not make up for.</summary>
    public bool TellMore(Bar other) => _tellMore.Overlap(other);

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
