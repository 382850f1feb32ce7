using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Review.Tests.Reports;

/// <summary>Whatever comes in, a page comes out that says what it cannot say.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string, string> Cases => new()
    {
        { "nothing", "No trade was closed" },
        { "no closed epoch", "No trade was closed" },
        { "one epoch", "1 trade is too few" },
        { "no stops", "No trade has a known stop" },
        { "no prices", "no prices between the fills" },
        { "two quote currencies", "quoted in BTC and USDT" },
        { "all the same", "" },
        { "all lost", "" },
        { "dust", "" },
        { "some without stops", "have no known stop" },
        { "no fees", "tell no fee" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Input_GivesAPageThatSaysWhatItCannotSay(string what, string says)
    {
        Tape tape = Make(what);
        ReportResult report = tape.Report(Tape.Options(HarvestPolicy.Default));
        string json = Encoding.UTF8.GetString(report.ToJson());
        var page = new PageText(report.ToHtml());

        page.IsWellFormed();
        foreach (string banned in (string[])["NaN", "Infinity", "∞"])
        {
            Assert.DoesNotContain(banned, json, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(banned, page.Html, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Contains(says, string.Join('\n', JsonDocument.Parse(json).RootElement.GetProperty("cannot_conclude").EnumerateArray().Select(text => text.GetString())), StringComparison.Ordinal);
        Assert.Contains(says, page.Text, StringComparison.Ordinal);
        Assert.Equal(3, report.Answer.Count);

        SweepResult sweep = tape.Sweep(Tape.Options(HarvestPolicy.Default), "{0.5,1,2}:{0.25,0.5},3:*");
        new PageText(sweep.ToHtml()).IsWellFormed();
        string sweepText = Encoding.UTF8.GetString(sweep.ToJson()) + Encoding.UTF8.GetString(sweep.ToHtml());
        Assert.DoesNotContain("NaN", sweepText, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Infinity", sweepText, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void AHundredThousandEpochs_GiveAPage()
    {
        var report = new Report(Tape.Options(HarvestPolicy.Default) with { Paths = 100, Cores = 2 });
        long count = 0;
        for (int i = 0; i < 100_000; i++)
        {
            foreach (Core.Events.HarvestEvent e in new Tape().Wait(i * 300_000L).Buy(1, 100, 90, 0.1m).Price(100 + (i % 13)).Sell(1, 96 + (i % 9), fee: 0.1m).Entries)
            {
                report.Apply(e with { Id = new Core.Events.EntryId(e.TimeUnixMs, ++count) });
            }
        }
        ReportResult result = report.Finish([]);

        Assert.Equal(100_000, result.Epochs);
        Assert.InRange(result.ToHtml().Length, 100_000, 2_000_000);
        Assert.Equal(100_000, JsonDocument.Parse(result.ToJson()).RootElement.GetProperty("recorded").GetProperty("n").GetInt32());
    }

    private static Tape Make(string what)
    {
        var tape = new Tape();
        switch (what)
        {
            case "nothing":
                return tape;
            case "no closed epoch":
                return tape.Buy(1, 100, 90).Price(120);
            case "one epoch":
                return tape.Buy(1, 100, 90).Price(120).Sell(1, 110);
            case "no stops":
                return Repeat(() => tape.Buy(1, 100).Price(120).Sell(1, 110));
            case "no prices":
                return Repeat(() => tape.Buy(1, 100, 90).Sell(1, 104));
            case "two quote currencies":
                return Repeat(() => tape.Buy(1, 100, 90).Price(120).Sell(1, 110).Buy(1, 0.05m, 0.04m, symbol: "ETHBTC").Sell(1, 0.06m, symbol: "ETHBTC"));
            case "all the same":
                return Repeat(() => tape.Buy(1, 100, 90).Price(100).Sell(1, 100));
            case "all lost":
                return Repeat(() => tape.Buy(1, 100, 90).Price(95).Sell(1, 90));
            case "dust":
                return Repeat(() => tape.Buy(0.000000000001m, 100, 99.999999999999m).Price(120).Sell(0.000000000001m, 110));
            case "some without stops":
                return Repeat(() => tape.Buy(1, 100, 90).Price(120).Sell(1, 110).Buy(1, 100).Sell(1, 110));
            case "no fees":
                return Repeat(() => tape.Buy(1, 100, 90).Prices(103, 106).Sell(1, 104));
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, "no such case");
        }

        Tape Repeat(Action trade)
        {
            for (int i = 0; i < 25; i++)
            {
                trade();
                tape.Wait(Tape.Day);
            }
            return tape;
        }
    }
}
