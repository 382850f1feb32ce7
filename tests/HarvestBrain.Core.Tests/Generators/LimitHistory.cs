using FsCheck;
using FsCheck.Fluent;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Generators;

/// <summary>A policy and a history whose numbers lie at the limits of what the decoder lets through.</summary>
public sealed record LimitHistory(HarvestPolicy Policy, bool SimulateFills, IReadOnlyList<HarvestEvent> Events)
{
    private const int Length = 40;

    private static readonly decimal[] Prices =
        [Limits.MinPositive, 0.000_000_1m, 1, 99.999_999_999_999_999_999_999_999_99m, 100, 100, 101, 3300.333_333m, 1_000_000, Limits.MaxPrice];

    private static readonly decimal[] Quantities =
        [Limits.MinPositive, 0.000_001m, 0.333_333_333_333_333_333_333_333_333_3m, 1, 1, 1.000_000_000_000_000_000_000_000_000_1m, 1_000_000, Limits.MaxQuantity];

    private static readonly decimal[] Costs =
        [0, 0.1m, -0.1m, 1_000_000_000_000, Limits.MaxNotional, -Limits.MaxNotional];

    private static readonly decimal[] Zeros = [0, 0, 0, 1];

    public override string ToString() => $"{Policy}\n{(SimulateFills ? "fills simulated" : "no fills simulated")}\n{string.Join('\n', Events)}\n";

    /// <summary>Any such history; shrinks by leaving out events.</summary>
    public static Arbitrary<LimitHistory> Any() => Arb.From(
        Gen.Choose(0, int.MaxValue).Select(seed => Build(new Random(seed))),
        history => Shrinking.Shorter(history.Events).Select(events => history with { Events = events }));

    private static LimitHistory Build(Random random) =>
        new(AnyPolicy(random), random.Next(2) == 0, [.. Enumerable.Range(0, Length).Select(i => Event(random, i))]);

    private static HarvestEvent Event(Random random, int i)
    {
        var id = new EntryId(Desk.Start + (i * 30_000L), i);
        decimal price = HistoryGen.One(random, Prices);
        decimal quantity = HistoryGen.One(random, Quantities);
        while (quantity * price > Limits.MaxNotional) quantity = Quantities[random.Next(3)];
        return random.Next(5) switch
        {
            0 => HarvestEvent.PriceUpdate(id, id.UnixMilliseconds, "AAA", price) with { Atr = HistoryGen.One(random, Zeros) * HistoryGen.One(random, Prices) },
            1 => HarvestEvent.Cost(id, id.UnixMilliseconds, "AAA", HistoryGen.One(random, Costs)),
            _ => HarvestEvent.Fill(id, id.UnixMilliseconds, "AAA", HistoryGen.One(random, OrderSide.Buy, OrderSide.Sell), quantity, price, HistoryGen.One(random, Prices)) with
            {
                FeeQuote = HistoryGen.One(random, Costs),
                Atr = HistoryGen.One(random, Zeros) * HistoryGen.One(random, Prices),
                ReduceOnly = random.Next(4) == 0,
            },
        };
    }

    private static HarvestPolicy AnyPolicy(Random random) => ExitGen.On(random, HistoryGen.Policy(random)) with
    {
        PriceTick = HistoryGen.One(random, 0, Limits.MinPositive, 0.01m, Limits.MaxPrice),
        QuantityStep = HistoryGen.One(random, 0, Limits.MinPositive, 0.001m),
        FallbackStopFraction = HistoryGen.One<decimal?>(random, null, 0.000_000_000_000_000_000_001m, 0.02m),
        TrailAtrMultiple = HistoryGen.One(random, 0.000_000_001m, 2, HarvestPolicy.MaxR),
        TimeStopBelowR = HistoryGen.One(random, -HarvestPolicy.MaxR, 0.5m, HarvestPolicy.MaxR),
        MaxPriceAgeSeconds = 86_400,
    };
}
