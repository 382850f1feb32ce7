using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Core.Tests.Settings;

/// <summary>Settings of the engine (contracts, section 4): defaults, bounds, and that nothing falls back silently.</summary>
public sealed class EngineSettingsTests
{
    [Fact]
    public void Defaults_AreThoseOfTheContract()
    {
        EngineSettings settings = Read(out IReadOnlyList<SettingProblem> problems);

        Assert.Empty(problems);
        Assert.Equal(HarvestMode.Shadow, settings.Mode);
        Assert.Equal("", settings.Instance);
        Assert.Equal(30, settings.MaxActionsPerMinute);
        HarvestPolicy policy = settings.Policy;
        Assert.Equal(0.5m, policy.MinR);
        Assert.Equal("0.5:0.25,1:0.25,1.5:0.25", policy.Ladder.ToString());
        Assert.Equal(0.5m, policy.BreakEvenAtR);
        Assert.Equal(900, policy.DedupTtlSeconds);
        Assert.Equal(RearmRule.Rejected, policy.Rearm);
        Assert.Equal(30, policy.MaxPriceAgeSeconds);
        Assert.Null(policy.FallbackStopFraction);
        Assert.Equal(0, policy.MinNotionalQuote);
        Assert.Equal(0, policy.QuantityStep);
        Assert.Equal(0, policy.PriceTick);
        Assert.Equal(HarvestPolicy.Default, policy);
        Assert.Null(policy.Validate());
    }

