namespace HarvestBrain.Host.Tests.Commands;

public sealed class CheckConfigTests
{
    private const string Defaults =
        """
        HARVEST_MODE=shadow
        HARVEST_INSTANCE=
        HARVEST_MIN_R=0.5
        HARVEST_LADDER=0.5:0.25,1.0:0.25,1.5:0.25
        HARVEST_SET_BE_AT_R=0.5
        HARVEST_DEDUP_TTL_SEC=900
        HARVEST_REARM=rejected
        HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC=30
        HARVEST_MAX_ACTIONS_PER_MIN=30
        HARVEST_REDUCE_ONLY=true
        HARVEST_FALLBACK_STOP_PCT=
        HARVEST_MIN_NOTIONAL=0
        HARVEST_QTY_STEP=0
        HARVEST_PRICE_TICK=0
        HARVEST_CONTRACT_SIZE=1
        HARVEST_CONTRACT_TYPE=
        HARVEST_BASE_ASSET=
        HARVEST_QUOTE_ASSET=
        HARVEST_DUST_PCT=0.5
        HARVEST_MAX_CLOCK_AHEAD_SEC=5
        HARVEST_MAX_PRICE_JUMP_PCT=20
        HARVEST_KEY_PREFIX=quantum
        REDIS_HOST=127.0.0.1
        REDIS_PORT=(the one given)
        REDIS_USER=
        REDIS_PASSWORD=
        REDIS_TLS=
        REDIS_URL=
        STREAM_EXECUTION_RESULT=quantum:stream:execution.result
        STREAM_POSITION_SNAPSHOT=quantum:stream:position.snapshot
        STREAM_PNL_SNAPSHOT=quantum:stream:pnl.snapshot
        STREAM_OPEN_ORDERS=
        STREAM_HARVEST_SUGGESTIONS=quantum:stream:harvest.suggestions
        STREAM_TRADE_INTENT=quantum:stream:trade.intent
        HARVEST_KILL_SWITCH_KEY=quantum:kill
        HARVEST_LEASE_SEC=10
        HARVEST_START_FROM=0
        HARVEST_OUTPUT_MAXLEN=10000
        LOG_LEVEL=INFO
        LOG_FILE=
        """;

    // Every setting that the contract names; the program may know more.
    [Fact]
    public void CheckConfig_OfNothing_PrintsTheDefaults()
    {
        CliResult result = Cli.RunWith([("REDIS_PORT", NoServer.Port)], "", "check-config");
        Assert.Equal(0, result.ExitCode);
        // What only Redis can say is not said without it, and that is said.
        Assert.StartsWith($"# Redis was not asked whether the settings fit it: Connection: {NoServer.Authority}: ", result.OutputLines[^1], StringComparison.Ordinal);
        Assert.Equal("", result.Error);
        string[] settings = result.OutputLines[..^1];
        Assert.Empty(Defaults.Replace("(the one given)", NoServer.Port, StringComparison.Ordinal).Split('\n').Except(settings));
        Assert.All(settings, line => Assert.Matches("^[A-Z_]+=", line));
        Assert.Equal(settings.Length, settings.Select(line => line.Split('=')[0]).Distinct().Count());
    }

    [Fact]
    public void CheckConfig_PrintsWhatIsInForce()
    {
        CliResult result = Cli.RunWith(
            [
                ("HARVEST_MODE", " live "), ("HARVEST_KEY_PREFIX", "{q}"), ("STREAM_TRADE_INTENT", "orders"), ("STREAM_PNL_SNAPSHOT", ""),
                ("HARVEST_SET_BE_AT_R", ""),
            ],
            "", "check-config");

        Assert.Equal(0, result.ExitCode);
        foreach (string line in (string[])
        [
            "HARVEST_MODE=live", "HARVEST_KEY_PREFIX={q}", "STREAM_TRADE_INTENT=orders", "STREAM_PNL_SNAPSHOT=", "HARVEST_SET_BE_AT_R=",
            "STREAM_EXECUTION_RESULT={q}:stream:execution.result", "STREAM_POSITION_SNAPSHOT={q}:stream:position.snapshot",
            "STREAM_HARVEST_SUGGESTIONS={q}:stream:harvest.suggestions", "HARVEST_KILL_SWITCH_KEY={q}:kill",
        ])
        {
            Assert.Contains(line, result.OutputLines);
        }
    }

