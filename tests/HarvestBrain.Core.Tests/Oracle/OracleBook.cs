namespace HarvestBrain.Core.Tests.Oracle;

/// <summary>
/// The independent oracle of property 12 in design.md: takes plain fills and prices, keeps every position by the rules
/// of section 3, and shares nothing with the engine. It knows no fallback stop, no snapshot and no bounded memory.
/// </summary>
internal sealed class OracleBook(OracleRules? rules = null)
{
    private readonly SortedDictionary<string, OraclePosition> _positions = new(StringComparer.Ordinal);

    /// <summary>Every position that was ever given a fill, the flat ones too, in ordinal order of symbol and side.</summary>
    public IReadOnlyCollection<OraclePosition> Positions => _positions.Values;

    /// <summary>The position of a key. One that no fill was ever given for is flat.</summary>
    public OraclePosition Position(string symbol, string positionSide) =>
        _positions.TryGetValue(Key(symbol, positionSide), out var known) ? known : new OraclePosition(symbol, positionSide, rules);

    /// <summary>Folds one execution. Inputs that a decoder has to refuse are a mistake of the calling test and throw.</summary>
    /// <param name="symbol">The symbol, as it is.</param>
    /// <param name="positionSide">BOTH, LONG or SHORT.</param>
    /// <param name="buy">The side of the fill.</param>
    /// <param name="qty">Above zero.</param>
    /// <param name="price">Above zero.</param>
    /// <param name="stop">Null or zero: none given.</param>
    /// <param name="fee">A rebate is negative.</param>
    /// <param name="reduceOnly">Whether the fill may only reduce.</param>
    /// <param name="executionId">Null: never taken for a repeat.</param>
    /// <param name="entryId">The stream entry id; names the epoch if this fill opens one.</param>
    /// <param name="time">The earliest that it was, milliseconds.</param>
    /// <param name="slack">How much later it may have been.</param>
    /// <param name="orderId">Null: of no order.</param>
    /// <param name="told">What quantity, price and fee are of.</param>
    /// <param name="feeAsset">What the fee is paid in; null: what the symbol is paid with.</param>
    public void Fill(
        string symbol,
        string positionSide,
        bool buy,
        decimal qty,
        decimal price,
        decimal? stop,
        decimal fee,
        bool reduceOnly,
        string? executionId,
        string entryId,
        long time = 0,
        int slack = 0,
        string? orderId = null,
        OracleTold told = default,
        string? feeAsset = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(qty);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(price);
        ArgumentOutOfRangeException.ThrowIfNegative(stop ?? 0m, nameof(stop));

        var position = Position(symbol, positionSide);
        _positions[Key(symbol, positionSide)] = position;
        position.Fill(
            buy,
            Rational.FromDecimal(qty),
            Rational.FromDecimal(price),
            Rational.FromDecimal(stop),
            Rational.FromDecimal(fee),
            reduceOnly,
            executionId,
            entryId,
            time,
            slack,
            orderId,
            told,
            feeAsset);
    }

    /// <summary>A mark price belongs to the symbol, hence to each of its position sides.</summary>
    public void Price(string symbol, decimal price, decimal? stop = null, long time = 0, int slack = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(price);

        foreach (var position in _positions.Values)
        {
            if (string.Equals(position.Symbol, symbol, StringComparison.Ordinal))
            {
                position.MarkAt(Rational.FromDecimal(price), Rational.FromDecimal(stop), time, slack);
            }
        }
    }

    // The side comes from a closed set without a slash, so that no two keys can read the same.
    private static string Key(string symbol, string positionSide) => symbol + "/" + positionSide;
}
