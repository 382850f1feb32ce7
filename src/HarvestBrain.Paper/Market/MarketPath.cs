namespace HarvestBrain.Paper.Market;

/// <summary>The price of one symbol: a random walk with trends, reversals, calm and wild spells, and gaps over several rungs.</summary>
/// <remarks>Shocks and drifts are in thousandths of the profile's standard deviation ("milli-sigma").</remarks>
internal sealed class MarketPath
{
    // A stop is 12 to 17 sigma away (see Trader), so these gaps leap over 0.5 to 2 R at once.
    private const int GapPerMille = 3;
    private const int SmallestGap = 8_000;
    private const int LargestGap = 26_000;

    // Keeps a long session near its start, where tick and step still fit the price.
    private const decimal FarFromStart = 1.5m;

    // The range of a bar of some ten updates, in mean absolute steps of one update.
    private const decimal StepsPerBarRange = 6m;
    private const decimal AtrSmoothing = 0.0625m;

    private readonly SymbolProfile _symbol;
    private readonly Prng _prng;
    private int _driftMilliSigma;
    private int _volatilityPerMille = 1000;
    private int _updatesLeftInSpell;
    private decimal _meanAbsoluteStep;

    public MarketPath(SymbolProfile symbol, Prng prng)
    {
        _symbol = symbol;
        _prng = prng;
        Price = symbol.StartPrice;
        _meanAbsoluteStep = symbol.StartPrice * symbol.Volatility * 0.8m;
    }

    /// <summary>The market price, a multiple of the tick.</summary>
    public decimal Price { get; private set; }

    /// <summary>Direction of the present trend: 1, -1, or 0 for none.</summary>
    public int Trend => Math.Sign(_driftMilliSigma);

    /// <summary>Average true range, a multiple of the tick and at least one tick.</summary>
    public decimal AverageTrueRange => Math.Max(_symbol.Tick, _symbol.RoundToTick(_meanAbsoluteStep * StepsPerBarRange));

    /// <summary>Moves to the next price.</summary>
    public void Advance()
    {
        if (_updatesLeftInSpell-- == 0)
        {
            BeginSpell();
        }

        int milliSigma = (_prng.BellPerMille() * _volatilityPerMille / 1000) + _driftMilliSigma;
        if (_prng.Chance(GapPerMille))
        {
            int direction = Trend != 0 && _prng.Chance(600) ? Trend : _prng.Sign();
            milliSigma += direction * _prng.Between(SmallestGap, LargestGap);
        }

        decimal before = Price;
        decimal step = before * _symbol.Volatility * milliSigma / 1000m;
        Price = Math.Max(_symbol.Tick, _symbol.RoundToTick(before + step));

        // Rounded, or the average would drag ever more digits along.
        decimal change = Math.Abs(Price - before) - _meanAbsoluteStep;
        _meanAbsoluteStep = decimal.Round(_meanAbsoluteStep + (change * AtrSmoothing), 12);
    }

    /// <summary>Draws a new trend and volatility; a trend is often followed by its reversal.</summary>
    private void BeginSpell()
    {
        _updatesLeftInSpell = _prng.Between(40, 170);
        _volatilityPerMille = _prng.Pick(450, 700, 1000, 1000, 1000, 1500, 2300);
        int strength = _prng.Between(120, 330);
        _driftMilliSigma = _prng.Below(10) switch
        {
            < 3 => 0,
            < 7 when Trend != 0 => -Trend * strength,
            _ => _prng.Sign() * strength,
        };

        if (Price > _symbol.StartPrice * FarFromStart)
        {
            _driftMilliSigma = -strength;
        }
        else if (Price < _symbol.StartPrice / FarFromStart)
        {
            _driftMilliSigma = strength;
        }
    }
}
