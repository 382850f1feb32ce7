using HarvestBrain.Paper.Market;

namespace HarvestBrain.ReviewTrading;

/// <summary>The price of one symbol, step by step: a random walk with trends that last a while.</summary>
/// <param name="name">Symbol.</param>
/// <param name="start">First price.</param>
/// <param name="tick">Smallest difference.</param>
/// <param name="volatility">Standard deviation of a step, as a part of the price.</param>
/// <param name="drift">Strength of its trends, in thousandths of that deviation.</param>
/// <param name="prng">Its own draws.</param>
internal sealed class Market(string name, decimal start, decimal tick, decimal volatility, int drift, Prng prng)
{
    private const decimal FarFromStart = 1.6m;

    private readonly decimal _farAbove = start * FarFromStart;
    private readonly decimal _farBelow = start / FarFromStart;
    private int _left;
    private int _trend;

    public string Name => name;

    public decimal Price { get; private set; } = start;

    public decimal Tick => tick;

    /// <summary>Standard deviation of a step, in price.</summary>
    public decimal Step => Price * volatility;

    /// <summary>The direction that prices lean to now.</summary>
    public int Trend => Math.Sign(_trend);

    public void Advance()
    {
        if (_left-- <= 0)
        {
            _left = prng.Between(60, 240);
            _trend = prng.Between(-1, 1) * drift;
            if (Price > _farAbove) _trend = -drift;
            else if (Price < _farBelow) _trend = drift;
        }
        decimal move = Price * volatility * (prng.BellPerMille() + _trend) / 1000m;
        Price = Math.Max(tick, Round(Price + move));
    }

    public decimal Round(decimal price) => decimal.Round(price / tick) * tick;
}
