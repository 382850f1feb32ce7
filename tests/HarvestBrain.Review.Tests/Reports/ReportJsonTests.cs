using System.Text.Json;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Review.Tests.Reports;

public sealed class ReportJsonTests
{
    private static readonly Tape Session = RandomTape.Session(7, trades: 60);

    [Fact]
    public void Names_AreThoseOfTheContract()
    {
        JsonElement root = Json(Session.Report(Tape.Options(HarvestPolicy.Default)));

        Assert.Equal("schema inputs policy epochs recorded harvested difference hit_rates rungs stops monte_carlo cannot_conclude", Names(root));
        Assert.Equal("name sha256 entries first last", Names(root.GetProperty("inputs")[0]));
        Assert.Equal(
            "id symbol side opened closed qty entry stop risk_source r_recorded r_harvested mfe_r mae_r delta_r fees net_complete rungs stop_moves exit",
            Names(root.GetProperty("epochs")[0]));
        JsonElement harvested = root.GetProperty("epochs").EnumerateArray().First(epoch => epoch.GetProperty("rungs").GetArrayLength() > 0);
        Assert.Equal("r fraction qty price r_realised at", Names(harvested.GetProperty("rungs")[0]));
        Assert.Equal("kind price at", Names(harvested.GetProperty("stop_moves")[0]));
        const string Run = "n mean_r median_r sd_r sqn profit_factor payoff win_rate longest_losing_streak max_drawdown_r";
        Assert.Equal(Run, Names(root.GetProperty("recorded")));
        Assert.Equal(Run, Names(root.GetProperty("harvested")));
        Assert.Equal("mean ci95 p_better n_needed", Names(root.GetProperty("difference")));
        Assert.Equal("r rate lo hi at_risk", Names(root.GetProperty("hit_rates")[0]));
        Assert.Equal("r fraction times contribution_r worth_r", Names(root.GetProperty("rungs")[0]));
        Assert.Equal("kind times worth_r", Names(root.GetProperty("stops")[0]));
        Assert.Equal("risk_fraction end max_drawdown", Names(root.GetProperty("monte_carlo")));
    }

    [Fact]
    public void Figures_AreThoseOfTheirEpochs()
    {
        JsonElement root = Json(Session.Report(Tape.Options(HarvestPolicy.Default)));
        (double Recorded, double Harvested, double Delta)[] epochs = [.. root.GetProperty("epochs").EnumerateArray().Select(epoch =>
            (epoch.GetProperty("r_recorded").GetDouble(), epoch.GetProperty("r_harvested").GetDouble(), epoch.GetProperty("delta_r").GetDouble()))];

        Assert.Equal(epochs.Average(epoch => epoch.Recorded), root.GetProperty("recorded").GetProperty("mean_r").GetDouble(), 5);
        Assert.Equal(epochs.Average(epoch => epoch.Harvested), root.GetProperty("harvested").GetProperty("mean_r").GetDouble(), 5);
        Assert.Equal(epochs.Average(epoch => epoch.Delta), root.GetProperty("difference").GetProperty("mean").GetDouble(), 5);
        Assert.Equal(epochs.Count(epoch => epoch.Harvested > 0) / (double)epochs.Length, root.GetProperty("harvested").GetProperty("win_rate").GetDouble(), 5);
        double contributions = root.GetProperty("epochs").EnumerateArray().Sum(epoch => epoch.GetProperty("rungs").EnumerateArray().Sum(rung => rung.GetProperty("r_realised").GetDouble()));
        Assert.Equal(contributions / epochs.Length, root.GetProperty("rungs").EnumerateArray().Sum(rung => rung.GetProperty("contribution_r").GetDouble()), 4);
    }

    [Fact]
    public void Worth_IsTheDifferenceToTheReportWithoutThePart()
    {
        double Mean(HarvestPolicy policy) => Json(Session.Report(Tape.Options(policy))).GetProperty("harvested").GetProperty("mean_r").GetDouble();
        HarvestPolicy policy = HarvestPolicy.Default;
        JsonElement root = Json(Session.Report(Tape.Options(policy)));

        double worth = root.GetProperty("rungs")[0].GetProperty("worth_r").GetDouble();
        Assert.Equal(Mean(policy) - Mean(policy with { Ladder = Tape.LadderOf("1:0.25,1.5:0.25") }), worth, 5);
        Assert.Equal(Mean(policy) - Mean(policy with { BreakEvenAtR = null }), root.GetProperty("stops")[0].GetProperty("worth_r").GetDouble(), 5);
        Assert.NotEqual(0, worth);
    }

    /// <summary>One bar holds the stop and three rungs, the other one rung alone: three of four are decided by what the bar does not tell.</summary>
    [Fact]
    public void RungsInABarWithTheStop_AreCounted()
    {
        Tape tape = new Tape().Buy(1, 100, 90).Bar(100, 116, 89, 101).Wait(60_000).Sell(1, 101)
            .Wait(60_000).Buy(1, 100, 90).Bar(100, 106, 99, 101).Wait(60_000).Sell(1, 101);
        JsonElement root = Json(tape.Report(Tape.Options(HarvestPolicy.Default)));
        Assert.Equal(0.75, root.GetProperty("rungs_decided_inside_a_bar").GetDouble());
        Assert.False(Json(Session.Report(Tape.Options(HarvestPolicy.Default))).TryGetProperty("rungs_decided_inside_a_bar", out _));
    }

    [Fact]
    public void R_HasSixDecimalsAtMost()
    {
        foreach (JsonElement epoch in Json(Session.Report(Tape.Options(HarvestPolicy.Default))).GetProperty("epochs").EnumerateArray())
            Assert.True(epoch.GetProperty("r_recorded").GetDecimal().Scale <= 6);
    }

    [Fact]
    public void SameEntries_GiveTheSameBytes()
    {
        ReportResult one = RandomTape.Session(3, 40).Report(Tape.Options(HarvestPolicy.Default)), again = RandomTape.Session(3, 40).Report(Tape.Options(HarvestPolicy.Default) with { Cores = 4 });

        Assert.Equal(one.ToJson(), again.ToJson());
        Assert.Equal(one.ToHtml(), again.ToHtml());
        Assert.NotEqual(one.ToJson(), RandomTape.Session(3, 40).Report(Tape.Options(HarvestPolicy.Default) with { Seed = 2 }).ToJson());
    }

    internal static JsonElement Json(ReportResult result) => JsonDocument.Parse(result.ToJson()).RootElement;

    private static string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(property => property.Name));
}
