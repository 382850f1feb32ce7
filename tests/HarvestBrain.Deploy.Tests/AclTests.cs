namespace HarvestBrain.Deploy.Tests;

/// <summary>The service lives with the rights of deploy/redis/users.acl.example, and has no others.</summary>
public sealed class AclTests
{
    private const string Admin = "--no-auth-warning --user admin --pass secret";

    [Fact]
    public void Service_UnderTheAcl_WorksAndMayDoNothingElse()
    {
        string acl = File.ReadAllText(Path.Combine(Shell.Root, "deploy/redis/users.acl.example"));
        string named = acl.Split('\n')[0].Replace("user default on", "user harvest-brain on", StringComparison.Ordinal);
        using var site = new Site($"{acl}{named}\nuser admin on >secret ~* &* +@all\n");
        (string, string) url = ("REDIS_URL", $"127.0.0.1:{site.Port},password=CHANGE-ME");
        site.Start(null, url);
        site.Trade(Admin);
        Assert.Equal("2", site.Redis($"{Admin} XLEN quantum:stream:harvest.suggestions"));

        site.Redis($"{Admin} XADD quantum:stream:execution.result '*' symbol ETHUSDT status nonsense");
        site.Eventually(() => site.Redis($"{Admin} XLEN quantum:stream:harvest.deadletter") == "1", "no dead letter");
        Assert.Contains("released ETHUSDT", Shell.Run($"{site.Build}/harvestbrain release ETHUSDT", url).Succeeded().Text, StringComparison.Ordinal);
        site.Redis($"{Admin} XADD quantum:stream:position.snapshot '*' symbol ETHUSDT positionAmt 2 entryPrice 3300 markPrice 3351");
        site.Redis($"{Admin} XADD quantum:stream:pnl.snapshot '*' symbol ETHUSDT mark_price 3352");
        site.Eventually(() => site.Redis($"{Admin} HGET quantum:harvest:positions ETHUSDT:BOTH").Contains("\"qty\":2,", StringComparison.Ordinal), "no snapshot is applied");
        site.Eventually(
            () => site.Redis($"{Admin} XINFO GROUPS quantum:stream:pnl.snapshot").Split('\n') is [.., "lag", "0"], "the group does not show how far we are");
        string view = Shell.Run($"{site.Build}/harvestbrain status", url).Succeeded().Text;
        Assert.Contains("R=0.5 >= 0.5", view, StringComparison.Ordinal);
        Assert.DoesNotContain("not permitted", view, StringComparison.Ordinal);
        (string, string) byName = ("REDIS_URL", $"127.0.0.1:{site.Port},user=harvest-brain,password=CHANGE-ME");
        Assert.Contains("R=0.5 >= 0.5", Shell.Run($"{site.Build}/harvestbrain status", byName).Succeeded().Text, StringComparison.Ordinal);
        // Reading it is all that the service's user may do; the operator of the second line may write it.
        (string, string) password = ("REDISCLI_AUTH", "CHANGE-ME-TOO");
        Assert.Equal(
            "kill switch on: nothing is published (quantum:kill)\n",
            Shell.Run($"{site.Build}/harvestbrain kill on --user harvest-operator", url, password).Succeeded().Text);
        site.Eventually(() => site.ReadLog().Contains("Kill switch is on", StringComparison.Ordinal), "the kill switch is not seen");
        site.Redis($"{Admin} XGROUP DESTROY quantum:stream:execution.result harvest_brain:execution");
        site.Eventually(() => site.ReadLog().Split("was missing: made at").Length == 3, "the group is not made again");
        Assert.Equal(0, site.Stop());
        Assert.DoesNotContain("NOPERM", site.ReadLog(), StringComparison.Ordinal);

        // Neither the service nor its client library asked for anything that it may not do.
        Assert.DoesNotContain("object", site.Redis($"{Admin} ACL LOG 128"), StringComparison.Ordinal);

        foreach (string denied in new[]
        {
            "SET quantum:kill 0", "DEL quantum:kill", "HSET quantum:config:harvest:ETHUSDT min_r 0", "XADD quantum:stream:execution.result '*' a b",
            "XADD quantum:stream:position.snapshot '*' a b", "XREADGROUP GROUP g c STREAMS quantum:stream:pnl.snapshot 0",
            "XTRIM quantum:stream:trade.intent MAXLEN 0", "GET other", "KEYS '*'", "SCAN 0", "FLUSHALL", "CONFIG SET maxmemory-policy allkeys-lru", "ACL LIST",
            "EVAL \"return redis.call('SET', KEYS[1], '0')\" 1 quantum:kill",
        })
        {
            Assert.Matches("NOPERM|can't access", site.Redis($"--no-auth-warning -a CHANGE-ME {denied}"));
        }
        ShellResult kill = Shell.Run($"{site.Build}/harvestbrain kill off", url);
        Assert.Equal((69, true), (kill.ExitCode, kill.Text.Contains("DEL quantum:kill was refused: NOPERM", StringComparison.Ordinal)));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT", site.Redis($"{Admin} GET quantum:kill"));

        foreach (string denied in new[] { "SET quantum:other 1", "GET quantum:harvest:lease", "HGETALL quantum:harvest:positions", "FLUSHALL", "KEYS '*'", "ACL LIST", "APPEND quantum:kill x" })
        {
            Assert.Matches("NOPERM", site.Redis($"--no-auth-warning --user harvest-operator --pass CHANGE-ME-TOO {denied}"));
        }
        Assert.Equal("1", site.Redis("--no-auth-warning --user harvest-operator --pass CHANGE-ME-TOO DEL quantum:kill"));
    }
}
