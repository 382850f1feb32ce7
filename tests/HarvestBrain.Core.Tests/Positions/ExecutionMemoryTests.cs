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
        Assert.False(memory.Contains(0));
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
        foreach (ulong key in all) memory.Add(key);

        ulong[] kept = [.. all.TakeLast(ExecutionMemory.Capacity)];
        Assert.Equal(128, ExecutionMemory.Capacity);
        Assert.Equal(kept.Length, memory.Count);
        Assert.Equal(kept, memory.OldestFirst());
        Assert.All(kept, key => Assert.True(memory.Contains(key)));
        Assert.False(memory.Contains(0));
        Assert.False(memory.Contains((ulong)count + 1));
        if (count > ExecutionMemory.Capacity) Assert.False(memory.Contains(kept[0] - 1));
    }

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
