using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Tests.Statistics;

namespace HarvestBrain.Review.Tests.Epochs;

/// <summary>The textbook case as trades with prices, run through the engine.</summary>
public sealed class TextbookRunTests
{
    private static readonly HarvestPolicy Thirds = Tape.Policy("1.22:0.3333333333333333,2.21:0.3333333333333333,4.94:*", breakEven: 1.22m) with
    {
        Lock = ProfitLock.Of(new LockStep(2.21m, 1.22m)),
    };

    [Fact]
    public void ThirdsAgainstAllAtTheFirst_IsTheTextbooksFigure()
    {
        // The recording closes all at the first target, or at the stop; the prices go on as far as each trade got.
        ReportNumbers numbers = Trades().Report(Tape.Options(Thirds)).Numbers;

        Assert.Equal(1.017, numbers.Harvested.Expectancy.MeanR!.Value, 3);
        Assert.Equal(5.03, numbers.Harvested.Expectancy.Sqn!.Value, 2);
    }

    [Fact]
    public void AllAtTheFirst_IsTheTextbooksFigure()
    {
        ReportNumbers numbers = Trades().Report(Tape.Options(Tape.Policy("1.22:*"))).Numbers;

        Assert.Equal(0.870, numbers.Harvested.Expectancy.MeanR!.Value, 0.0006);
        Assert.Equal(6.53, numbers.Harvested.Expectancy.Sqn!.Value, 2);
    }

    [Fact]
    public void TwoReports_Compared_ArePairedPerTrade()
    {
        Tape tape = Trades();
        byte[] first = tape.Report(Tape.Options(Tape.Policy("1.22:*"))).ToJson(), thirds = tape.Report(Tape.Options(Thirds)).ToJson();

        Assert.Null(Comparison.TryRead("first", first, "thirds", thirds, seed: 1, out Comparison? comparison));

        Assert.Equal(0.148, comparison!.Interval!.Value.Mean, 3);
        Assert.Equal(-0.13, comparison.Interval.Value.Lo!.Value, 0.015);
        Assert.Equal(0.43, comparison.Interval.Value.Hi!.Value, 0.015);
        Assert.Equal(279, comparison.Needed);
        Assert.Contains("279 trades", comparison.Lines()[^1], StringComparison.Ordinal);
        Assert.Equal(0, comparison.Unpaired);
    }

    /// <summary>A price more, or another file beside it, shifts the numbers of the lines; the trades are the same.</summary>
    [Fact]
    public void TwoReports_WithOtherLines_ArePairedByTheTrade()
    {
        static byte[] After(int lines, string ladder)
        {
            var tape = new Tape();
            for (int i = 0; i < lines; i++) tape.Next();
            tape.Wait(Tape.Start + Tape.Day - tape.Now);
            return tape.Buy(1, 100, 90).Price(110).Sell(1, 105).Buy(1, 100, 90).Price(112).Sell(1, 102).Report(Tape.Options(Tape.Policy(ladder))).ToJson();
        }

        Assert.Null(Comparison.TryRead("few", After(1, "1:*"), "more", After(5, "1:0.5"), seed: 1, out Comparison? comparison));

        Assert.Equal((2, 0), (comparison!.Pairs.Count, comparison.Unpaired));
    }

    [Fact]
    public void TwoTrades_OpenedAtOnce_ArePairedInTheirOrder()
    {
        static Tape Twice(Tape tape)
        {
            tape.Next();
            for (int i = 0; i < 2; i++)
            {
                tape.Add(HarvestEvent.Fill(new EntryId(tape.Now, (2 * i) + 1), tape.Now, "ETHUSDT", OrderSide.Buy, 1, 100, 90))
                    .Add(HarvestEvent.PriceUpdate(new EntryId(tape.Now, 8), tape.Now, "ETHUSDT", 101 + i))
                    .Add(HarvestEvent.Fill(new EntryId(tape.Now, (2 * i) + 2), tape.Now, "ETHUSDT", OrderSide.Sell, 1, 101 + i));
            }
            return tape;
        }

        byte[] one = Twice(new Tape()).Report(Tape.Options(Tape.Policy("1:*"))).ToJson();

        Assert.Null(Comparison.TryRead("one", one, "same", one, seed: 1, out Comparison? comparison));
        Assert.Equal(2, comparison!.Pairs.Count);
    }

    /// <summary>The same trades in another unit say nothing about a ladder, and would look like much more than luck.</summary>
    [Fact]
    public void TwoReports_OfAnotherRisk_AreRefused()
    {
        static byte[] With(decimal stop) => new Tape().Buy(1, 100, stop).Price(110).Sell(1, 105).Buy(1, 100, stop).Sell(1, 102)
            .Report(Tape.Options(Tape.Policy("1:*"))).ToJson();

        string? problem = Comparison.TryRead("near", With(90), "far", With(80), seed: 1, out Comparison? comparison);

        Assert.Null(comparison);
        Assert.StartsWith("near and far measure R differently: what was done in the ETHUSDT LONG opened at 2025-", problem, StringComparison.Ordinal);
    }

    private static Tape Trades()
    {
        var tape = new Tape();
        decimal[] best = [0, 1.22m, 2.21m, 4.94m];
        for (int reach = 0; reach < 4; reach++)
        {
            for (int i = 0; i < TextbookCase.Counts[reach]; i++)
            {
                tape.Buy(1, 100, 90);
                for (int step = 1; step <= reach; step++) tape.Price(100 + (10 * best[step]));
                // It falls back through every stop that a ladder may have set; what is still open then ends at the initial one.
                if (reach is 1 or 2) tape.Price(reach == 2 ? 112.2m : 100).Price(100);
                tape.Price(90).Sell(1, 90).Wait(Tape.Day - (tape.Now - Tape.Start) % Tape.Day);
            }
        }
        return tape;
    }
}
