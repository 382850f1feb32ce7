using System.Text;
using FsCheck.Xunit;
using HarvestBrain.Core.Deciding;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Planning;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>
/// Most ticks end at one comparison with the next price. After every event the decision is made once more, on a copy that looks at
/// everything: it must find nothing that the comparison passed over, and nothing that the first decision had asked for already. (What
/// was asked for lays the rest of the ladder out anew; what that brings about is due with the next tick, and the comparison says so.)
/// </summary>
public sealed class ShortcutProperties
{
    [Property]
    public void Shortcut_PassesOverNothing(Scenario scenario) => AssertNothingIsPassedOver(scenario, changes: false);

    [Property]
    public void Shortcut_WhenThePolicyChanges_PassesOverNothing(Scenario scenario) => AssertNothingIsPassedOver(scenario, changes: true);

    /// <summary>Beside an engine that looks at every price closely: the same is asked for, held back, told and saved, event by event.</summary>
    [Property]
    public void QuietPrices_ComeToWhatTheLongWayComesTo(Scenario scenario)
    {
        var random = new Random(scenario.Steps.Count);
        HarvestEngine engine = History.NewEngine(scenario), closely = History.NewEngine(scenario);
        foreach (Arrival arrival in History.Arrivals(scenario).SelectMany(arrival => WithTicks(arrival, engine, random)))
        {
            foreach (Position position in closely.Positions) position.Quiet = default;
            Assert.Equal(Told(closely, arrival), Told(engine, arrival));
        }
    }

    private static IEnumerable<Arrival> WithTicks(Arrival arrival, HarvestEngine engine, Random random)
    {
        yield return arrival;
        for (int i = random.Next(6); i > 0; i--)
        {
            HarvestEvent e = arrival.Event;
            decimal mark = engine.Find(e.Symbol, e.PositionSide)?.MarkPrice ?? 0;
            decimal price = Math.Round(mark + (random.Next(-10, 11) * mark / 2000), random.Next(1, 4));
            if (price <= 0) yield break;
            var id = new EntryId(arrival.NowUnixMs, 10_000 + i);
            yield return new Arrival(HarvestEvent.PriceUpdate(id, arrival.NowUnixMs, e.Symbol, price), arrival.NowUnixMs);
        }
    }

    private static string Told(HarvestEngine engine, Arrival arrival)
    {
        StepResult result = engine.Apply(arrival.Event, arrival.NowUnixMs);
        return string.Join('\n', result.Dirty.Select(position => Encoding.UTF8.GetString(PositionState.Save(position, engine.Mode)))
            .Append(string.Join(' ', result.Intents))
            .Append(string.Join(' ', result.Holds))
            .Append(string.Join(' ', result.Rejections)));
    }

    private static void AssertNothingIsPassedOver(Scenario scenario, bool changes)
    {
        var random = new Random(scenario.Steps.Count);
        var policies = new Dictionary<string, HarvestPolicy>(StringComparer.Ordinal);
        History.Arrivals(scenario, (engine, arrival, result) =>
        {
            string symbol = arrival.Event.Symbol;
            HarvestPolicy policy = policies.GetValueOrDefault(symbol, scenario.Policy);
            string asked = Desk.Describe(result.Intents);
            foreach (Position position in result.Changed) AssertNothingIsDue(engine, position, policy, arrival, asked);
            if (!changes || random.Next(5) > 0) return;
            policies[symbol] = policy = ExitGen.On(random, HistoryGen.Policy(random));
            engine.SetPolicy(symbol, policy, applyNow: random.Next(2) == 0);
        });
    }

    private static void AssertNothingIsDue(HarvestEngine engine, Position position, HarvestPolicy policy, Arrival arrival, string asked)
    {
        if (position.Direction == Direction.Flat) return;
        Position copy = PositionState.Restore(PositionState.Save(position, engine.Mode), engine.Mode, out _);
        Planner.Plan(copy, policy, Replan.All);
        Assert.Equal(position.Plan.NextRearmUnixMs, copy.Plan.NextRearmUnixMs);
        copy.Plan.NextPrice = copy.Direction == Direction.Long ? 0 : decimal.MaxValue; // every price is looked at
        var context = new DecisionContext(engine.Mode, new RateWindow(engine.Rate.Limit), new RateWindow(engine.StopRate.Limit));
        context.Rate.Restore(engine.Rate.OldestFirst());
        context.StopRate.Restore(engine.StopRate.OldestFirst());
        var intents = new List<Intent>();
        Decider.Decide(copy, policy, engine.KillSwitchOn ? HoldCode.KillSwitch : null, context, arrival.NowUnixMs, intents, []);
        bool isNext = asked.Length > 0 && position.Reaches(position.MarkPrice, position.Plan.NextPrice);
        Assert.True(intents.Count == 0 || isNext, $"asked '{asked}', passed over '{Desk.Describe(intents)}' at {position.MarkPrice}, next {position.Plan.NextPrice}");
    }
}
