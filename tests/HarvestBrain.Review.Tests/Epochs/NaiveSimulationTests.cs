using HarvestBrain.Core.Events;
using HarvestBrain.Review.Epochs;

namespace HarvestBrain.Review.Tests.Epochs;

public sealed class NaiveSimulationTests
{
    private static readonly (string Text, (decimal, decimal)[] Ladder, decimal? BreakEven)[] Policies =
    [
        ("0.5:0.25,1:0.25,1.5:0.25", [(0.5m, 0.25m), (1m, 0.25m), (1.5m, 0.25m)], 0.5m),
        ("1:*", [(1m, 0m)], null),
        ("0.7:0.5,2:*", [(0.7m, 0.5m), (2m, 0m)], 1.2m),
        ("0.3:0.1,0.6:0.2,0.9:0.3,1.2:0.4", [(0.3m, 0.1m), (0.6m, 0.2m), (0.9m, 0.3m), (1.2m, 0.4m)], 0.3m),
    ];

    [Fact]
    public void HarvestedR_OfAThousandSessions_IsTheNaiveOne()
    {
        int trades = 0, different = 0;
        for (int seed = 0; seed < 1000; seed++)
        {
            (string text, (decimal, decimal)[] ladder, decimal? breakEven) = Policies[seed % Policies.Length];
            Tape tape = RandomTape.Session(seed);
            var naive = new NaiveSimulation(ladder, breakEven);
            foreach (HarvestEvent e in tape.Entries) naive.Apply(e);

            IReadOnlyList<EpochReview> epochs = tape.Run(Tape.Policy(text, breakEven)).Harvested.Epochs;

            Assert.Equal(naive.Trades.Count, epochs.Count);
            for (int i = 0; i < epochs.Count; i++)
            {
                Assert.True(Math.Abs((double)naive.Trades[i].Recorded - epochs[i].Record.R!.Value) < 1e-9, $"seed {seed}, trade {i}: recorded {naive.Trades[i].Recorded}, {epochs[i].Record.R}");
                Assert.True(Math.Abs((double)naive.Trades[i].Harvested - epochs[i].HarvestedR!.Value) < 1e-9, $"seed {seed}, trade {i}: harvested {naive.Trades[i].Harvested}, {epochs[i].HarvestedR}");
                trades++;
                if (naive.Trades[i].Recorded != naive.Trades[i].Harvested) different++;
            }
        }
        Assert.True(trades > 5000 && different > 2000, $"{trades} trades, {different} of them harvested");
    }

    [Fact]
    public void HarvestedR_OfAThousandSessionsOfBars_IsTheNaiveOne()
    {
        int different = 0;
        for (int seed = 0; seed < 1000; seed++)
        {
            (string text, (decimal, decimal)[] ladder, decimal? breakEven) = Policies[seed % Policies.Length];
            Tape tape = RandomTape.OfBars(seed);
            var naive = new NaiveSimulation(ladder, breakEven);
            for (int i = 0; i < tape.Entries.Count; i++)
            {
                if (tape.Bars[i] is { } bar) naive.Bar(bar);
                else naive.Apply(tape.Entries[i]);
            }

            IReadOnlyList<EpochReview> epochs = tape.Run(Tape.Policy(text, breakEven)).Harvested.Epochs;

            Assert.Equal(naive.Trades.Count, epochs.Count);
            for (int i = 0; i < epochs.Count; i++)
            {
                Assert.True(Math.Abs((double)naive.Trades[i].Harvested - epochs[i].HarvestedR!.Value) < 1e-9, $"seed {seed}, trade {i}: harvested {naive.Trades[i].Harvested}, {epochs[i].HarvestedR}");
                if (Math.Abs((double)(naive.Trades[i].Harvested - naive.Trades[i].Recorded)) > 1e-6) different++;
            }
        }
        Assert.True(different > 1500, $"{different} trades harvested");
    }

    [Fact]
    public void Bars_AreRunBothWaysRound()
    {
        Tape tape = new Tape().Buy(1, 100, 90).Bar(100, 112, 89, 101).Wait(60_000).Sell(1, 101);
        ReviewRun run = tape.Run(Tape.Policy("1:*"));

        Assert.Equal(-1, Assert.Single(run.Harvested.R.ToArray()));
        Assert.Equal(1, Assert.Single(run.OtherPath.R.ToArray()));
        string says = Assert.Single(tape.Report(Tape.Options(Tape.Policy("1:*"))).Numbers.CannotConclude, text => text.Contains("bars", StringComparison.Ordinal));
        Assert.Contains("−1.100R one way round and +0.900R the other", says, StringComparison.Ordinal);
    }
}
