using FsCheck;
using FsCheck.Xunit;
using HarvestBrain.Redis.Hosting;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests.Hosting;

/// <summary>What hosts take up and give up, beat by beat, without Redis.</summary>
public sealed class PartitionMovesTests
{
    private static readonly TimeSpan Counted = TimeSpan.FromSeconds(3);

    [Fact]
    public void Alone_TakesAllAtOnce()
    {
        Moves moves = new PartitionMoves("a", 64, Counted).Next(Beat(0, ("a", 0)), []);
        Assert.Equal((64, 64, 0), (moves.Assigned, moves.Start.Count, moves.Stop.Count));
    }

    [Fact]
    public void SomebodyNew_GetsNothingUntilItHasBeenThereForAWhile()
    {
        var old = new PartitionMoves("a", 64, Counted);
        var young = new PartitionMoves("b", 64, Counted);
        int[] all = [.. Enumerable.Range(0, 64)];
        Assert.Empty(young.Next(Beat(2999 + 5000, ("a", 0), ("b", 5000)), []).Start);
        Assert.Equal(64, old.Next(Beat(2999 + 5000, ("a", 0), ("b", 5000)), all).Assigned);
        Assert.Equal(32, young.Next(Beat(3000 + 5000, ("a", 0), ("b", 5000)), []).Start.Count);
        Assert.Equal(32, old.Next(Beat(3000 + 5000, ("a", 0), ("b", 5000)), all).Assigned);
    }

    [Fact]
    public void WhatIsNotOurs_IsGivenUpAtTheSecondBeat_EightAtATime()
    {
        var moves = new PartitionMoves("a", 64, Counted);
        var running = new HashSet<int>(Enumerable.Range(0, 64));
        Beat two = Beat(9000, ("a", 0), ("b", 0));
        Assert.Empty(moves.Next(two, running).Stop);
        Assert.Empty(moves.Next(Beat(9000, ("a", 0)), running).Stop); // it is gone: the count begins anew
        Assert.Empty(moves.Next(two, running).Stop);
        for (int left = 64; left > 32; left -= 8)
        {
            Moves next = moves.Next(two, running);
            Assert.Equal(8, next.Stop.Count);
            running.ExceptWith(next.Stop);
        }
        Assert.Empty(moves.Next(two, running).Stop);
    }

    /// <summary>Hosts come and go: in the end each works on its share, all of it is worked on, and nothing moves any more.</summary>
    [Property]
    public void AnyHosts_ComeToRest(NonEmptyArray<byte> comings)
    {
        const int Partitions = 32;
        var hosts = new Dictionary<string, (PartitionMoves Moves, HashSet<int> Running, long Joined)>();
        long now = 0;
        foreach (byte coming in comings.Get)
        {
            string name = $"host-{coming % 5}";
            if (!hosts.Remove(name) || hosts.Count == 0) hosts[name] = (new PartitionMoves(name, Partitions, Counted), [], now);
            for (int beat = 0; beat < coming % 7; beat++) Step();
        }
        for (int beat = 0; beat < 12; beat++) Step();
        Assert.Equal(Enumerable.Range(0, Partitions), hosts.Values.SelectMany(host => host.Running).Order());
        Assert.InRange(hosts.Values.Max(host => host.Running.Count) - hosts.Values.Min(host => host.Running.Count), 0, 1);
        Assert.Equal(0, Step());

        int Step()
        {
            now += 1000;
            int moved = 0;
            Beat seen = Beat(now, [.. hosts.Select(host => (host.Key, host.Value.Joined))]);
            foreach ((PartitionMoves moves, HashSet<int> running, _) in hosts.Values)
            {
                Moves next = moves.Next(seen, running);
                running.UnionWith(next.Start);
                running.ExceptWith(next.Stop);
                moved += next.Start.Count + next.Stop.Count;
            }
            return moved;
        }
    }

    private static Beat Beat(long now, params (string Name, long Joined)[] hosts) =>
        new(now, null, [.. hosts.Select(host => new HostSeen(host.Name, host.Joined, []))]);
}
