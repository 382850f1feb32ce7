namespace HarvestBrain.SessionGeneration;

/// <summary>An order at work: what of it is still to be executed, slice by slice.</summary>
internal sealed class Order
{
    private readonly Queue<decimal> _slices = [];

    public required string Id { get; init; }

    public required bool IsBuy { get; init; }

    public required bool Increases { get; init; }

    public bool ReduceOnly { get; init; }

    /// <summary>Stop of the position once this order has executed; 0 for one that only reduces.</summary>
    public decimal Stop { get; init; }

    /// <summary>Told with the first execution only.</summary>
    public decimal? TakeProfit { get; init; }

    /// <summary>Executed in one piece so far, and to the end.</summary>
    public bool IsSingle { get; private set; }

    public bool IsFresh { get; private set; } = true;

    public bool IsDone => _slices.Count == 0;

    public decimal OpenQuantity => _slices.Sum();

    /// <summary>Cuts <paramref name="quantity"/> into at most <paramref name="pieces"/> multiples of the symbol's step.</summary>
    public void Slice(SymbolProfile symbol, decimal quantity, int pieces, Prng prng)
    {
        decimal rest = quantity;
        for (int piece = 1; piece < pieces; piece++)
        {
            decimal slice = symbol.FloorToStep(rest * prng.Between(30, 60) / 100m);
            if (slice >= symbol.QuantityStep)
            {
                _slices.Enqueue(slice);
                rest -= slice;
            }
        }

        _slices.Enqueue(rest);
        IsSingle = _slices.Count == 1;
    }

    public decimal TakeSlice()
    {
        IsFresh = false;
        return _slices.Dequeue();
    }
}
