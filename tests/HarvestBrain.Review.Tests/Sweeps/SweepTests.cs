using System.Text.Json;
using HarvestBrain.Core.Policy;
using HarvestBrain.Review.Sweeps;

namespace HarvestBrain.Review.Tests.Sweeps;

public sealed class SweepTests
{
    private const string Ladders = "{0.5,1}:{0,0.25,0.5},{1,1.5,2}:{0.25,*}";

    private static readonly Tape Session = RandomTape.Session(21, trades: 80);

    [Fact]
    public void Cell_IsTheReportWithThatPolicy_ToTheLastDigit()
    {
        var options = Tape.Options(HarvestPolicy.Default);
        Assert.Null(SweepPlan.TryParse([Ladders], "0.5,off", "off,1.5", options.Settings, out SweepPlan? plan));
        JsonElement cells = JsonDocument.Parse(Session.Sweep(options, plan!).ToJson()).RootElement.GetProperty("cells");

        Assert.Equal(plan!.Count, cells.GetArrayLength());
        for (int i = 0; i < plan.Count; i += 3)
        {
            SweepCell cell = plan.Cells[i];
            JsonElement report = JsonDocument.Parse(Session.Report(options with { Settings = cell.In(options.Settings) }).ToJson()).RootElement;
            Assert.Equal(report.GetProperty("harvested").GetProperty("mean_r").GetRawText(), cells[i].GetProperty("mean_r").GetRawText());
            Assert.Equal(report.GetProperty("harvested").GetProperty("sqn").GetRawText(), cells[i].GetProperty("sqn").GetRawText());
            Assert.Equal(report.GetProperty("difference").GetProperty("mean").GetRawText(), cells[i].GetProperty("delta_mean").GetRawText());
            Assert.Equal(report.GetProperty("difference").GetProperty("ci95").ToString().Replace(" ", "").Replace("\n", ""), cells[i].GetProperty("ci95").ToString().Replace(" ", "").Replace("\n", ""));
            Assert.Equal(cell.Ladder.ToString(), cells[i].GetProperty("ladder").GetString());
        }
    }

    [Fact]
    public void OneCoreOrMany_GiveTheSameBytes()
    {
        SweepResult one = Session.Sweep(Tape.Options(HarvestPolicy.Default), Ladders), many = Session.Sweep(Tape.Options(HarvestPolicy.Default) with { Cores = 8 }, Ladders);

        Assert.Equal(one.ToJson(), many.ToJson());
        Assert.Equal(one.ToHtml(), many.ToHtml());
    }

    [Fact]
    public void Names_AreThoseOfTheContract()
    {
        JsonElement root = JsonDocument.Parse(Session.Sweep(Tape.Options(HarvestPolicy.Default), Ladders).ToJson()).RootElement;

        Assert.Equal("schema inputs cells left_out best chosen reality_check_p pbo", Names(root));
        Assert.Equal("ladder be trail n mean_r delta_mean ci95 sqn drawdown95 neighbourhood_mean", Names(root.GetProperty("cells")[0]));
        Assert.InRange(root.GetProperty("reality_check_p").GetDouble(), 0, 1);
        Assert.InRange(root.GetProperty("pbo").GetDouble(), 0, 1);
        double best = root.GetProperty("cells").EnumerateArray().Max(cell => cell.GetProperty("mean_r").GetDouble());
        Assert.Equal(best, root.GetProperty("best").GetProperty("mean_r").GetDouble());
    }

    [Fact]
    public void Choice_GoesByNeighbours_AndIsTheSimplestWithinOneStandardError()
    {
        Assert.Null(SweepPlan.TryParse(["{1,2,3,4,5}:{0,0.5},6:*"], null, null, Tape.Settings(HarvestPolicy.Default), out SweepPlan? plan));
        // 6:* beside everything; then 1:0.5,6:* to 5:0.5,6:*.
        double?[] means = [0.1, 0.9, 0.0, 0.5, 0.6, 0.5];
        double?[] neighbourhoods = SweepChoice.NeighbourhoodMeans(plan!.Cells, means);

        Assert.Equal(means.Average(), neighbourhoods[0]);
        Assert.Equal((0.9 + 0.0 + 0.1) / 3, neighbourhoods[1]!.Value, 12);
        Assert.Equal((0.6 + 0.5 + 0.5 + 0.1) / 4, neighbourhoods[4]!.Value, 12);

        CellNumbers[] cells = [.. plan.Cells.Select((cell, i) => new CellNumbers(cell, 100, means[i], null, null, null, neighbourhoods[i]))];
        Assert.Equal(0, SweepChoice.Choose(cells, [0.05, 0.05, 0.05, 0.05, 0.05, 0.05])); // 6:* has 0.433, the best neighbourhood
        Assert.Equal(1, SweepChoice.Best(cells, cell => cell.MeanR));
        CellNumbers[] worse = [cells[0] with { NeighbourhoodMean = 0.38 }, .. cells[1..]];
        Assert.Equal(4, SweepChoice.Choose(worse, [0.01, 0.01, 0.01, 0.01, 0.01, 0.01]));
        Assert.Equal(0, SweepChoice.Choose(worse, [0.01, 0.01, 0.01, 0.01, 0.06, 0.01]));
    }

    private static string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(property => property.Name));
}
