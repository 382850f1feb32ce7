using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HarvestBrain.Core.Partitions;

namespace HarvestBrain.Core.Tests.Partitions;

public sealed class PartitionTests
{
    // redis-cli CLUSTER KEYSLOT, which is the CRC16 modulo 16384, of a server 7.0.
    [Theory]
    [InlineData("BTCUSDT", 8473)]
    [InlineData("ETHUSDT", 5282)]
    [InlineData("世界USDT", 4295)]
    [InlineData("123456789", 0x31C3)]
    public void Of_IsTheSlotThatRedisHas(string symbol, int slot) =>
        Assert.All([1, 2, 4, 8, 64, 1024], partitions => Assert.Equal(slot % partitions, SymbolPartition.Of(symbol, partitions)));

    [Theory]
    [InlineData(" BTCUSDT\t", "BTCUSDT")]
    public void Of_WithoutWhiteSpace(string symbol, string trimmed) =>
        Assert.Equal(SymbolPartition.Of(trimmed, 1024), SymbolPartition.Of(symbol, 1024));

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(3)]
    [InlineData(2048)]
    public void Count_ThatIsNone_IsRefused(int partitions)
    {
        Assert.False(SymbolPartition.IsCount(partitions));
        Assert.Throws<ArgumentOutOfRangeException>(() => SymbolPartition.Of("BTCUSDT", partitions));
        Assert.Throws<ArgumentOutOfRangeException>(() => PartitionAssignment.Of(["a"], partitions));
    }

    // So that a partition splits into two, and no symbol goes anywhere else.
    [Property]
    public void Of_TwiceAsMany_StaysOrGoesToItsTwin(NonNull<string> symbol)
    {
        for (int partitions = 1; partitions < SymbolPartition.MaxPartitions; partitions *= 2)
        {
            int before = SymbolPartition.Of(symbol.Get, partitions);
            Assert.Contains(SymbolPartition.Of(symbol.Get, partitions * 2), new[] { before, before + partitions });
        }
    }

    [Property]
    public void Assignment_IsWholeAndEven_WhateverTheOrder(NonNull<string>[] some, byte power)
    {
        string[] hosts = [.. some.Select(host => host.Get).Distinct()];
        int partitions = 1 << (power % 11);
        IReadOnlyList<string> owners = PartitionAssignment.Of(hosts, partitions);
        if (hosts.Length == 0)
        {
            Assert.Empty(owners);
            return;
        }
        Assert.Equal(partitions, owners.Count);
        Assert.All(owners, owner => Assert.Contains(owner, hosts));
        int[] loads = [.. hosts.Select(host => owners.Count(owner => owner == host))];
        Assert.InRange(loads.Max() - loads.Min(), 0, 1);
        Assert.Equal(owners, PartitionAssignment.Of(hosts.Reverse().Concat(hosts), partitions));
    }

    // The fewest that can move to a new one is its share.
    [Theory]
    [InlineData(1, 64, 32)]
    [InlineData(2, 64, 25)]
    [InlineData(3, 64, 22)]
    [InlineData(7, 256, 60)]
    public void Assignment_ToOneMore_MovesLittleMoreThanItsShare(int hosts, int partitions, int most)
    {
        double moved = 0;
        const int Rounds = 200;
        for (int round = 0; round < Rounds; round++)
        {
            string[] before = [.. Enumerable.Range(0, hosts).Select(i => $"host-{round}-{i}")];
            IReadOnlyList<string> old = PartitionAssignment.Of(before, partitions), now = PartitionAssignment.Of([.. before, $"new-{round}"], partitions);
            moved += Enumerable.Range(0, partitions).Count(i => old[i] != now[i]);
        }
        Assert.InRange(moved / Rounds, partitions / (hosts + 1), most);
    }
}
