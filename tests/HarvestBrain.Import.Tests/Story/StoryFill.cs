namespace HarvestBrain.Import.Tests.Story;

/// <summary>An execution as it really was. Everything in quote currency and base units.</summary>
/// <param name="Pair">Which symbol.</param>
/// <param name="IsBuy">Buy.</param>
/// <param name="Traded">What the exchange matched.</param>
/// <param name="BaseFee">Of that, what it kept as fee in the base asset; 0 = the fee is in quote.</param>
/// <param name="Price">Price.</param>
/// <param name="QuoteFee">Fee in quote currency, or what <paramref name="BaseFee"/> was worth.</param>
/// <param name="TimeMs">When.</param>
/// <param name="Id">Rises with every execution.</param>
/// <param name="Order">Executions of one order share it.</param>
/// <param name="Trade">The trade it belongs to; a flip belongs to the one it closes.</param>
/// <param name="Closed">Of the traded quantity, what reduced a position.</param>
/// <param name="Realized">Profit of what it closed, before fees.</param>
/// <param name="HeldBefore">The position before it, a short negative.</param>
internal sealed record StoryFill(
    Pair Pair, bool IsBuy, decimal Traded, decimal BaseFee, decimal Price, decimal QuoteFee, long TimeMs, long Id, long Order, int Trade,
    decimal Closed, decimal Realized, decimal HeldBefore)
{
    /// <summary>What it did to the position.</summary>
    public decimal Quantity => Traded - BaseFee;

    public decimal HeldAfter => HeldBefore + (IsBuy ? Quantity : -Quantity);

    public bool Reduces => Closed > 0;

    public bool IsFlip => Closed > 0 && Closed < Quantity;
}

/// <summary>A pair in the spellings that the formats need.</summary>
internal sealed record Pair(string Base, string Quote)
{
    public string Name => Base + Quote;
}
