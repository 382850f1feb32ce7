namespace HarvestBrain.Deploy.Tests;

/// <summary>The way of an operator through the scripts, below a root of its own, with a real Redis and a real service.</summary>
public sealed class OperationTests
{
    [Fact]
    public void InstallProveKillRollbackUninstall_LeaveNothingBehind()
    {
        using var site = new Site();
        Assert.Contains("--root: the system's services are left alone", site.Install().Text, StringComparison.Ordinal);
        File.AppendAllText(site.EnvFile, "# mine\n");
        Assert.Contains("kept", site.Install().Text, StringComparison.Ordinal);
        Assert.EndsWith("# mine\n", File.ReadAllText(site.EnvFile), StringComparison.Ordinal);
        site.Start();
        site.Trade();

        ShellResult proof = site.Proof().Succeeded();
        Assert.All(
            new[] { "unit", "settings", "redis", "durability", "owner", "group", "snapshots", "checkpoint", "positions", "output", "dedup", "deadletters", "killswitch", "logs", "process" },
            check => Assert.Matches($"(?m)^OK    {check} ", proof.Text));
        Assert.Matches("(?m)^SKIP  service ", proof.Text);
        Assert.Contains("lag 0, 0 pending", File.ReadAllText(Path.Combine(site.Folder, "proof/checks.txt")), StringComparison.Ordinal);
        Assert.Contains("\"reduce_only\":true", File.ReadAllText(Path.Combine(site.Folder, "proof/output.txt")), StringComparison.Ordinal);

        site.Redis("SET quantum:kill 1");
        AssertFails(site.Proof(), "killswitch");

        // A running service would write its state again.
        ShellResult refused = site.Script($"ops/harvest-brain-rollback.sh --root {site.Root} --clean --yes");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("holds the lease", refused.Text, StringComparison.Ordinal);
        Assert.Equal("1", site.Redis("EXISTS quantum:harvest:positions"));

        Assert.Equal(0, site.Stop());
        site.Redis("DEL quantum:kill");
        site.Script($"ops/harvest-brain-rollback.sh --root {site.Root} --clean --streams --yes").Succeeded();
        Assert.Equal("quantum:stream:execution.result", site.Redis("--scan"));
        Assert.Equal("", site.Redis("XINFO GROUPS quantum:stream:execution.result"));
        site.Script($"ops/harvest-brain-rollback.sh --root {site.Root} --clean --streams --yes").Succeeded();

        site.Script($"ops/uninstall.sh --root {site.Root}").Succeeded();
        site.Script($"ops/uninstall.sh --root {site.Root}").Succeeded();
        Assert.Empty(Directory.EnumerateFileSystemEntries(site.Root));
    }

