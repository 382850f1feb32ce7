using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>What an order comes to does not depend on how it is told.</summary>
public sealed class OrderProperties
{
    private const ulong OrderKey = 77;

    /// <summary>Some updates of an order, in any sequence and as often as you like: when the last one is among them, it is all there is.</summary>
    [Property(Arbitrary = [typeof(Orders)])]
    public void Updates_InAnyCut_ComeToTheSame(Order order)
    {
        Position whole = Played(order, [order.Updates.Count - 1], restarts: false);
        Position all = Played(order, [.. Enumerable.Range(0, order.Updates.Count)], restarts: false);
        AssertSame(order, whole, all);
        AssertSame(order, whole, Played(order, order.Told, restarts: false));
        AssertSame(order, whole, Played(order, order.Told, restarts: true));
        Assert.False(all.Suspect);
    }

    /// <summary>
    /// What the order of a rung has filled before it was canceled, in whatever parts that was told, the rung has; the rest is asked for again.
    /// </summary>
    [Property(Arbitrary = [typeof(CanceledOrders)])]
    public void CanceledClose_HasWhatWasFilled_AndAsksForTheRest(CanceledOrder order)
    {
        (OrderSide opening, int sign) = order.Close == OrderSide.Sell ? (OrderSide.Buy, 1) : (OrderSide.Sell, -1);
        Desk desk = new Desk(Desk.Calm with { DedupTtlSeconds = 60, Ladder = Ladder.Of(new LadderRung(0.5m, 0.25m)), BreakEvenAtR = null });
        desk.Fill(opening, 40m, 100m, stop: 100 - (sign * 10)).Price(100 + (sign * 6));
        string id = desk.Last.Intents.Single().IntentId;
        foreach (decimal part in order.Told) desk.Apply(Part(part));
        Assert.Equal(order.Told[^1], desk.Position.Rungs[0].FilledQuantity);
        Assert.Equal((40m - order.Told[^1], 10m - order.Told[^1], false), (desk.Position.Quantity, desk.Position.OutstandingQuantity, desk.Position.Suspect));
        desk.Apply(Part(order.Filled) with { EndsOrder = true });
        for (int again = 0; again < order.Repeats; again++) desk.Apply(Part(order.Filled) with { EndsOrder = true });
        Assert.Equal((40m - order.Filled, 0m, false), (desk.Position.Quantity, desk.Position.OutstandingQuantity, desk.Position.Suspect));
        Assert.Equal(order.Filled, desk.Position.Rungs[0].FilledQuantity);
        string rest = order.Filled == 10 ? "" : $"{HarvestBrain.Core.Wire.Words.Of(order.Close)} {PlainDecimal.Format(10 - order.Filled)} @0.5#2";
        Assert.Equal(rest, desk.Wait(60).Price(100 + (sign * 6)).Asked);

        HarvestEvent Part(decimal total) => HarvestEvent.Fill(desk.NextId(), desk.Now, Desk.Eth, order.Close, total, 100 + (sign * 6)) with
        {
            OrderKey = OrderKey, IsOrderTotal = true, IsAveragePrice = true, IntentEcho = id,
        };
    }

    private static Position Played(Order order, IReadOnlyList<int> told, bool restarts)
    {
        Desk desk = Desk.FoldOnly();
        if (order.Open > 0) desk.Buy(order.Open, 100m, 90m, fee: 1m);
        long start = desk.Now;
        for (int i = 0; i < told.Count; i++)
        {
            (decimal total, decimal average, decimal fee) = order.Updates[told[i]];
            HarvestEvent e = HarvestEvent.Fill(desk.NextId(), start + (told[i] * 10), Desk.Eth, order.Side, total, average) with
            {
                OrderKey = OrderKey, IsOrderTotal = true, IsAveragePrice = true, FeeQuote = fee,
            };
            desk.Apply(e);
            if (restarts && i % 2 == 0) desk.Restart();
        }
        return desk.Position;
    }

    private static void AssertSame(Order order, Position expected, Position actual)
    {
        Assert.Equal((expected.Direction, expected.Suspect, expected.Quantity, expected.BaseQuantity), (actual.Direction, actual.Suspect, actual.Quantity, actual.BaseQuantity));
        Close(expected.AverageEntry, actual.AverageEntry, $"average entry of {order}");
        Close(expected.RealizedPnl, actual.RealizedPnl, $"profit of {order}");
        Close(expected.FeesQuote, actual.FeesQuote, $"fees of {order}");
    }

    private static void Close(decimal expected, decimal actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 0.000_000_000_000_001m, $"{what}: {expected}, {actual}");

    /// <summary>An order beside what is open: an entry, or an exit of a part.</summary>
    /// <param name="Side">Its side.</param>
    /// <param name="Open">What is open before it, long.</param>
    /// <param name="Updates">Total, average and fee so far.</param>
    /// <param name="Told">Which of them come, in what sequence; the last is among them.</param>
    public sealed record Order(OrderSide Side, decimal Open, IReadOnlyList<(decimal Total, decimal Average, decimal Fee)> Updates, IReadOnlyList<int> Told)
    {
        public override string ToString() => $"{Side} beside {Open}: {string.Join(", ", Updates)}; told {string.Join(' ', Told)}";
    }

    /// <summary>An order for 10 that ends before it is full, or just when it is.</summary>
    /// <param name="Close">Its side.</param>
    /// <param name="Told">The totals that were told before it ended.</param>
    /// <param name="Filled">What it had filled in the end.</param>
    /// <param name="Repeats">How often its end is told again.</param>
    public sealed record CanceledOrder(OrderSide Close, IReadOnlyList<decimal> Told, decimal Filled, int Repeats)
    {
        public override string ToString() => $"{Close} {string.Join(", ", Told)}, ends at {Filled}, told {Repeats} times more";
    }

    public static class CanceledOrders
    {
        public static Arbitrary<CanceledOrder> All() => Arb.From(Gen.Choose(0, int.MaxValue).Select(seed => Build(new Random(seed))));

        private static CanceledOrder Build(Random random)
        {
            decimal[] told = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => random.Next(1, 100) * 0.1m).Order()];
            decimal filled = random.Next(3) == 0 ? told[^1] : random.Next(4) == 0 ? 10 : told[^1] + (random.Next((int)(100 - (told[^1] * 10))) * 0.1m);
            return new CanceledOrder(random.Next(2) == 0 ? OrderSide.Buy : OrderSide.Sell, told, filled, random.Next(3));
        }
    }

    public static class Orders
    {
        public static Arbitrary<Order> All() => Arb.From(Gen.Choose(0, int.MaxValue).Select(seed => Build(new Random(seed))));

        private static Order Build(Random random)
        {
            bool isExit = random.Next(2) == 0;
            var updates = new List<(decimal, decimal, decimal)>();
            decimal total = 0, notional = 0, fee = 0;
            for (int count = 1 + random.Next(6); count > 0; count--)
            {
                decimal quantity = (1 + random.Next(40)) * 0.1m;
                total += quantity;
                notional += quantity * (60 + (random.Next(161) * 0.5m));
                fee += quantity * 0.05m;
                updates.Add((total, notional / total, fee));
            }
            List<int> told = [updates.Count - 1];
            for (int more = random.Next(8); more > 0; more--) told.Add(random.Next(updates.Count));
            int[] shuffled = [.. told];
            random.Shuffle(shuffled);
            return new Order(isExit ? OrderSide.Sell : OrderSide.Buy, isExit ? total * 2 : random.Next(2) * 5m, updates, shuffled);
        }
    }
}
