using System.Text;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Tests.Events;

public sealed class ExecutionKeyTests
{
    // Test vectors of the reference implementation of FNV-1a, 64 bits (draft-eastlake-fnv-21, appendix C).
    [Theory]
    [InlineData("", 0xcbf29ce484222325)]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("b", 0xaf63df4c8601f1a5)]
    [InlineData("foo", 0xdcb27518fed9d577)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void OfId_IsFnv1a(string id, ulong expected) => Assert.Equal(expected, ExecutionKey.OfId(Encoding.UTF8.GetBytes(id)));

    [Fact]
    public void OfId_IsNeverZero()
    {
        // The known eight bytes whose 64-bit FNV-1a is zero.
        Assert.Equal(1ul, ExecutionKey.OfId([0xd5, 0x6b, 0xb9, 0x53, 0x42, 0x87, 0x08, 0x36]));
    }

    [Fact]
    public void OfOrder_CountsQuantityAndPriceByValue_AndStatusInAnyCase()
    {
        ulong key = Key("o", "FILLED", 1.0m, 3300m, "5");
        Assert.Equal(key, Key("o", "FILLED", 1.000m, 3300.00m, "5"));
        Assert.Equal(key, Key("o", "filled", 1m, 3300.0m, "5"));
        Assert.NotEqual(0ul, key);
    }

    [Fact]
    public void OfOrder_DiffersInEveryPart()
    {
        ulong[] keys =
        [
            Key("o", "FILLED", 1, 3300, "5"), Key("p", "FILLED", 1, 3300, "5"), Key("O", "FILLED", 1, 3300, "5"), Key("o", "PARTIAL", 1, 3300, "5"),
            Key("o", "FILLED", 2, 3300, "5"), Key("o", "FILLED", 0.1m, 3300, "5"), Key("o", "FILLED", 10, 3300, "5"), Key("o", "FILLED", 1, 3301, "5"),
            Key("o", "FILLED", 3300, 1, "5"), Key("o", "FILLED", 1, 3300, "6"), Key("o", "FILLED", 1, 3300, ""), Key("of", "ILLED", 1, 3300, "5"),
            Key("o", "FILLED", 79228162514264337593543950335m, 3300, "5"), Key("o", "FILLED", 1.0000000000000000000000000001m, 3300, "5"),
            ExecutionKey.OfId("o"u8),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Keys_OfManyExecutions_DoNotCollide()
    {
        var keys = new HashSet<ulong>();
        for (int i = 0; i < 50_000; i++)
        {
            keys.Add(ExecutionKey.OfId(Encoding.UTF8.GetBytes($"{i}")));
            keys.Add(Key($"{i % 100}", "FILLED", i / 100m, 3300, "5"));
        }
        Assert.Equal(100_000, keys.Count);
    }

    private static ulong Key(string order, string status, decimal quantity, decimal price, string time) => ExecutionKey.OfOrder(
        Encoding.UTF8.GetBytes(order), Encoding.UTF8.GetBytes(status), quantity, price, Encoding.UTF8.GetBytes(time));
}
