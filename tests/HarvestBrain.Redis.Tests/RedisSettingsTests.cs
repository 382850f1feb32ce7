using HarvestBrain.Core.Settings;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests;

/// <summary>Settings of streams and keys (contracts, sections 1 to 4).</summary>
public sealed class RedisSettingsTests
{
    [Fact]
    public void Defaults_AreThoseOfTheContract()
    {
        RedisSettings settings = Read(out IReadOnlyList<SettingProblem> problems);

        Assert.Empty(problems);
        Assert.Equal(new RedisSettings(), settings);
        Assert.Equal("quantum", settings.KeyPrefix);
        Assert.Equal("127.0.0.1", settings.Host);
        Assert.Equal(6379, settings.Port);
        Assert.Equal(("", "", null, ""), (settings.User, settings.Password, settings.Tls, settings.Url));
        Assert.Equal("quantum:stream:execution.result", settings.ExecutionStream);
        Assert.Equal("quantum:stream:position.snapshot", settings.PositionSnapshotStream);
        Assert.Equal("quantum:stream:pnl.snapshot", settings.PnlSnapshotStream);
        Assert.Equal("quantum:stream:harvest.suggestions", settings.SuggestionStream);
        Assert.Equal("quantum:stream:trade.intent", settings.IntentStream);
        Assert.Equal("harvest_brain:execution", settings.Group);
        Assert.Equal("", settings.Consumer);
        Assert.Equal("quantum:kill", settings.KillSwitchKey);
        Assert.Equal(10, settings.LeaseSeconds);
        Assert.Equal("0", settings.StartFrom);
        Assert.Equal((10_000, 100_000), (settings.OutputMaxLength, settings.JournalMaxLength));
    }

    [Fact]
    public void DefaultTexts_SetExplicitly_MeanTheSame()
    {
        RedisSettings settings = Read(
            out IReadOnlyList<SettingProblem> problems, [.. RedisSettings.All.Select(setting => (setting.Name, setting.Default))]);
        Assert.Empty(problems);
        Assert.Equal(new RedisSettings(), settings);
    }

    [Fact]
    public void UrlAndPassword_AreSecrets() =>
        Assert.Equal(["REDIS_PASSWORD", "REDIS_URL"], RedisSettings.All.Where(setting => setting.IsSecret).Select(setting => setting.Name));

    [Theory]
    [InlineData("STREAM_POSITION_SNAPSHOT", "quantum:stream:execution.result")]
    [InlineData("STREAM_PNL_SNAPSHOT", "quantum:stream:execution.result")]
    [InlineData("STREAM_PNL_SNAPSHOT", "quantum:stream:position.snapshot")]
    public void SnapshotStream_ThatIsAnotherInput_IsRefused(string name, string value)
    {
        Read(out IReadOnlyList<SettingProblem> problems, (name, value));
        SettingProblem problem = Assert.Single(problems);
        Assert.Equal((name, value, "it is another input stream already"), (problem.Name, problem.Found, problem.Why));
    }

    [Fact]
    public void SnapshotStreams_BothEmpty_AreNotRead()
    {
        RedisSettings settings = Read(out IReadOnlyList<SettingProblem> problems, ("STREAM_POSITION_SNAPSHOT", ""), ("STREAM_PNL_SNAPSHOT", ""));
        Assert.Empty(problems);
        Assert.Single(new Keys(settings, HarvestBrain.Core.Policy.HarvestMode.Shadow, "").Inputs);
    }

    [Fact]
    public void EverySetting_ReachesItsPlace()
    {
        RedisSettings settings = Read(
            out IReadOnlyList<SettingProblem> problems,
            ("HARVEST_KEY_PREFIX", "p"), ("REDIS_HOST", " redis.internal "), ("REDIS_PORT", "6380"), ("REDIS_USER", "u"),
            ("REDIS_PASSWORD", "x"), ("REDIS_TLS", "TRUE"), ("REDIS_URL", "r1:6379,password=x"),
            ("STREAM_EXECUTION_RESULT", "in"), ("STREAM_POSITION_SNAPSHOT", "pos"), ("STREAM_PNL_SNAPSHOT", "pnl"),
            ("STREAM_HARVEST_SUGGESTIONS", "out"), ("STREAM_TRADE_INTENT", "live"), ("STREAM_HARVEST_TRADES", "trades"), ("HARVEST_CONSUMER_GROUP", "g"),
            ("HARVEST_CONSUMER_NAME", "c"), ("HARVEST_KILL_SWITCH_KEY", "kill"), ("HARVEST_LEASE_SEC", "3"), ("HARVEST_START_FROM", "$"),
            ("HARVEST_OUTPUT_MAXLEN", "5"), ("HARVEST_JOURNAL_MAXLEN", "7"));

        Assert.Empty(problems);
        Assert.Equal(
            new RedisSettings
            {
                KeyPrefix = "p",
                Host = "redis.internal",
                Port = 6380,
                User = "u",
                Password = "x",
                Tls = true,
                Url = "r1:6379,password=x",
                ExecutionStream = "in",
                PositionSnapshotStream = "pos",
                PnlSnapshotStream = "pnl",
                SuggestionStream = "out",
                IntentStream = "live",
                TradeStream = "trades",
                Group = "g",
                Consumer = "c",
                KillSwitchKey = "kill",
                LeaseSeconds = 3,
                StartFrom = "$",
                OutputMaxLength = 5,
                JournalMaxLength = 7,
            },
            settings);
    }

