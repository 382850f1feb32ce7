using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Faults;

/// <summary>Redis goes away, hangs, refuses, or changes its role under a running service, which goes on by itself.</summary>
[Collection<Timed>]
public sealed class ConnectionFaultTests(ITestOutputHelper output)
{
    [Fact]
    public void Connections_Killed_WorkGoesOn()
    {
        using var scene = new Scene();

        scene.Redis.Do("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        Soon.Assert(output, scene.Worker, "CLIENT KILL", scene.TimeToWork(3350));

        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        // A kill between two commands, answered by a new connection before the next one, is no fault to tell.
        if (scene.Worker.Said(LogEvent.RedisFault)) scene.Worker.WaitFor(LogEvent.RedisBack);
        scene.Verify();
    }

    [Fact]
    public void Redis_RestartedWithAof_WorkGoesOn()
    {
        using var scene = new Scene();

        scene.Redis.Restart();
        Soon.Assert(output, scene.Worker, "restart", scene.TimeToWork(3350));

        Assert.False(scene.Redis.IsSuspect(Scene.Symbol), scene.Worker.Output);
        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        scene.Worker.WaitFor(LogEvent.RedisFault);
        scene.Worker.WaitFor(LogEvent.RedisBack);
        scene.Verify();
    }

    [Fact]
    public void Redis_DownForSeconds_WorkGoesOn()
    {
        using var scene = new Scene();

        scene.Redis.Kill();
        scene.Worker.WaitFor(LogEvent.RedisFault);
        Thread.Sleep(TimeSpan.FromSeconds(3)); // the length of the outage is the point
        scene.Redis.Start();
        Soon.Assert(output, scene.Worker, "three seconds away", scene.TimeToWork(3350));

        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        Assert.False(scene.Worker.Ended);
        scene.Verify();
    }

    [Fact]
    public void Redis_HungLongerThanEveryTimeout_WorkGoesOn()
    {
        using var scene = new Scene();

        scene.Redis.Freeze();
        scene.Worker.WaitFor(LogEvent.RedisFault, "Timeout");
        Thread.Sleep(TimeSpan.FromSeconds(3)); // reconnecting runs into its timeouts as well
        scene.Redis.Thaw();
        Soon.Assert(output, scene.Worker, "hung", scene.TimeToWork(3350));

        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        scene.Worker.WaitFor(LogEvent.RedisBack);
        scene.Verify();
    }

    [Fact]
    public void Redis_HungWithTheDefaultLease_OwnLeaseDoesNotStandInTheWay()
    {
        using var scene = new Scene(settings: ("HARVEST_LEASE_SEC", "60"));

        scene.Redis.Freeze();
        scene.Worker.WaitFor(LogEvent.RedisFault, "Timeout");
        scene.Redis.Thaw();
        Soon.Assert(output, scene.Worker, "hung, lease of 60 s", scene.TimeToWork(3350));
        scene.Verify();
    }

    [Fact]
    public void Redis_DemotedToReplicaAndPromotedAgain_WorkGoesOn()
    {
        using var scene = new Scene();

        // Of a master that does not exist: read-only, but with its data.
        scene.Redis.Do("REPLICAOF", "127.0.0.1", $"{RedisServer.FreePort()}");
        scene.Worker.WaitFor(LogEvent.RedisFault, "ReadOnly");
        scene.Redis.Do("REPLICAOF", "NO", "ONE");
        Soon.Assert(output, scene.Worker, "promoted", scene.TimeToWork(3350));

        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        scene.Worker.WaitFor(LogEvent.RedisBack);
        scene.Verify();
    }

    [Fact]
    public void Memory_Full_WaitsAndGoesOn()
    {
        using var scene = new Scene();
        scene.Worker.Freeze();
        string id = scene.Redis.Add(Feed.Price(Scene.Symbol, 3350));
        scene.Redis.Do("CONFIG", "SET", "maxmemory", "1");
        scene.Worker.Thaw();
        scene.Worker.WaitFor(LogEvent.RedisFault, "OutOfMemory");
        Assert.Equal(scene.Fill, scene.Redis.Applied());
        Assert.Equal(0, scene.Redis.Length(Feed.Suggestions));

        scene.Redis.Do("CONFIG", "SET", "maxmemory", "0");
        TimeSpan elapsed = Eventually.True(() => scene.Redis.Applied() == id, "the entry is applied", () => scene.Worker.Output);
        Soon.Assert(output, scene.Worker, "maxmemory", elapsed);

        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        scene.Worker.SaysTimes(1, LogEvent.RedisFault, "OutOfMemory");
        scene.Verify();
    }
}
