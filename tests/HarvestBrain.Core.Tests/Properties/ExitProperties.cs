using FsCheck;
using FsCheck.Xunit;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>What the adaptive exits promise beyond the properties of all intents.</summary>
public sealed class ExitProperties
{
    [Property]
    public void MoreFavourablePrices_NeverLockLess(Scenario scenario)
    {
        // One long, one policy without steps, and two ways of the price, one of them never below the other.
        HarvestPolicy policy = ExitGen.On(new Random(scenario.Steps.Count), Desk.Policy("900:0.1")) with
        {
            Ladder = Desk.Policy("900:0.1").Ladder,
            StopMinStepR = 0,
            TimeStopMinutes = null,
            TrailSource = TrailSource.Risk,
            PriceTick = scenario.Policy.PriceTick,
        };
        Desk one = new Desk(policy, maxActionsPerMinute: 100_000).Buy(1, 100, 90, fee: 0.1m);
        Desk better = new Desk(policy, maxActionsPerMinute: 100_000).Buy(1, 100, 90, fee: 0.1m);
        foreach (Step step in scenario.Steps)
        {
            one.Price(step.Price);
            better.Price(step.Price + (step.Back * 0.5m));
            Assert.True(better.Position.CurrentStop >= one.Position.CurrentStop);
        }
    }

    [Property]
    public void MinStep_LocksLessByNoMoreThanItself(Scenario scenario)
    {
        HarvestPolicy exact = Desk.Policy("900:0.1") with { TrailSource = TrailSource.Risk, TrailAtrMultiple = 1, StopMinStepR = 0 };
        Desk every = new Desk(exact, maxActionsPerMinute: 100_000).Buy(1, 100, 90);
        Desk stepped = new Desk(exact with { StopMinStepR = 0.1m }, maxActionsPerMinute: 100_000).Buy(1, 100, 90);
        foreach (Step step in scenario.Steps)
        {
            every.Price(step.Price);
            stepped.Price(step.Price);
            Assert.InRange(every.Position.CurrentStop!.Value - stepped.Position.CurrentStop!.Value, 0, 0.1m * 10);
        }
    }

    [Property(Arbitrary = [typeof(Paying)])]
    public void NetR_IsNeverAboveGrossR_WhenCostsAreNotNegative(Scenario scenario)
    {
        var gross = Folding(scenario, RBasis.Gross);
        var net = Folding(scenario, RBasis.Net);
        foreach (Arrival arrival in History.Arrivals(scenario))
        {
            gross.Apply(arrival.Event, arrival.NowUnixMs);
            net.Apply(arrival.Event, arrival.NowUnixMs);
            foreach (Position position in gross.Positions)
            {
                Position same = net.Find(position.Key.Symbol, position.Key.Side)!;
                Assert.Equal(position.RLevel is null, same.RLevel is null);
                if (position.RLevel is { } r) Assert.True(same.RLevel <= r);
            }
        }
    }

    [Property]
    public void TimeStop_IsAskedForOncePerEpochAndAttempt_AndStopMovesAreOnePerDecision(Scenario scenario)
    {
        var asked = new HashSet<(string, int)>();
        History.Arrivals(scenario, (_, _, result) =>
        {
            foreach (Intent intent in result.Intents.Where(intent => intent.IsTimeStop)) Assert.True(asked.Add((intent.IntentId, intent.Attempt)));
            foreach (IGrouping<PositionKey, Intent> own in result.Intents.GroupBy(intent => intent.Key))
                Assert.InRange(own.Count(intent => intent.Kind == IntentKind.MoveStop), 0, 1);
        });
    }

    [Property]
    public void StopOfTheSameKind_MovesByTheLeastStepOrMore(Scenario scenario)
    {
        var kinds = new Dictionary<string, StopKind>(StringComparer.Ordinal);
        History.Arrivals(scenario, (engine, _, result) =>
        {
            foreach (Intent intent in result.Intents.Where(intent => intent.Kind == IntentKind.MoveStop))
            {
                bool sameKind = kinds.TryGetValue(intent.TraceId, out StopKind before) && before == intent.StopKind && intent.Attempt == 1;
                kinds[intent.TraceId] = intent.StopKind;
                if (!sameKind || intent.StopKind == StopKind.BreakEven) continue;
                decimal least = scenario.Policy.StopMinStepR * engine.Find(intent.Key.Symbol, intent.Key.Side)!.InitialRisk!.Value;
                // None: the one before ran out unanswered, and nothing stood before that.
                Assert.True(intent.CurrentStop is not { } current || Math.Abs(intent.StopPrice - current) >= least);
            }
        });
    }

    private static HarvestEngine Folding(Scenario scenario, RBasis basis) =>
        new(scenario.Policy with { RBasis = basis }, scenario.Mode, scenario.MaxActionsPerMinute) { KillSwitchOn = true };

    public static class Paying
    {
        public static Arbitrary<Scenario> Histories() => HistoryGen.Of(scenario => scenario with
        {
            Steps = [.. scenario.Steps.Select(step => step with { Fee = Math.Abs(step.Fee) })],
        });
    }
}