    [Fact]
    public void Uninstall_KeepConfig_KeepsItAlone()
    {
        using var site = new Site();
        site.Install();
        site.Script($"ops/uninstall.sh --root {site.Root} --keep-config").Succeeded();
        Assert.Equal([site.EnvFile], Directory.EnumerateFiles(site.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Install_OfSettingsThatAreNotValid_SaysSo()
    {
        using var site = new Site();
        site.Install();
        File.AppendAllText(site.EnvFile, "HARVEST_MODE=lively\n");
        ShellResult result = site.Script($"ops/install.sh --root {site.Root} --from {site.Build}");
        Assert.Equal(78, result.ExitCode);
        Assert.Contains("HARVEST_MODE: found 'lively'", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Proof_WhenSomethingIsWrong_FailsAndNamesIt()
    {
        using var site = new Site();
        site.Install();
        AssertFails(site.Proof(), "owner", "group", "snapshots", "checkpoint");
        AssertFails(site.Proof("", ("REDIS_PORT", NoServer.Port)), "redis");

        site.Start();
        AssertFails(site.Proof("", ("HARVEST_CONSUMER_GROUP", "other")), "group", "snapshots");
        AssertFails(site.Proof("", ("HARVEST_LADER", "1:1")), "settings");
        AssertFails(site.Proof("", ("HARVEST_MODE", "lively")), "settings");
        AssertFails(site.Proof("--max-rss-mb 1"), "process");
        site.Redis("CONFIG SET maxmemory-policy allkeys-lru");
        AssertFails(site.Proof(), "durability");
        site.Redis("CONFIG SET maxmemory-policy noeviction");
        site.Redis("SET quantum:dedup:harvest:shadow:harvest:X forever");
        AssertFails(site.Proof(), "dedup");
        site.Redis("DEL quantum:dedup:harvest:shadow:harvest:X");
        site.Redis("SET quantum:stream:harvest.suggestions text");
        AssertFails(site.Proof(), "output");
    }

    [Fact]
    public void Rollback_Clean_RemovesItsOwnKeysOnly()
    {
        using var site = new Site();
        string[] others =
        [
            "quantum:harvest:canary:positions", "quantum:harvest:canary:checkpoint", "quantum:dedup:harvest:canary:shadow:harvest:X:1-0:rung:1",
            "quantum:config:harvest:ETHUSDT", "quantum:stream:trade.intent", "other:harvest:positions", "quantum:harvester:positions",
        ];
        foreach (string key in others) site.Redis($"HSET {key} a b");
        foreach (string key in new[] { "quantum:harvest:positions", "quantum:harvest:checkpoint" }) site.Redis($"HSET {key} a b");
        site.Redis("SET quantum:harvest:fence 3");
        for (int i = 0; i < 1500; i += 500)
        {
            // More than one page of SCAN.
            Shell.Run($"for i in $(seq {i} {i + 499}); do echo SET quantum:dedup:harvest:live:harvest:S$i:1-0:rung:1 1 EX 900; done | redis-cli -p {site.Port} >/dev/null").Succeeded();
        }
        site.Redis("ZADD quantum:harvest:history:ETHUSDT 1 x");

        Assert.Contains("state     1504 keys removed", site.Script("ops/harvest-brain-rollback.sh --clean --yes --env /dev/null").Succeeded().Text, StringComparison.Ordinal);
        Assert.Equal(others.Order(StringComparer.Ordinal), site.Redis("--scan").Split('\n').Order(StringComparer.Ordinal));

        site.Script("ops/harvest-brain-rollback.sh --clean --yes --env /dev/null", ("HARVEST_INSTANCE", "canary")).Succeeded();
        Assert.Equal(others[3..].Order(StringComparer.Ordinal), site.Redis("--scan").Split('\n').Except(others[2..3]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rollback_WithoutYes_AsksAndChangesNothing()
    {
        using var site = new Site();
        site.Redis("HSET quantum:harvest:positions a b");
        ShellResult result = site.Script("echo no | ops/harvest-brain-rollback.sh --clean --env /dev/null");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("1", site.Redis("EXISTS quantum:harvest:positions"));
    }

    [Fact]
    public void Monitor_Once_ShowsOwnerPositionsAndIntents()
    {
        using var site = new Site();
        site.Start();
        site.Trade();
        ShellResult result = site.Script("ops/monitor.sh --once --env /dev/null").Succeeded();
        Assert.Matches(@"(?m)^owner +\d+:harvest_brain_", result.Text);
        Assert.Matches(@"(?m)^killswitch +off$", result.Text);
        Assert.Matches(@"(?m)^  ETHUSDT +BOTH +LONG +1(\.0)? +3300 +3350", result.Text);
        Assert.Matches(@"(?m)^  \S+Z +ETHUSDT +SELL 0.25$", result.Text);

        Assert.Equal(1, Shell.Run("ops/monitor.sh --once --env /dev/null", ("REDIS_PORT", NoServer.Port)).ExitCode);
    }

    private static void AssertFails(ShellResult proof, params string[] checks)
    {
        Assert.Equal(1, proof.ExitCode);
        string[] failed = [.. proof.Lines.Where(line => line.StartsWith("FAIL ", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])];
        Assert.True(checks.SequenceEqual(failed), proof.Text);
    }
}