    [Fact]
    public void DefaultTexts_AreThoseOfTheContract() => Assert.Equal(
        [
            ("HARVEST_MODE", "shadow"), ("HARVEST_INSTANCE", ""), ("HARVEST_MAX_ACTIONS_PER_MIN", "30"), ("HARVEST_MAX_STOPS_PER_MIN", "2000"), ("HARVEST_REDUCE_ONLY", "true"),
            ("HARVEST_ENABLED", "1"), ("HARVEST_MIN_R", "0.5"), ("HARVEST_LADDER", "0.5:0.25,1.0:0.25,1.5:0.25"),
            ("HARVEST_VOL_SCALE", "off"), ("HARVEST_SET_BE_AT_R", "0.5"), ("HARVEST_BE_OFFSET_BPS", "0"), ("HARVEST_LOCK", ""),
            ("HARVEST_TRAIL_SOURCE", "off"), ("HARVEST_TRAIL_ATR_MULT", "2.0"), ("HARVEST_TRAIL_AT_R", "1.0"), ("HARVEST_ATR_BAR_SEC", "60"),
            ("HARVEST_ATR_PERIOD", "14"), ("HARVEST_STOP_MIN_STEP_R", "0.1"), ("HARVEST_TIME_STOP_MIN", ""), ("HARVEST_TIME_STOP_BELOW_R", "0.5"),
            ("HARVEST_R_BASIS", "gross"), ("HARVEST_DEDUP_TTL_SEC", "900"), ("HARVEST_REARM", "rejected"),
            ("HARVEST_INTENT_TTL_SEC", "60"), ("HARVEST_STOP_CROSSED_SEC", "5"),
            ("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "30"),
            ("HARVEST_FALLBACK_STOP_PCT", ""), ("HARVEST_MIN_NOTIONAL", "0"), ("HARVEST_QTY_STEP", "0"), ("HARVEST_PRICE_TICK", "0"),
            ("HARVEST_CONTRACT_SIZE", "1"), ("HARVEST_CONTRACT_TYPE", ""), ("HARVEST_BASE_ASSET", ""), ("HARVEST_QUOTE_ASSET", ""), ("HARVEST_DUST_PCT", "0.5"), ("HARVEST_MAX_CLOCK_AHEAD_SEC", "5"), ("HARVEST_MAX_PRICE_JUMP_PCT", "20"),
        ],
        EngineSettings.All.Select(setting => (setting.Name, setting.Default)));

    [Fact]
    public void DefaultTexts_SetExplicitly_MeanTheSame()
    {
        EngineSettings settings = Read(
            out IReadOnlyList<SettingProblem> problems, [.. EngineSettings.All.Select(setting => (setting.Name, setting.Default))]);
        Assert.Empty(problems);
        Assert.Equal(Read(out _), settings);
    }

    [Fact]
    public void EverySetting_ReachesItsPlace()
    {
        EngineSettings settings = Read(
            out IReadOnlyList<SettingProblem> problems,
            ("HARVEST_MODE", "LIVE"), ("HARVEST_INSTANCE", "Candidate_2-b"), ("HARVEST_MIN_R", "0.75"), ("HARVEST_LADDER", " 1 : 0.5 , 2:.5 "),
            ("HARVEST_SET_BE_AT_R", "1.25"), ("HARVEST_DEDUP_TTL_SEC", "60"), ("HARVEST_REARM", "Timeout"), ("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "5"),
            ("HARVEST_MAX_ACTIONS_PER_MIN", " 7 "), ("HARVEST_REDUCE_ONLY", "True"), ("HARVEST_FALLBACK_STOP_PCT", "0.02"),
            ("HARVEST_MIN_NOTIONAL", "5.5"), ("HARVEST_QTY_STEP", "0.001"), ("HARVEST_PRICE_TICK", "0.01"),
            ("HARVEST_BASE_ASSET", "eth"), ("HARVEST_QUOTE_ASSET", "USDT"));

        Assert.Empty(problems);
        Assert.Equal(
            new EngineSettings(
                HarvestMode.Live, "Candidate_2-b", 7,
                new HarvestPolicy
                {
                    MinR = 0.75m,
                    Ladder = Ladder.Of(new LadderRung(1, 0.5m), new LadderRung(2, 0.5m)),
                    BreakEvenAtR = 1.25m,
                    DedupTtlSeconds = 60,
                    Rearm = RearmRule.Timeout,
                    MaxPriceAgeSeconds = 5,
                    FallbackStopFraction = 0.02m,
                    MinNotionalQuote = 5.5m,
                    QuantityStep = 0.001m,
                    PriceTick = 0.01m,
                    BaseAsset = "ETH",
                    QuoteAsset = "USDT",
                }),
            settings);
    }

    [Theory]
    [InlineData("never", RearmRule.Never)]
    [InlineData("rejected", RearmRule.Rejected)]
    [InlineData("TIMEOUT", RearmRule.Timeout)]
    public void Rearm_EveryWord(string word, RearmRule rule)
    {
        Assert.Equal(rule, Read(out IReadOnlyList<SettingProblem> problems, ("HARVEST_REARM", word)).Policy.Rearm);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("HARVEST_MIN_R", "0")]
    [InlineData("HARVEST_MIN_R", "1000")]
    [InlineData("HARVEST_SET_BE_AT_R", "0")]
    [InlineData("HARVEST_SET_BE_AT_R", "1000")]
    [InlineData("HARVEST_SET_BE_AT_R", "")]
    [InlineData("HARVEST_DEDUP_TTL_SEC", "1")]
    [InlineData("HARVEST_DEDUP_TTL_SEC", "604800")]
    [InlineData("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "1")]
    [InlineData("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "86400")]
    [InlineData("HARVEST_MAX_ACTIONS_PER_MIN", "1")]
    [InlineData("HARVEST_MAX_ACTIONS_PER_MIN", "100000")]
    [InlineData("HARVEST_FALLBACK_STOP_PCT", "")]
    [InlineData("HARVEST_FALLBACK_STOP_PCT", "0.0001")]
    [InlineData("HARVEST_FALLBACK_STOP_PCT", "0.2")]
    [InlineData("HARVEST_MIN_NOTIONAL", "1000000000000000000")]
    [InlineData("HARVEST_QTY_STEP", "1000000000000000")]
    [InlineData("HARVEST_PRICE_TICK", "1000000000000")]
    [InlineData("HARVEST_CONTRACT_SIZE", "0.000000001")]
    [InlineData("HARVEST_CONTRACT_SIZE", "1e6")]
    [InlineData("HARVEST_CONTRACT_TYPE", "Inverse")]
    [InlineData("HARVEST_BASE_ASSET", "")]
    [InlineData("HARVEST_BASE_ASSET", "abcdefghijklmnopqrstuvwxyz012345")]
    [InlineData("HARVEST_DUST_PCT", "0")]
    [InlineData("HARVEST_DUST_PCT", "10")]
    [InlineData("HARVEST_MAX_CLOCK_AHEAD_SEC", "0")]
    [InlineData("HARVEST_MAX_CLOCK_AHEAD_SEC", "86400")]
    [InlineData("HARVEST_MAX_PRICE_JUMP_PCT", "0")]
    [InlineData("HARVEST_MAX_PRICE_JUMP_PCT", "1000")]
    [InlineData("HARVEST_INSTANCE", "")]
    [InlineData("HARVEST_INSTANCE", "abcdefghijklmnopqrstuvwxyz-_0189")]
    public void Values_AtTheBounds_AreTaken(string name, string value)
    {
        EngineSettings settings = Read(out IReadOnlyList<SettingProblem> problems, (name, value));
        Assert.Empty(problems);
        Assert.Null(settings.Policy.Validate());
    }

    [Fact]
    public void EmptyText_WhereItMeansNever_IsNever()
    {
        EngineSettings settings = Read(out _, ("HARVEST_SET_BE_AT_R", " "), ("HARVEST_FALLBACK_STOP_PCT", " "));
        Assert.Null(settings.Policy.BreakEvenAtR);
        Assert.Null(settings.Policy.FallbackStopFraction);
    }

    [Theory]
    [InlineData("HARVEST_MODE", "shadow or live", "", "dry", "live!", "0")]
    [InlineData("HARVEST_INSTANCE", "up to 32 letters, digits, '-' and '_', or empty", "a b", "a:b", "é", "a.b", "abcdefghijklmnopqrstuvwxyz-_01891")]
    [InlineData("HARVEST_MIN_R", "a number from 0 to 1000", "", "-0.1", "1000.1", "half", "0,5", "1 000", "NaN", "Infinity", "0x1")]
    [InlineData("HARVEST_SET_BE_AT_R", "a number from 0 to 1000, or empty", "-1", "1001", "never", "none")]
    [InlineData("HARVEST_DEDUP_TTL_SEC", "a whole number from 1 to 604800", "", "0", "-1", "604801", "900.0", "1e3", "900s", "99999999999")]
    [InlineData("HARVEST_REARM", "never, rejected or timeout", "", "always", "reject")]
    [InlineData("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "a whole number from 1 to 86400; in a replay also 0 = off", "", "0", "86401", "30 s")]
    [InlineData("HARVEST_MAX_ACTIONS_PER_MIN", "a whole number from 1 to 100000; in a replay also 0 = off", "", "0", "100001", "-5", "+5")]
    [InlineData("HARVEST_REDUCE_ONLY", "true", "", "false", "False", "0", "1", "no")]
    [InlineData("HARVEST_FALLBACK_STOP_PCT", "a fraction of the entry above 0 and up to 0.2 (0.02 is 2 %, 2 would be 200 %), or empty", "0", "0.2001", "1", "2", "-0.02", "2%")]
    [InlineData("HARVEST_MIN_NOTIONAL", "a number from 0 to 1e18", "", "-1", "1000000000000000001", "5 USDT")]
    [InlineData("HARVEST_QTY_STEP", "0, or a number from 1e-12 to 1e15", "", "-0.001", "1e-13", "1000000000000001", ".")]
    [InlineData("HARVEST_PRICE_TICK", "0, or a number from 1e-12 to 1e12", "", "-0.01", "1e-13", "1000000000001", "one")]
    [InlineData("HARVEST_CONTRACT_SIZE", "a number from 1e-9 to 1000000", "", "0", "-1", "1e-10", "1000001", "0,01")]
    [InlineData("HARVEST_CONTRACT_TYPE", "linear, inverse or empty", "quanto", "1")]
    [InlineData("HARVEST_BASE_ASSET", "up to 32 letters and digits, or empty", "E T H", "ETH/USDT", "abcdefghijklmnopqrstuvwxyz0123456")]
    [InlineData("HARVEST_QUOTE_ASSET", "up to 32 letters and digits, or empty", "US-D", "USDT:USDT")]
    [InlineData("HARVEST_DUST_PCT", "a number from 0 to 10", "", "-0.1", "10.1", "0.5%")]
    [InlineData("HARVEST_MAX_CLOCK_AHEAD_SEC", "a whole number from 0 to 86400", "", "-1", "86401", "5 s", "0.5")]
    [InlineData("HARVEST_MAX_PRICE_JUMP_PCT", "a number from 0 to 1000", "", "-1", "1001", "20%")]
    public void BadValue_IsListed_WithWhatWasFoundAndWhatIsAllowed(string name, string allowed, params string[] values) => Assert.All(values, value =>
    {
        Read(out IReadOnlyList<SettingProblem> problems, (name, value));
        SettingProblem problem = Assert.Single(problems);
        Assert.Equal(new SettingProblem(name, value, null, allowed), problem);
        Assert.Equal($"{name}: found '{value}'; allowed: {allowed}", problem.ToString());
    });

    [Theory]
    [InlineData("", "'' is no R:fraction pair")]
    [InlineData("0.5", "'0.5' is no R:fraction pair")]
    [InlineData("0.5:0.25,", "'' is no R:fraction pair")]
    [InlineData("0.5:0.25;1:0.25", "'0.5:0.25;1:0.25' is no R:fraction pair")]
    [InlineData("0.5=0.25", "'0.5=0.25' is no R:fraction pair")]
    [InlineData("0.5:0.25, 1.0:x", "'1.0:x' is no R:fraction pair")]
    [InlineData("0.5:25%", "'0.5:25%' is no R:fraction pair")]
    [InlineData("0.5:-0.25", "'0.5:-0.25' is no R:fraction pair")]
    [InlineData("NaN:0.25", "'NaN:0.25' is no R:fraction pair")]
    [InlineData("0:0.25", "R 0 does not rise above 0")]
    [InlineData("1:0.25,0.5:0.25", "R 0.5 does not rise above 1")]
    [InlineData("1:0.25,1.0:0.25", "R 1 does not rise above 1")]
    [InlineData("1001:0.25", "R 1001 is above 1000")]
    [InlineData("0.5:0", "fraction 0 is not above 0 and at most 1")]
    [InlineData("0.5:25", "fraction 25 is not above 0 and at most 1")]
    [InlineData("0.5:0.5,1:0.5,1.5:0.01", "the fractions add up to 1.01, more than 1")]
    public void BadLadder_IsListed_WithWhatIsWrong(string text, string why)
    {
        Read(out IReadOnlyList<SettingProblem> problems, ("HARVEST_LADDER", text));
        Assert.Equal(new SettingProblem("HARVEST_LADDER", text, why, Ladder.Allowed), Assert.Single(problems));
        Assert.Equal(
            $"HARVEST_LADDER: found '{text}': {why}; allowed: R:fraction pairs such as 0.5:0.25,1.0:0.25; R > 0 and strictly rising, "
            + "fraction > 0, sum of fractions <= 1, at most 32 pairs; * as the last fraction closes the rest",
            problems[0].ToString());
    }

    [Theory]
    [InlineData("1:1", "1:1")]
    [InlineData("0.001:0.001,1000:0.999", "0.001:0.001,1000:0.999")]
    [InlineData(" 0.50 : 0.10 ,\t1.00:0.20", "0.5:0.1,1:0.2")]
    public void GoodLadder_IsTaken(string text, string expected)
    {
        EngineSettings settings = Read(out IReadOnlyList<SettingProblem> problems, ("HARVEST_LADDER", text));
        Assert.Empty(problems);
        Assert.Equal(expected, settings.Policy.Ladder.ToString());
    }

    [Fact]
    public void Ladder_OfThirtyTwoRungs_IsTheLongest()
    {
        string Of(int rungs) => string.Join(',', Enumerable.Range(1, rungs).Select(i => $"{i}:0.01"));
        Assert.Equal(32, Read(out IReadOnlyList<SettingProblem> problems, ("HARVEST_LADDER", Of(32))).Policy.Ladder.Rungs.Length);
        Assert.Empty(problems);
        Read(out problems, ("HARVEST_LADDER", Of(33)));
        Assert.Equal("33 rungs, more than 32", Assert.Single(problems).Why);
    }

    [Fact]
    public void EveryProblem_IsListedAtOnce()
    {
        Read(
            out IReadOnlyList<SettingProblem> problems,
            [.. EngineSettings.All.Select(setting => (setting.Name, "bad value"))]);

        Assert.Equal(EngineSettings.All.Select(setting => setting.Name).Order(), problems.Select(problem => problem.Name).Order());
        Assert.All(problems, problem => Assert.Equal("bad value", problem.Found));
    }

    [Fact]
    public void Policy_NothingSet_KeepsWhatItIsSetOnTopOf()
    {
        var defaults = new HarvestPolicy
        {
            MinR = 0.75m,
            Ladder = Ladder.Of(new LadderRung(2m, 0.5m)),
            BreakEvenAtR = 1.25m,
            DedupTtlSeconds = 60,
            Rearm = RearmRule.Timeout,
            MaxPriceAgeSeconds = 5,
            FallbackStopFraction = 0.02m,
            MinNotionalQuote = 5.5m,
            QuantityStep = 0.001m,
            PriceTick = 0.01m,
        };
        var reader = new SettingReader(_ => null);
        Assert.Equal(defaults, PolicySettings.Read(reader, defaults));
        Assert.Empty(reader.Problems);
    }

    [Fact]
    public void Arguments_Null_AreNamed()
    {
        var reader = new SettingReader(_ => null);
        Assert.Throws<ArgumentNullException>("reader", () => EngineSettings.Read(null!));
        Assert.Throws<ArgumentNullException>("reader", () => PolicySettings.Read(null!, HarvestPolicy.Default));
        Assert.Throws<ArgumentNullException>("defaults", () => PolicySettings.Read(reader, null!));
        Assert.Throws<ArgumentNullException>("policy", () => ((HarvestPolicy)null!).Validate());
        Assert.Throws<ArgumentNullException>("setting", () => reader.IsSet(null!));
        Assert.Throws<ArgumentNullException>("setting", () => reader.Text(null!));
        Assert.Throws<ArgumentNullException>("setting", () => reader.Refuse(null!));
        Assert.Throws<ArgumentNullException>("word", () => reader.Choice<string>(EngineSettings.ModeSetting, ["a"], null!));
    }

    [Fact]
    public void Reader_TellsSetFromNotSet()
    {
        var reader = new SettingReader(name => name == "HARVEST_MODE" ? "" : null);
        Assert.True(reader.IsSet(EngineSettings.ModeSetting));
        Setting minR = PolicySettings.All.Single(setting => setting.Name == "HARVEST_MIN_R");
        Assert.False(reader.IsSet(minR));
        Assert.Equal("", reader.Text(EngineSettings.ModeSetting));
        Assert.Equal("0.5", reader.Text(minR));
    }

    [Theory]
    [InlineData("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "1", "86400", " 7 ", "", "-1", "+5", "00", "86401", "100001", "1e3", "off")]
    [InlineData("HARVEST_MAX_ACTIONS_PER_MIN", "1", "100000", " 7 ", "", "-1", "+5", "00", "86401", "100001", "1e3", "off")]
    public void BoundOfAGuard_InAReplay_IsWhatTheServiceTakes_And0(string name, params string[] values)
    {
        Assert.All(values, value =>
        {
            EngineSettings service = Read(out IReadOnlyList<SettingProblem> refused, (name, value));
            EngineSettings replay = ReadForReplay(out IReadOnlyList<SettingProblem> refusedInReplay, (name, value));
            Assert.Equal(refused, refusedInReplay);
            Assert.Equal((service.MaxActionsPerMinute, service.Policy), (replay.MaxActionsPerMinute, replay.Policy));
        });
        Read(out IReadOnlyList<SettingProblem> problems, (name, "0"));
        Assert.EndsWith("; in a replay also 0 = off", Assert.Single(problems).ToString(), StringComparison.Ordinal);
        EngineSettings off = ReadForReplay(out problems, (name, "0"));
        Assert.Empty(problems);
        Assert.Null(off.Policy.Validate());
        Assert.Equal(0, name == "HARVEST_MAX_ACTIONS_PER_MIN" ? off.MaxActionsPerMinute : off.Policy.MaxPriceAgeSeconds);
    }

    [Fact]
    public void Problem_WithASecret_DoesNotShowIt()
    {
        var secret = new Setting("SECRET", "", "a secret", "meaning", IsSecret: true);
        var reader = new SettingReader(_ => "hunter2");
        reader.Refuse(secret, "too short");
        Assert.Equal("SECRET: found '(secret)': too short; allowed: a secret", Assert.Single(reader.Problems).ToString());
    }

    private static EngineSettings Read(out IReadOnlyList<SettingProblem> problems, params (string Name, string Value)[] values) =>
        Read(isReplay: false, out problems, values);

    private static EngineSettings ReadForReplay(out IReadOnlyList<SettingProblem> problems, params (string Name, string Value)[] values) =>
        Read(isReplay: true, out problems, values);

    private static EngineSettings Read(bool isReplay, out IReadOnlyList<SettingProblem> problems, (string Name, string Value)[] values)
    {
        Dictionary<string, string> byName = values.ToDictionary(pair => pair.Name, pair => pair.Value);
        var reader = new SettingReader(byName.GetValueOrDefault) { IsReplay = isReplay };
        EngineSettings settings = EngineSettings.Read(reader);
        problems = reader.Problems;
        return settings;
    }
}
