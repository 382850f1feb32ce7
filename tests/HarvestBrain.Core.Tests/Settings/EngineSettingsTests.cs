using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Core.Tests.Settings;

public sealed class EngineSettingsTests
{
    [Fact]
    public void Read_NothingSet_GivesTheDefaults()
    {
        EngineSettings settings = Read(out IReadOnlyList<SettingProblem> problems);
        Assert.Empty(problems);
        Assert.Equal(new EngineSettings(HarvestMode.Shadow, "", 30, HarvestPolicy.Default), settings);
        Assert.Equal(14, EngineSettings.All.Count);
        Assert.Equal(14, EngineSettings.All.Select(setting => setting.Name).Distinct().Count());
        Assert.All(EngineSettings.All, setting => Assert.StartsWith("HARVEST_", setting.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_EverySetting_IsTaken()
    {
        EngineSettings settings = Read(
            out IReadOnlyList<SettingProblem> problems,
            "HARVEST_MODE", "LIVE", "HARVEST_INSTANCE", " candidate-2_b ", "HARVEST_MIN_R", "0.75", "HARVEST_LADDER", "1:1", "HARVEST_SET_BE_AT_R", "",
            "HARVEST_DEDUP_TTL_SEC", "60", "HARVEST_REARM", "timeout", "HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "5", "HARVEST_MAX_ACTIONS_PER_MIN", "7",
            "HARVEST_REDUCE_ONLY", "True", "HARVEST_FALLBACK_STOP_PCT", "0.02", "HARVEST_MIN_NOTIONAL", "5", "HARVEST_QTY_STEP", "0.001",
            "HARVEST_PRICE_TICK", "0.01");
        Assert.Empty(problems);
        Assert.Equal(
            new EngineSettings(HarvestMode.Live, "candidate-2_b", 7, new HarvestPolicy
            {
                MinR = 0.75m,
                Ladder = Ladder.Of(new LadderRung(1m, 1m)),
                BreakEvenAtR = null,
                DedupTtlSeconds = 60,
                Rearm = RearmRule.Timeout,
                MaxPriceAgeSeconds = 5,
                FallbackStopFraction = 0.02m,
                MinNotionalQuote = 5m,
                QuantityStep = 0.001m,
                PriceTick = 0.01m,
            }),
            settings);
    }

    [Theory]
    [InlineData("HARVEST_MODE", "paper")]
    [InlineData("HARVEST_MODE", "")]
    [InlineData("HARVEST_INSTANCE", "a b")]
    [InlineData("HARVEST_INSTANCE", "é")]
    [InlineData("HARVEST_INSTANCE", "123456789012345678901234567890123")]
    [InlineData("HARVEST_MIN_R", "")]
    [InlineData("HARVEST_MIN_R", "-0.1")]
    [InlineData("HARVEST_MIN_R", "1000.1")]
    [InlineData("HARVEST_MIN_R", "1,5")]
    [InlineData("HARVEST_MIN_R", "1e2")]
    [InlineData("HARVEST_LADDER", "1:2")]
    [InlineData("HARVEST_SET_BE_AT_R", "never")]
    [InlineData("HARVEST_SET_BE_AT_R", "-1")]
    [InlineData("HARVEST_SET_BE_AT_R", "1001")]
    [InlineData("HARVEST_DEDUP_TTL_SEC", "0")]
    [InlineData("HARVEST_DEDUP_TTL_SEC", "604801")]
    [InlineData("HARVEST_DEDUP_TTL_SEC", "1.5")]
    [InlineData("HARVEST_REARM", "always")]
    [InlineData("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "0")]
    [InlineData("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "86401")]
    [InlineData("HARVEST_MAX_ACTIONS_PER_MIN", "0")]
    [InlineData("HARVEST_MAX_ACTIONS_PER_MIN", "100001")]
    [InlineData("HARVEST_REDUCE_ONLY", "false")]
    [InlineData("HARVEST_FALLBACK_STOP_PCT", "0")]
    [InlineData("HARVEST_FALLBACK_STOP_PCT", "1")]
    [InlineData("HARVEST_FALLBACK_STOP_PCT", "2")]
    [InlineData("HARVEST_MIN_NOTIONAL", "-1")]
    [InlineData("HARVEST_MIN_NOTIONAL", "1000000000000000001")]
    [InlineData("HARVEST_QTY_STEP", "1000000000000001")]
    [InlineData("HARVEST_PRICE_TICK", "1000000000001")]
    public void Read_NotAllowed_IsAProblemWithNameAndValue(string name, string value)
    {
        Read(out IReadOnlyList<SettingProblem> problems, name, value);
        SettingProblem problem = Assert.Single(problems);
        Setting setting = EngineSettings.All.Single(candidate => candidate.Name == name);
        Assert.Equal((name, value, setting.Allowed), (problem.Name, problem.Found, problem.Allowed));
        Assert.StartsWith($"{name}: found '{value}'", problem.ToString(), StringComparison.Ordinal);
        Assert.EndsWith($"; allowed: {setting.Allowed}", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HARVEST_MIN_R", "0", "1000")]
    [InlineData("HARVEST_SET_BE_AT_R", "0", "1000")]
    [InlineData("HARVEST_DEDUP_TTL_SEC", "1", "604800")]
    [InlineData("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "1", "86400")]
    [InlineData("HARVEST_MAX_ACTIONS_PER_MIN", "1", "100000")]
    [InlineData("HARVEST_FALLBACK_STOP_PCT", "0.0001", "0.9999")]
    [InlineData("HARVEST_MIN_NOTIONAL", "0", "1000000000000000000")]
    [InlineData("HARVEST_QTY_STEP", "0", "1000000000000000")]
    [InlineData("HARVEST_PRICE_TICK", "0", "1000000000000")]
    [InlineData("HARVEST_INSTANCE", "a", "12345678901234567890123456789012")]
    public void Read_TheBounds_AreAllowed(string name, string least, string most)
    {
        Read(out IReadOnlyList<SettingProblem> problems, name, least);
        Assert.Empty(problems);
        EngineSettings settings = Read(out problems, name, most);
        Assert.Empty(problems);
        Assert.Null(settings.Policy.Validate());
    }

    [Fact]
    public void Read_ManyProblems_AreAllCollected()
    {
        Read(out IReadOnlyList<SettingProblem> problems, "HARVEST_MODE", "x", "HARVEST_LADDER", "x", "HARVEST_MAX_ACTIONS_PER_MIN", "x");
        Assert.Equal(["HARVEST_MODE", "HARVEST_MAX_ACTIONS_PER_MIN", "HARVEST_LADDER"], problems.Select(problem => problem.Name));
        Assert.Equal($"HARVEST_LADDER: found 'x': 'x' is no R:fraction pair; allowed: {Ladder.Allowed}", problems[2].ToString());
        Assert.Equal("HARVEST_MODE: found 'x'; allowed: shadow or live", problems[0].ToString());
    }

    [Fact]
    public void Secret_IsNeverNamedInAProblem()
    {
        var reader = new SettingReader(_ => "hunter2");
        reader.Refuse(new Setting("X", "", "anything else", "a secret", IsSecret: true));
        Assert.Equal("(secret)", Assert.Single(reader.Problems).Found);
    }

    [Fact]
    public void IsSet_TellsAnEmptyValueFromNone()
    {
        var reader = new SettingReader(name => name == "HARVEST_MODE" ? "" : null);
        Assert.True(reader.IsSet(EngineSettings.ModeSetting));
        Assert.False(reader.IsSet(EngineSettings.MinR));
        Assert.Equal(("", "0.5"), (reader.Text(EngineSettings.ModeSetting), reader.Text(EngineSettings.MinR)));
    }

    private static EngineSettings Read(out IReadOnlyList<SettingProblem> problems, params string[] pairs)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < pairs.Length; i += 2) values.Add(pairs[i], pairs[i + 1]);
        var reader = new SettingReader(name => values.GetValueOrDefault(name));
        EngineSettings settings = EngineSettings.Read(reader);
        problems = reader.Problems;
        return settings;
    }
}
