using HarvestBrain.Paper.Market;

namespace HarvestBrain.ReviewTrading;

/// <summary>What a trader tends to do, in thousandths.</summary>
/// <param name="CutsWinners">How often a profit is taken long before its target.</param>
/// <param name="MovesStops">How often the stop is moved away when the price comes near it.</param>
/// <param name="WithTrend">How often an entry goes with the trend of the market; 500 = no edge.</param>
internal sealed record Habits(int CutsWinners, int MovesStops, int WithTrend)
{
    /// <summary>The trader of the sample: some edge in the entries, none in the exits.</summary>
    public static Habits Sample { get; } = new(CutsWinners: 450, MovesStops: 300, WithTrend: 640);

    /// <summary>No habit and no edge.</summary>
    public static Habits None { get; } = new(0, 0, 500);
}

/// <summary>Trades one symbol, one position at a time, with the stop told at the entry and when it is moved.</summary>
internal sealed class HabitualTrader(Market market, Habits habits, Prng prng)
{
    private const decimal FeeRate = 0.0005m;
    private const decimal RiskQuote = 100;

    private bool _open;
    private int _direction;
    private decimal _entry;
    private decimal _stop;
    private decimal _risk;
    private decimal _quantity;
    private decimal _target;
    private decimal _cutAt;
    private decimal _best;
    private bool _moved;
    private int _wait = prng.Between(5, 60);
    private int _held;

    /// <summary>Acts on the price of now; at most one execution comes of it.</summary>
    public Execution? Act()
    {
        if (!_open)
        {
            if (_wait-- > 0) return null;
            return Enter();
        }
        _held++;
        decimal r = _direction * (market.Price - _entry) / _risk;
        _best = Math.Max(_best, r);
        bool isNearStop = !_moved && r < -0.7m && _direction * (market.Price - _stop) > 0;
        if (isNearStop)
        {
            _moved = true;
            if (prng.Chance(habits.MovesStops)) _stop = market.Round(_stop - (_direction * _risk * prng.Between(5, 12) / 10m));
        }
        bool isStopped = _direction * (market.Price - _stop) <= 0;
        bool isCut = _cutAt > 0 && _best >= _cutAt && r <= _best - 0.15m && r > 0;
        bool isDone = r >= _target || _held > 600;
        return isStopped || isCut || isDone ? Exit() : null;
    }

    private Execution Enter()
    {
        int lean = market.Trend != 0 ? market.Trend : prng.Sign();
        _direction = prng.Chance(habits.WithTrend) ? lean : -lean;
        _entry = market.Price;
        _risk = market.Round(market.Step * prng.Between(9, 15));
        _stop = _entry - (_direction * _risk);
        _quantity = decimal.Round(RiskQuote / _risk * prng.Between(8, 12) / 10m, 3);
        _target = prng.Between(15, 40) / 10m;
        _cutAt = prng.Chance(habits.CutsWinners) ? prng.Between(3, 8) / 10m : 0;
        (_best, _held, _moved, _open) = (0, 0, false, true);
        return Trade(_direction > 0, _stop);
    }

    private Execution Exit()
    {
        _open = false;
        _wait = prng.Between(10, 160);
        return Trade(_direction < 0, stop: null);
    }

    private Execution Trade(bool isBuy, decimal? stop) =>
        new(market.Name, isBuy, _quantity, market.Price, stop, decimal.Round(_quantity * market.Price * FeeRate, 6), IsExit: !_open);
}

/// <summary>One execution.</summary>
internal readonly record struct Execution(string Symbol, bool IsBuy, decimal Quantity, decimal Price, decimal? Stop, decimal Fee, bool IsExit);