    [Fact]
    public void CheckConfig_HidesThePassword()
    {
        CliResult result = Cli.RunWith([("REDIS_PASSWORD", "hunter2,x=y"), ("REDIS_USER", "me"), ("REDIS_TLS", "true"), ("REDIS_PORT", NoServer.Port)], "", "check-config");
        Assert.Empty(((string[])["REDIS_PASSWORD=***", "REDIS_USER=me", "REDIS_TLS=true"]).Except(result.OutputLines));
        Assert.DoesNotContain("hunter2", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r1:6379,password=hunter2,ssl=true", "r1:6379,password=***,ssl=true")]
    [InlineData("r1:6379, Password = hunter2", "r1:6379, Password = ***")]
    public void CheckConfig_HidesSecrets(string url, string masked)
    {
        CliResult result = Cli.RunWith([("REDIS_URL", url)], "", "check-config");
        Assert.Contains($"REDIS_URL={masked}", result.OutputLines);
        Assert.DoesNotContain("hunter2", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckConfig_UrlThatIsNoConnectionString_IsRefusedWithoutSecrets()
    {
        CliResult result = Cli.RunWith([("REDIS_URL", "rediss://user:hunter2@r1:6379")], "", "check-config");
        Assert.Equal(78, result.ExitCode);
        Assert.Contains("REDIS_URL", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckConfig_OfBadSettings_ListsThemAll_WithoutSecrets()
    {
        CliResult result = Cli.RunWith(
            [("HARVEST_MODE", "x"), ("HARVEST_LEASE_SEC", "0"), ("REDIS_HOST", "redis://u:hunter2@h"), ("HARVEST_START_FROM", "password=hunter2")],
            "", "check-config");

        Assert.Equal(78, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Equal("harvestbrain: 4 settings are not valid:", result.ErrorLines[0]);
        Assert.Equal(
            [
                "  HARVEST_LEASE_SEC: found '0'; allowed: a whole number from 1 to 3600", "  HARVEST_MODE: found 'x'; allowed: shadow or live",
                "  REDIS_HOST: found '(secret)': is more than a host: a port goes to REDIS_PORT, a password to REDIS_PASSWORD; allowed: a host name or an address, IPv6 too",
            ],
            result.ErrorLines[1..].Where(line => !line.Contains("START_FROM", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain("hunter2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckConfig_HidesTokensAndSecretsWhole()
    {
        CliResult result = Cli.RunWith(
            [
                ("TELEGRAM_BOT_TOKEN", "1:hunter2"), ("TELEGRAM_CHAT_ID", "-5"), ("HARVEST_WEBHOOK_URL", "https://h/hunter2"), ("HARVEST_WEBHOOK_SECRET", "hunter2hunter2hunter2"),
            ],
            "", "check-config");
        Assert.Equal(0, result.ExitCode);
        Assert.Superset(
            new HashSet<string>(["TELEGRAM_BOT_TOKEN=***", "TELEGRAM_CHAT_ID=-5", "HARVEST_WEBHOOK_URL=***", "HARVEST_WEBHOOK_SECRET=***"]), result.OutputLines.ToHashSet());
        Assert.DoesNotContain("hunter2", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckConfig_ATokenWithoutAChat_IsRefused()
    {
        CliResult result = Cli.RunWith([("TELEGRAM_BOT_TOKEN", "1:hunter2")], "", "check-config");
        Assert.Equal(78, result.ExitCode);
        Assert.Contains("TELEGRAM_CHAT_ID", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Error, StringComparison.Ordinal);
    }
}
