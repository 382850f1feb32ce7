using FsCheck.Xunit;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>Properties 7 to 10 of the design: batches, crashes, symbols, duplicates.</summary>
public sealed class RestartProperties
{
    [Property]
    public void Batches_HoweverCut_GiveTheSameIntents(Scenario scenario)
    {
        List<Arrival> arrivals = History.Arrivals(scenario);
        Trace whole = History.Run(scenario, arrivals);
        whole.AssertSame(History.Run(scenario, arrivals, _ => true), "cut before every entry");
        var random = new Random(arrivals.Count);
        for (int i = 0; i < 3; i++) whole.AssertSame(History.Run(scenario, arrivals, _ => random.Next(4) == 0), "cut at random");
    }

    [Property]
    public void Crash_AtEveryCut_GivesTheSameRest(Scenario scenario)
    {
        List<Arrival> arrivals = History.Arrivals(scenario);
        Trace whole = History.Run(scenario, arrivals);
        HarvestEngine first = History.NewEngine(scenario);
        int asked = 0;
        for (int cut = 0; cut < arrivals.Count; cut++)
        {
            Trace rest = History.Run(scenario, arrivals.Skip(cut), engine: History.Restored(scenario, first));
            new Trace([.. whole.Intents.Skip(asked)], whole.States).AssertSame(rest, $"crash before entry {cut}");
            asked += first.Apply(arrivals[cut].Event, arrivals[cut].NowUnixMs).Intents.Count;
        }
    }

    [Property(Arbitrary = [typeof(NoRateLimit)])]
    public void Symbols_Interleaved_DoNotTouch(Scenario scenario)
    {
        List<Arrival> arrivals = History.Arrivals(scenario);
        Trace together = History.Run(scenario, arrivals);
        foreach (IGrouping<string, Arrival> symbol in arrivals.GroupBy(arrival => arrival.Event.Symbol))
        {
            Trace alone = History.Run(scenario, symbol);
            Assert.Equal(together.Intents.Where(intent => intent.Key.Symbol == symbol.Key), alone.Intents);
            foreach (string state in alone.States.Split('\n')[..^2]) Assert.Contains(state, together.States, StringComparison.Ordinal);
        }
    }

    [Property]
    public void Duplicates_ChangeNothing(Scenario scenario)
    {
        List<Arrival> arrivals = History.Arrivals(scenario);
        var random = new Random(arrivals.Count);
        var repeated = new List<Arrival>();
        foreach (Arrival arrival in arrivals)
        {
            repeated.Add(arrival);
            while (random.Next(2) == 0)
            {
                HarvestEvent again = repeated[random.Next(repeated.Count)].Event;
                if (again.ExecutionKey != 0) repeated.Add(new Arrival(again with { Id = new EntryId(arrival.NowUnixMs, 1000) }, arrival.NowUnixMs));
            }
        }
        History.Run(scenario, arrivals).AssertSame(History.Run(scenario, repeated), "with repeats");
    }
}
