using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Benchmarks;

/// <summary>The position that most benchmarks look at: long from 3300, stop at 3200, so 1R is 100.</summary>
internal static class Prepared
{
    public const long TimeUnixMs = 1_768_693_537_416;
    public const decimal EntryPrice = 3300m;
    public const decimal StopPrice = 3200m;

    /// <summary>Every adaptive exit at once.</summary>
    public static HarvestPolicy AllExits { get; } = HarvestPolicy.Default with
    {
        Ladder = Ladder.Of(new LadderRung(0.5m, 0.25m), new LadderRung(1, 0.25m), LadderRung.Rest(3)),
        Lock = ProfitLock.Of(new LockStep(1, 0.25m), new LockStep(2, 1)),
        TrailSource = TrailSource.Auto,
        RBasis = RBasis.Net,
        BreakEvenCoversFees = true,
        VolatilityScale = VolatilityScale.Of(new VolatilityStep(1, 1.4m), new VolatilityStep(null, 0.6m)),
        TimeStopMinutes = 90,
        TimeStopBelowR = 0,
    };

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
