namespace HarvestBrain.SessionGeneration;

/// <summary>One symbol's market and those who trade in it.</summary>
internal sealed class SymbolLane
{
    private readonly SymbolProfile _symbol;
    private readonly MarketPath _market;
    private readonly Trader[] _traders;
    private readonly Prng _prng;

    public SymbolLane(SymbolProfile symbol, Prng prng, SessionIds ids)
    {
        _symbol = symbol;
        _prng = prng;
        _market = new MarketPath(symbol, prng.Fork());
        PositionSide[] positionSides = symbol.IsHedged ? [PositionSide.Long, PositionSide.Short] : [PositionSide.Both];
        _traders = [.. positionSides.Select(side => new Trader(symbol, side, prng.Fork(), ids))];
    }

    /// <summary>Adds the next price, and what the traders then do at that price.</summary>
    public void Advance(Queue<SessionEvent> happened)
    {
        _market.Advance();
        happened.Enqueue(new SessionEvent
        {
            Symbol = _symbol,
            Status = EventStatus.PriceUpdate,
            Price = _market.Price,
            AverageTrueRange = _prng.Chance(120) ? _market.AverageTrueRange : null,
        });

        foreach (Trader trader in _traders)
        {
            trader.React(_market, happened);
        }
    }
}
