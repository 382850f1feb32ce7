using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Positions;

public sealed class ExecutionMemoryTests
{
    [Fact]
    public void Empty_KnowsNothing()
    {
        var memory = new ExecutionMemory();
        Assert.Equal(0, memory.Count);
        Assert.Equal(Recall.New, memory.Find(new Execution(1, 1, 1), tradeKey: 0));
        Assert.Empty(memory.OldestFirst());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(300)]
    public void Add_KeepsTheNewest128InOrder(int count)
    {
        var memory = new ExecutionMemory();
        ulong[] all = [.. Enumerable.Range(1, count).Select(i => (ulong)i)];
        foreach (ulong key in all) memory.Add(Of(key));

        ulong[] kept = [.. all.TakeLast(ExecutionMemory.Capacity)];
        Assert.Equal(128, ExecutionMemory.Capacity);
        Assert.Equal(kept.Length, memory.Count);
        Assert.Equal(kept.Select(Of), memory.OldestFirst());
        Assert.All(kept, key => Assert.Equal(Recall.Same, memory.Find(Of(key), tradeKey: 0)));
        Assert.All(kept, key => Assert.Equal(Recall.Changed, memory.Find(Of(key) with { Print = 7 }, tradeKey: 0)));
        Assert.Equal(Recall.New, memory.Find(Of((ulong)count + 1), tradeKey: 0));
        Assert.Equal((1000L * count, count > 128 ? 1000L * (count - 128) : 0), (memory.NewestUnixMs, memory.ForgottenUntilUnixMs));
        // What was forgotten is refused; so is all else of its time and before. After it nothing was forgotten.
        if (count <= ExecutionMemory.Capacity) return;
        Assert.Equal(Recall.TooOld, memory.Find(Of(kept[0] - 1), tradeKey: 0));
        Assert.Equal(Recall.TooOld, memory.Find(new Execution(9_999, 1, 1), tradeKey: 0));
        Assert.Equal(Recall.New, memory.Find(new Execution(9_999, 1, memory.ForgottenUntilUnixMs + 1), tradeKey: 0));
    }

    [Fact]
    public void All_AreRememberedByAReplay()
    {
        var memory = new ExecutionMemory();
        memory.RememberAll();
        for (ulong key = 1; key <= 1000; key++) memory.Add(Of(key));
        Assert.Equal(Recall.Same, memory.Find(Of(1), tradeKey: 0));
        Assert.Equal(Recall.Changed, memory.Find(Of(1) with { Print = 7 }, tradeKey: 0));
        Assert.Equal(Recall.New, memory.Find(new Execution(1001, 1, 1), tradeKey: 0));
    }

    [Fact]
    public void KeysOfOlderStates_AreTradeIdsAlone()
    {
        var memory = new ExecutionMemory();
        memory.Add(new Execution(Key: 5, Print: 0, TimeUnixMs: 0));
        memory.Add(new Execution(Key: 6, Print: 3, TimeUnixMs: 0));
        Assert.Equal(Recall.Same, memory.Find(new Execution(99, 1, 1), tradeKey: 5));
        Assert.Equal(Recall.New, memory.Find(new Execution(99, 1, 1), tradeKey: 6)); // another execution of that trade id
        Assert.Equal(Recall.Same, memory.Find(new Execution(5, 1, 1), tradeKey: 0)); // what it was is not known
    }

    private static Execution Of(ulong key) => new(key, Print: 1, TimeUnixMs: 1000 * (long)key);

    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    public void Duplicate_IsKnownForThatManyFillsAndThenForgotten(int between)
    {
        Desk desk = Desk.FoldOnly();
        desk.Buy(1m, 100m, key: 1_000);
        for (int i = 1; i <= between; i++) desk.Buy(1m, 100m, key: (ulong)i);
        desk.Restart().Buy(1m, 100m, key: 1_000);
        Assert.Equal(between == 127 ? 128m : 130m, desk.Position.Quantity);
    }

    [Fact]
    public void ExecutionKey_TellsExecutionsApart()
    {
        ulong plain = Key();
        Assert.NotEqual(0UL, plain);
        Assert.Equal(plain, Key(status: "filled"));
        Assert.Equal(plain, Key(quantity: 1.00m, price: 100.0m));
        ulong[] others =
        [
            Key(order: "o2"), Key(status: "PARTIAL"), Key(quantity: 2m), Key(price: 101m), Key(time: "2"), Key(quantity: 100m, price: 1m),
            Key(quantity: 0.1m), ExecutionKey.OfId("o1"u8), ExecutionKey.OfId("o2"u8), plain,
        ];
        Assert.Equal(others.Length, others.Distinct().Count());
        Assert.Equal(0xcbf29ce484222325UL, ExecutionKey.OfId([])); // the offset basis of FNV-1a
        Assert.Equal(0xaf63dc4c8601ec8cUL, ExecutionKey.OfId("a"u8)); // its published test vector
        Assert.Equal(0x85944171f73967e8UL, ExecutionKey.OfId("foobar"u8));
    }

    private static ulong Key(string order = "o1", string status = "FILLED", decimal quantity = 1m, decimal price = 100m, string time = "1") =>
        ExecutionKey.OfOrder(System.Text.Encoding.UTF8.GetBytes(order), System.Text.Encoding.UTF8.GetBytes(status), quantity, price,
            System.Text.Encoding.UTF8.GetBytes(time));
}