    [Theory]
    [InlineData("{quantum}")]
    [InlineData("a")]
    [InlineData("desk-1_B.x:{tag}")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Prefix_IsWhatEveryNameThatIsNotSetBeginsWith(string prefix)
    {
        RedisSettings settings = Read(out IReadOnlyList<SettingProblem> problems, ("HARVEST_KEY_PREFIX", prefix));

        Assert.Empty(problems);
        Assert.Equal(prefix, settings.KeyPrefix);
        Assert.Equal(prefix + ":stream:execution.result", settings.ExecutionStream);
        Assert.Equal(prefix + ":stream:position.snapshot", settings.PositionSnapshotStream);
        Assert.Equal(prefix + ":stream:pnl.snapshot", settings.PnlSnapshotStream);
        Assert.Equal(prefix + ":stream:harvest.suggestions", settings.SuggestionStream);
        Assert.Equal(prefix + ":stream:trade.intent", settings.IntentStream);
        Assert.Equal(prefix + ":kill", settings.KillSwitchKey);
        Assert.Equal("harvest_brain:execution", settings.Group); // a group is a name inside a stream, not a key
    }

    [Fact]
    public void Prefix_LeavesNamesThatAreSetAlone()
    {
        RedisSettings settings = Read(
            out _, ("HARVEST_KEY_PREFIX", "p"), ("STREAM_EXECUTION_RESULT", "quantum:stream:execution.result"), ("HARVEST_KILL_SWITCH_KEY", "k"));
        Assert.Equal("quantum:stream:execution.result", settings.ExecutionStream);
        Assert.Equal("k", settings.KillSwitchKey);
        Assert.Equal("p:stream:trade.intent", settings.IntentStream);
    }

    [Fact]
    public void SnapshotStreams_SetToEmpty_AreNotRead()
    {
        RedisSettings settings = Read(
            out IReadOnlyList<SettingProblem> problems, ("HARVEST_KEY_PREFIX", "p"), ("STREAM_POSITION_SNAPSHOT", ""), ("STREAM_PNL_SNAPSHOT", " "));
        Assert.Empty(problems);
        Assert.Equal("", settings.PositionSnapshotStream);
        Assert.Equal("", settings.PnlSnapshotStream);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("$")]
    [InlineData("1768693537416")]
    [InlineData("1768693537416-3")]
    [InlineData(" 0-0 ")]
    public void StartFrom_IsTheBeginningTheEndOrAnEntry(string value)
    {
        RedisSettings settings = Read(out IReadOnlyList<SettingProblem> problems, ("HARVEST_START_FROM", value));
        Assert.Empty(problems);
        Assert.Equal(value.Trim(), settings.StartFrom);
    }

    [Theory]
    [InlineData("HARVEST_KEY_PREFIX", "1 to 64 letters, digits and any of - _ . : { }", "", "a b", "é", "a/b", "01234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("REDIS_HOST", "a host name or an address, IPv6 too", "")]
    [InlineData("REDIS_TLS", "true, false or empty", "1", "yes", "on")]
    [InlineData("REDIS_PORT", "a whole number from 1 to 65535", "", "0", "65536", "-1", "redis", "6379.0")]
    [InlineData("STREAM_EXECUTION_RESULT", "a key", "")]
    [InlineData("STREAM_HARVEST_SUGGESTIONS", "a key", "", " ")]
    [InlineData("STREAM_TRADE_INTENT", "a key", "")]
    [InlineData("HARVEST_CONSUMER_GROUP", "a name", "")]
    [InlineData("HARVEST_KILL_SWITCH_KEY", "a key", "")]
    [InlineData("HARVEST_LEASE_SEC", "a whole number from 1 to 3600", "", "0", "3601", "1.5")]
    [InlineData("HARVEST_START_FROM", "0, $ or a stream entry id", "", ">", "*", "now", "1-", "-1", "$ $", "0-0-0")]
    [InlineData("HARVEST_OUTPUT_MAXLEN", "a whole number from 1 to 1000000000", "", "0", "1000000001", "10k")]
    public void BadValue_IsListed_WithWhatWasFoundAndWhatIsAllowed(string name, string allowed, params string[] values) => Assert.All(values, value =>
    {
        Read(out IReadOnlyList<SettingProblem> problems, (name, value));
        Assert.Equal(new SettingProblem(name, value.Trim(), null, allowed), Assert.Single(problems));
    });

    [Theory]
    [InlineData("redis:6380", "redis:6380", "is more than a host: a port goes to REDIS_PORT, a password to REDIS_PASSWORD")]
    [InlineData("redis,ssl=true", "(secret)", "is no name of a host")]
    [InlineData("redis,password=x:y", "(secret)", "is more than a host: a port goes to REDIS_PORT, a password to REDIS_PASSWORD")]
    [InlineData("redis://u:p@h", "(secret)", "is more than a host: a port goes to REDIS_PORT, a password to REDIS_PASSWORD")]
    [InlineData("a b", "a b", "is no name of a host")]
    [InlineData("[::1]:6379", "[::1]:6379", "is more than a host: a port goes to REDIS_PORT, a password to REDIS_PASSWORD")]
    public void Host_ThatIsMore_IsRefused(string host, string found, string why)
    {
        Read(out IReadOnlyList<SettingProblem> problems, ("REDIS_HOST", host));
        Assert.Equal(new SettingProblem("REDIS_HOST", found, why, "a host name or an address, IPv6 too"), Assert.Single(problems));
    }

    [Theory]
    [InlineData("REDIS_USER", "a", "h,user=b")]
    [InlineData("REDIS_PASSWORD", "a", "h,password=b")]
    [InlineData("REDIS_TLS", "false", "h,ssl=true")]
    [InlineData("REDIS_TLS", "true", "h, SSL = false")]
    public void Setting_ThatTheConnectionStringContradicts_IsRefused(string name, string value, string url)
    {
        Read(out IReadOnlyList<SettingProblem> problems, (name, value), ("REDIS_URL", url));
        SettingProblem problem = Assert.Single(problems);
        Assert.Equal((name, "REDIS_URL says another; say it once"), (problem.Name, problem.Why));
        Assert.DoesNotContain("password=b", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("REDIS_PORT", "1")]
    [InlineData("REDIS_PORT", "65535")]
    [InlineData("HARVEST_LEASE_SEC", "1")]
    [InlineData("HARVEST_LEASE_SEC", "3600")]
    [InlineData("HARVEST_OUTPUT_MAXLEN", "1")]
    [InlineData("HARVEST_OUTPUT_MAXLEN", "1000000000")]
    [InlineData("HARVEST_JOURNAL_MAXLEN", "0")]
    public void Values_AtTheBounds_AreTaken(string name, string value)
    {
        Read(out IReadOnlyList<SettingProblem> problems, (name, value));
        Assert.Empty(problems);
    }

    [Fact]
    public void EveryProblem_IsListedAtOnce()
    {
        string[] names =
        [
            "HARVEST_KEY_PREFIX", "REDIS_HOST", "REDIS_PORT", "STREAM_EXECUTION_RESULT", "STREAM_HARVEST_SUGGESTIONS", "STREAM_TRADE_INTENT",
            "HARVEST_CONSUMER_GROUP", "HARVEST_KILL_SWITCH_KEY", "HARVEST_LEASE_SEC", "HARVEST_START_FROM", "HARVEST_OUTPUT_MAXLEN",
            "HARVEST_JOURNAL_MAXLEN",
        ];
        Read(out IReadOnlyList<SettingProblem> problems, [.. names.Select(name => (name, ""))]);
        Assert.Equal(names.Order(), problems.Select(problem => problem.Name).Order());
    }

    private static RedisSettings Read(out IReadOnlyList<SettingProblem> problems, params (string Name, string Value)[] values)
    {
        Dictionary<string, string> byName = values.ToDictionary(pair => pair.Name, pair => pair.Value);
        var reader = new SettingReader(byName.GetValueOrDefault);
        RedisSettings settings = RedisSettingsReader.Read(reader);
        problems = reader.Problems;
        return settings;
    }
}
