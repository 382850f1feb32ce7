using FsCheck;
using FsCheck.Xunit;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>Properties 5 and 6 of the design: mirror and scale.</summary>
public sealed class SymmetryProperties
{
    // What is asked for has fifteen digits where there is no step and no tick: of numbers up to some thousands. Its fill moves an average, and so R.
    private const decimal AskedTolerance = 0.000_000_000_01m;

    private const decimal MirrorAt = 200m;

    [Property(Arbitrary = [typeof(ForMirror)])]
    public void Mirror_TheDecisionsAreTheMirrorImage(Scenario scenario) =>
        AssertSame(Played(scenario), Played(scenario with { Steps = [.. scenario.Steps.Select(Mirror)] }), Mirror);

    [Property(Arbitrary = [typeof(NoRateLimit)])]
    public void Scale_Quantities_ScalesQuantitiesOnly(Scenario scenario)
    {
        foreach (decimal k in new[] { 2m, 10m, 0.5m, 3m })
        {
            var scaled = scenario with
            {
                Policy = scenario.Policy with { QuantityStep = scenario.Policy.QuantityStep * k, MinNotionalQuote = scenario.Policy.MinNotionalQuote * k },
                Steps = [.. scenario.Steps.Select(step => step with { Quantity = step.Quantity * k, Fee = step.Fee * k })],
            };
            AssertSame(Played(scenario), Played(scaled), asked => asked with { Quantity = asked.Quantity * k });
        }
    }

    [Property(Arbitrary = [typeof(NoRateLimit)])]
    public void Scale_Prices_ScalesStopsOnly(Scenario scenario)
    {
        foreach (decimal k in new[] { 2m, 10m, 0.5m, 3m })
        {
            var scaled = scenario with
            {
                Policy = scenario.Policy with { PriceTick = scenario.Policy.PriceTick * k, MinNotionalQuote = scenario.Policy.MinNotionalQuote * k },
                Steps = [.. scenario.Steps.Select(step => step with { Price = step.Price * k, Stop = step.Stop * k, Entry = step.Entry * k, Fee = step.IsFeeInBase ? step.Fee : step.Fee * k, Atr = step.Atr * k })],
            };
            AssertSame(Played(scenario), Played(scaled), asked => asked with { Stop = asked.Stop * k });
        }
    }

    private static Step Mirror(Step step) => step with
    {
        Side = Mirror(step.Side),
        Order = Mirror(step.Order),
        Price = MirrorAt - step.Price,
        Stop = step.Stop == 0 ? 0 : MirrorAt - step.Stop,
        Entry = MirrorAt - step.Entry,
    };

    private static Asked Mirror(Asked asked) => asked with
    {
        Key = asked.Key with { Side = Mirror(asked.Key.Side) },
        Side = asked.Kind != IntentKind.PartialClose || asked.Hold.Length > 0 ? asked.Side : Mirror(asked.Side),
        Stop = asked.Kind == IntentKind.MoveStop ? MirrorAt - asked.Stop : 0,
    };

    private static PositionSide Mirror(PositionSide side) => side switch
    {
        PositionSide.Long => PositionSide.Short,
        PositionSide.Short => PositionSide.Long,
        _ => PositionSide.Both,
    };

    private static OrderSide Mirror(OrderSide side) => side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy;

    private static List<Asked> Played(Scenario scenario)
    {
        var all = new List<Asked>();
        int entry = 0;
        History.Arrivals(scenario, (_, _, result) =>
        {
            entry++;
            all.AddRange(result.Intents.Select(i => new Asked(entry, i.Kind, i.Key, i.Side, i.RungIndex, i.Attempt, "", i.Quantity, i.RLevel, i.StopPrice)));
            all.AddRange(result.Holds.Select(hold => new Asked(entry, default, hold.Key, default, 0, 0, hold.Code.ToString(), 0, 0, 0)));
        });
        return all;
    }

    private static void AssertSame(List<Asked> plain, List<Asked> changed, Func<Asked, Asked> change)
    {
        List<Asked> expected = [.. plain.Select(change).OrderBy(Order, StringComparer.Ordinal)];
        List<Asked> actual = [.. changed.OrderBy(Order, StringComparer.Ordinal)];
        Assert.Equal(expected.Select(Exact), actual.Select(Exact));
        foreach ((Asked one, Asked other) in expected.Zip(actual))
        {
            Assert.InRange(other.Quantity - one.Quantity, -AskedTolerance, AskedTolerance);
            Assert.InRange(other.RLevel - one.RLevel, -AskedTolerance, AskedTolerance);
            Assert.InRange(other.Stop - one.Stop, -AskedTolerance, AskedTolerance);
        }

        static Asked Exact(Asked asked) => asked with { Quantity = 0, RLevel = 0, Stop = 0 };
        static string Order(Asked asked) => $"{asked.Entry:0000} {asked.Key} {asked.Kind} {asked.RungIndex} {asked.Hold}";
    }

    /// <summary>
    /// A minimum notional, a fallback stop, an offset in basis points, a jump and a risk in percent are fractions of the price, which a mirror does
    /// not keep; and a tick has to fit the mirror. A fee in what is traded leaves a long less and a short more, and
    /// where funding has paid more than the price itself, what triggers a long is no price, but what triggers a short is one.
    /// </summary>
    public static class ForMirror
    {
        public static Arbitrary<Scenario> Histories() => HistoryGen.Of(scenario => scenario with
        {
            MaxActionsPerMinute = 1000,
            MaxStopsPerMinute = 1000,
            Steps = [.. scenario.Steps.Select(step => step with { FeeAsset = null, Fee = step.Kind == StepKind.Cost ? Math.Max(step.Fee, -0.01m) : step.Fee })],
            Policy = scenario.Policy with
            {
                ContractSize = 1,
                MinNotionalQuote = 0,
                FallbackStopFraction = null,
                MaxPriceJumpPercent = 0,
                BreakEvenOffsetBps = 0,
                VolatilityScale = VolatilityScale.Off,
                PriceTick = scenario.Policy.PriceTick == 0.3m ? 0.4m : scenario.Policy.PriceTick,
            },
        });
    }

    private sealed record Asked(
        int Entry, IntentKind Kind, PositionKey Key, OrderSide Side, int RungIndex, int Attempt, string Hold, decimal Quantity, decimal RLevel, decimal Stop);
}
