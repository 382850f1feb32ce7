using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HarvestBrain.Core.Events;
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
