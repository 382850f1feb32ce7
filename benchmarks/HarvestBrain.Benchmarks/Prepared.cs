using HarvestBrain.Core.Events;

namespace HarvestBrain.Benchmarks;

/// <summary>The position that most benchmarks look at: long from 3300, stop at 3200, so 1R is 100.</summary>
internal static class Prepared
{
    public const long TimeUnixMs = 1_768_693_537_416;
    public const decimal EntryPrice = 3300m;
    public const decimal StopPrice = 3200m;

    public static HarvestEvent Open(string symbol, decimal quantity = 1) =>
        HarvestEvent.Fill(new EntryId(TimeUnixMs, 0), TimeUnixMs, symbol, OrderSide.Buy, quantity, EntryPrice, StopPrice);

    public static NaiveEvent NaiveOpen(string symbol, decimal quantity = 1) => new()
    {
        Kind = "fill",
        Id = "1768693537416-0",
        Symbol = symbol,
        IsBuy = true,
        Quantity = quantity,
        Price = EntryPrice,
        StopLoss = StopPrice,
    };

    /// <summary>A benchmark that does not do what it says is an error, not a figure.</summary>
    public static int Expect(int expected, int actual) =>
        actual == expected ? actual : throw new InvalidOperationException($"expected {expected}, got {actual}");
}
