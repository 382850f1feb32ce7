using System.Text.Json;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Review.Tests.Reports;

/// <summary>What a ladder would have made of a trade is said only where prices cover it.</summary>
public sealed class PriceCoverTests
{
    private static readonly HarvestPolicy OneR = Tape.Policy("1:*");

    [Fact]
    public void WithoutPrices_NoFigureIsSaid()
    {
        Tape tape = Repeat(20, (tape, _) => tape.Buy(1, 100, 90).Wait(3_600_000).Sell(1, 104));
        ReportResult report = tape.Report(Tape.Options(OneR));
        JsonElement root = ReportJsonTests.Json(report);

        Assert.Equal("Prices cover none of the 20 trades with a known stop: 20 without a price while open.", report.Answer[0]);
        Assert.Equal("Whether the ladder would have helped cannot be said.", report.Answer[1]);
        Assert.StartsWith("Give prices of the symbols for the whole time of the trades", report.Answer[2], StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("difference").GetProperty("mean").ValueKind);
        Assert.Equal(0, root.GetProperty("harvested").GetProperty("n").GetInt32());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("epochs")[0].GetProperty("r_harvested").ValueKind);
        var page = new PageText(report.ToHtml());
        page.IsWellFormed();
        Assert.Contains("cannot be said", page.Text, StringComparison.Ordinal);
        Assert.Contains("+0.400", page.Text, StringComparison.Ordinal); // what the trader did needs no prices

        SweepResult sweep = tape.Sweep(Tape.Options(OneR), "{0.5,1}:*");
        Assert.Equal("Prices cover none of the 20 trades with a known stop, so no policy can be told from another: 20 without a price while open.", sweep.Answer[0]);
        Assert.DoesNotContain("HARVEST_LADDER=", new PageText(sweep.ToHtml()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void TradesOutsideOfThePrices_StandInNoFigure_AndAreCounted()
    {
        // Prices end behind the tenth trade: what came after would count as if the ladder had met nothing.
        Tape tape = Repeat(20, (tape, i) =>
        {
            tape.Buy(1, 100, 90);
            if (i < 10) tape.Prices(105, 112, 104);
            else tape.Wait(180_003);
            tape.Sell(1, 104);
        });
        ReportResult report = tape.Report(Tape.Options(OneR)), covered = Repeat(10, (tape, _) => tape.Buy(1, 100, 90).Prices(105, 112, 104).Sell(1, 104))
            .Report(Tape.Options(OneR));

        Assert.StartsWith("On the 10 of your 20 trades that prices cover the ladder 1:* would have made ", report.Answer[0], StringComparison.Ordinal);
        Assert.Contains(report.Numbers.CannotConclude, text => text.StartsWith(
            "What a ladder would have met in 10 of 20 trades, which prices do not cover and which stand in no comparison: 10 without a price while open.", StringComparison.Ordinal));
        Assert.Equal(covered.Numbers.Difference, report.Numbers.Difference);
        Assert.Equal(covered.Numbers.Harvested.Expectancy, report.Numbers.Harvested.Expectancy);
        Assert.Equal(20, report.Numbers.Done.Expectancy.N);

        SweepResult sweep = tape.Sweep(Tape.Options(OneR), "{0.5,1}:*");
        Assert.Contains("2 policies on the 10 of 20 trades that prices cover", sweep.Answer[0], StringComparison.Ordinal);
        Assert.Equal(10, sweep.Numbers.Cells[0].N);
    }

    [Fact]
    public void TradesFarFromThePrices_StandInNoFigure()
    {
        Tape tape = Repeat(20, (tape, i) => tape.Price(i < 5 ? 10 : 100).Buy(1, 100, 90).Prices(i < 5 ? 10.4m : 104, i < 5 ? 10.5m : 105).Sell(1, 104));

        ReportResult report = tape.Report(Tape.Options(OneR));

        Assert.Equal(15, report.Numbers.Covered.Count);
        Assert.Contains(report.Numbers.CannotConclude, text => text.Contains("5 entered far from the prices about it, which are of another contract", StringComparison.Ordinal));
    }

    [Fact]
    public void TradesThatPricesCoverInPart_StandInNoFigure()
    {
        Tape tape = new Tape().Buy(1, 100, 90).Price(102).Wait(Tape.Day).Sell(1, 104); // the last price of all

        Assert.Equal("Prices cover none of the 1 trade with a known stop: 1 with prices for a part of the time alone.", tape.Report(Tape.Options(OneR)).Answer[0]);
    }

    [Fact]
    public void AMarketThatIsClosed_IsNoHole()
    {
        Tape tape = new Tape().Price(100).Buy(1, 100, 90).Price(102).Wait(3 * Tape.Day).Price(103).Sell(1, 104);

        Assert.Single(tape.Report(Tape.Options(OneR)).Numbers.Covered);
    }

    [Fact]
    public void AQuickTradeBetweenClosePrices_Counts()
    {
        // Stopped out within a minute, between two prices that lie two minutes apart: other trades last for an hour.
        Tape tape = Repeat(9, (tape, i) =>
        {
            tape.Price(100).Buy(1, 100, 90);
            if (i % 3 == 0)
            {
                tape.Sell(1, 90).Price(90);
                return;
            }
            for (int minute = 0; minute < 60; minute++) tape.Price(101);
            tape.Sell(1, 101);
        });

        Assert.Equal(9, tape.Report(Tape.Options(OneR)).Numbers.Covered.Count);
    }

    [Fact]
    public void ADayTradeWithinOneDailyBar_StandsInNoFigure()
    {
        Tape tape = new Tape();
        for (int i = 0; i < 5; i++)
            tape.Add(HarvestBrain.Core.Events.HarvestEvent.PriceUpdate(tape.Next(), tape.Now, "ETHUSDT", 100)).Buy(1, 100, 90).Wait(3_600_000).Sell(1, 104).Wait(Tape.Day - 3_780_003);

        Assert.Empty(tape.Report(Tape.Options(OneR)).Numbers.Covered);
    }

    [Fact]
    public void PricesOfAnotherTime_AreNamedWithBothSpans()
    {
        Tape tape = new Tape().Buy(1, 100, 90).Wait(3_600_000).Sell(1, 104).Wait(Tape.Day).Prices(100, 101);

        Assert.EndsWith(
            " Those in the files go from 2025-01-03 01:03 to 2025-01-03 01:04, the trades from 2025-01-02 00:01 to 2025-01-02 01:02 UTC: "
                + "if that should be the same time, a time zone is wrong (--tz).", tape.Report(Tape.Options(OneR)).Answer[2], StringComparison.Ordinal);
    }

    [Fact]
    public void AStopOnTheWrongSide_IsNamed()
    {
        Tape tape = new Tape().Buy(1, 100, 110).Price(105).Sell(1, 104);

        Assert.Contains("1: ETHUSDT 2025-01-02 00:01, stop 110 for a fill at 100", new PageText(tape.Report(Tape.Options(OneR)).ToHtml()).Text, StringComparison.Ordinal);
    }

    private static Tape Repeat(int count, Action<Tape, int> trade)
    {
        var tape = new Tape();
        for (int i = 0; i < count; i++)
        {
            trade(tape, i);
            tape.Wait(Tape.Day);
        }
        return tape;
    }
}
