using FsCheck;
using FsCheck.Xunit;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>Properties 1 to 4 of the design: quantities, repeats, sides and stops of what is asked for.</summary>
public sealed class RequestProperties
{
    [Property]
    public void AskedFor_NeverExceedsWhatIsOpen(Scenario scenario) => History.Arrivals(scenario, (engine, _, result) =>
    {
        foreach (IGrouping<PositionKey, Intent> asked in result.Intents.GroupBy(intent => intent.Key))
        {
            Position position = engine.Find(asked.Key.Symbol, asked.Key.Side)!;
            Assert.True(asked.Sum(intent => intent.Quantity) <= position.Quantity);
            if (asked.Any(intent => intent.Kind == IntentKind.PartialClose)) Assert.True(position.OutstandingQuantity <= position.Quantity);
        }
        foreach (Position position in engine.Positions)
        {
            Assert.True(position.Quantity >= 0);
            Assert.Equal(position.Direction == Direction.Flat, position.Quantity == 0);
            Assert.True(position.Quantity <= position.BaseQuantity);
            Assert.Equal(position.OutstandingQuantity, position.Rungs.Sum(rung => rung.OutstandingQuantity));
            Assert.All(position.Rungs, rung => Assert.InRange(rung.OutstandingQuantity, 0, rung.Quantity));
            // The rest is all that is open, also what was added since: it has no share of the base quantity. What was asked for keeps its
            // share also when a snapshot takes the base back.
            decimal asked = position.Rungs.Where(rung => rung.Attempt > 0).Sum(rung => rung.Quantity);
            Assert.True(position.Rungs.Where(rung => !rung.TakesRest).Sum(rung => rung.Quantity) <= Math.Max(position.BaseQuantity, asked));
        }
    });

    /// <summary>When nobody but us closes, everything that was asked for and not refused can be filled, in any order, while it is valid.</summary>
    [Property(Arbitrary = [typeof(OnlyWeClose)])]
    public void FilledBecauseOfIt_NeverExceedsWhatIsOpen(Scenario scenario)
    {
        var open = new Dictionary<string, Intent>(StringComparer.Ordinal);
        HarvestEngine engine = History.NewEngine(scenario);
        var random = new Random(scenario.Steps.Count);
        long sequence = 0;
        foreach (Arrival arrival in History.Arrivals(scenario))
        {
            foreach (Intent intent in engine.Apply(arrival.Event, arrival.NowUnixMs).Intents)
            {
                if (intent.Kind == IntentKind.PartialClose) open[intent.IntentId] = intent;
            }
            while (open.Count > 0 && random.Next(3) == 0)
            {
                Intent intent = open.Values.ElementAt(random.Next(open.Count));
                open.Remove(intent.IntentId);
                if (intent.ValidUntilUnixMs > 0 && intent.ValidUntilUnixMs < arrival.NowUnixMs) continue; // an executor does nothing of that
                var id = new EntryId(arrival.NowUnixMs, 1000 + sequence++);
                if (random.Next(4) == 0)
                {
                    engine.Apply(HarvestEvent.Outcome(id, arrival.NowUnixMs, intent.Key.Symbol, intent.IntentId), arrival.NowUnixMs);
                    continue;
                }
                HarvestEvent fill = HarvestEvent.Fill(id, arrival.NowUnixMs, intent.Key.Symbol, intent.Side, intent.Quantity, intent.MarkPrice) with
                {
                    PositionSide = intent.Key.Side,
                    IntentEcho = random.Next(2) == 0 || scenario.Mode == HarvestMode.Shadow ? intent.IntentId : null,
                };
                EntryId epoch = engine.Find(intent.Key.Symbol, intent.Key.Side)!.Epoch;
                StepResult filled = engine.Apply(fill, arrival.NowUnixMs);
                Assert.Empty(filled.Rejections);
                Assert.Equal(epoch, engine.Find(intent.Key.Symbol, intent.Key.Side)!.Epoch); // no flip
                foreach (Intent next in filled.Intents)
                {
                    if (next.Kind == IntentKind.PartialClose) open[next.IntentId] = next;
                }
            }
        }
    }

    [Property]
    public void Rung_IsAskedForOncePerEpochAndAttempt(Scenario scenario)
    {
        var asked = new Dictionary<string, (int Attempt, long At, bool Rejected)>(StringComparer.Ordinal);
        History.Arrivals(scenario, (_, arrival, result) =>
        {
            if (arrival.Event is { IntentEcho: { } echo } and ({ Kind: EventKind.Outcome } or { EndsOrder: true }) && asked.TryGetValue(echo, out var known))
                asked[echo] = known with { Rejected = true };
            foreach (Intent intent in result.Intents.Where(intent => intent.Kind == IntentKind.PartialClose))
            {
                bool again = asked.TryGetValue(intent.IntentId, out var before);
                Assert.Equal(again ? before.Attempt + 1 : 1, intent.Attempt);
                if (again)
                {
                    Assert.NotEqual(RearmRule.Never, scenario.Policy.Rearm);
                    bool ranOut = scenario is { Mode: HarvestMode.Live, Policy.IntentTtlSeconds: > 0 };
                    Assert.True(before.Rejected || ranOut || scenario.Policy.Rearm == RearmRule.Timeout);
                    Assert.True(arrival.NowUnixMs >= before.At + (scenario.Policy.DedupTtlSeconds * 1000L));
                }
                asked[intent.IntentId] = (intent.Attempt, arrival.NowUnixMs, false);
            }
        });
    }

    [Property]
    public void Rung_IsAskedForOnlyAtOrBeyondItsR(Scenario scenario) => History.Arrivals(scenario, (engine, arrival, result) =>
    {
        foreach (Intent intent in result.Intents.Where(intent => intent.Kind != IntentKind.Cancel))
        {
            if (intent.IsTimeStop)
            {
                Assert.Equal(scenario.Policy.TimeStopBelowR, intent.ThresholdR);
                Assert.True(intent.RLevel < intent.ThresholdR + 0.000_000_000_000_001m);
                Assert.True(intent.OpenForMs >= scenario.Policy.TimeStopMinutes * 60_000L);
            }
            else
            {
                decimal[] thresholds = intent switch
                {
                    { Kind: IntentKind.PartialClose } => [Math.Max(intent.RungR, scenario.Policy.MinR)],
                    { StopKind: StopKind.BreakEven } => [scenario.Policy.BreakEvenAtR!.Value],
                    { StopKind: StopKind.Trailing } => [scenario.Policy.TrailAtR],
                    _ => [.. scenario.Policy.Lock.Steps.ToArray().Select(step => step.TriggerR)],
                };
                Assert.Contains(intent.ThresholdR, thresholds);
                // A stop's R is one that the best price has reached; the mark may have come back since.
                if (intent.Kind == IntentKind.PartialClose) Assert.True(intent.RLevel >= intent.ThresholdR - 0.000_000_000_000_001m);
            }
            Position position = engine.Find(intent.Key.Symbol, intent.Key.Side)!;
            Assert.Equal((position.MarkPrice, position.MarkTimeUnixMs), (intent.MarkPrice, intent.TimeUnixMs));
            // All else may leave the price that was there: a cost, a snapshot, a fill that was in one, comes late or is far away.
            if (arrival.Event.Kind == EventKind.Price)
            {
                bool isAhead = result.Rejections.Any(rejection => rejection.Code == FoldCode.ClockAhead);
                long time = isAhead ? arrival.Event.Id.UnixMilliseconds : arrival.Event.TimeUnixMs;
                Assert.Equal(arrival.Event.Price, intent.MarkPrice);
                Assert.InRange(intent.TimeUnixMs, time, isAhead ? time : arrival.Event.LatestUnixMs);
            }
            Assert.InRange(Math.Abs(arrival.NowUnixMs - intent.TimeUnixMs), 0, scenario.Policy.MaxPriceAgeSeconds * 1000L);
        }
    });

    [Property]
    public void Size_IsAMultipleOfTheStepAndNotUnderTheMinimum(Scenario scenario) => History.Arrivals(scenario, (_, _, result) =>
    {
        foreach (Intent intent in result.Intents.Where(intent => intent.Kind == IntentKind.PartialClose))
        {
            Assert.True(intent.Quantity > 0);
            if (scenario.Policy.QuantityStep > 0) Assert.Equal(0m, intent.Quantity % scenario.Policy.QuantityStep);
            Assert.True(scenario.Policy.NotionalOf(intent.Quantity, intent.MarkPrice) >= scenario.Policy.MinNotionalQuote);
        }
    });

    [Property]
    public void Side_IsOppositeToThePosition(Scenario scenario) => History.Arrivals(scenario, (engine, _, result) =>
    {
        foreach (Intent intent in result.Intents.Where(intent => intent.Kind == IntentKind.PartialClose))
        {
            Position position = engine.Find(intent.Key.Symbol, intent.Key.Side)!;
            Assert.Equal(position.Direction == Direction.Long ? OrderSide.Sell : OrderSide.Buy, intent.Side);
            Assert.NotEqual(Direction.Flat, position.Direction);
        }
    });

    [Property]
    public void Stop_OnlyTightensAndNeverCrossesTheMarket(Scenario scenario)
    {
        var before = new Dictionary<PositionKey, (EntryId Epoch, decimal? Stop)>();
        History.Arrivals(scenario, (engine, arrival, result) =>
        {
            foreach (Intent intent in result.Intents.Where(intent => intent.Kind == IntentKind.MoveStop))
            {
                Direction direction = engine.Find(intent.Key.Symbol, intent.Key.Side)!.Direction;
                Assert.True(direction == Direction.Long ? intent.StopPrice < intent.MarkPrice : intent.StopPrice > intent.MarkPrice);
                Assert.True(intent.StopPrice > 0);
                if (intent.CurrentStop is { } current) Assert.True(direction == Direction.Long ? intent.StopPrice > current : intent.StopPrice < current);
                if (scenario.Policy.PriceTick > 0) Assert.Equal(0m, intent.StopPrice % scenario.Policy.PriceTick);
            }
            foreach (Position position in engine.Positions)
            {
                bool refused = arrival.Event.Kind == EventKind.Outcome; // a refused stop falls back to the one told from outside
                if (!refused && before.TryGetValue(position.Key, out var last) && last.Epoch == position.Epoch && last.Stop is { } stop
                    && position.Direction != Direction.Flat)
                {
                    Assert.NotNull(position.CurrentStop);
                    Assert.True(position.Direction == Direction.Long ? position.CurrentStop >= stop : position.CurrentStop <= stop);
                }
                before[position.Key] = (position.Epoch, position.CurrentStop);
            }
        });
    }

    [Property(Arbitrary = [typeof(AtMostTwoAMinute)])]
    public void Rate_NeverExceedsTheLimitInAnyMinute(Scenario scenario)
    {
        var times = new Dictionary<IntentKind, List<long>>
        {
            [IntentKind.PartialClose] = [], [IntentKind.MoveStop] = [], [IntentKind.Cancel] = [],
        };
        History.Arrivals(scenario, (_, arrival, result) => result.Intents.ToList().ForEach(intent => times[intent.Kind].Add(arrival.NowUnixMs)));
        times.Remove(IntentKind.Cancel); // which no limit holds back
        Assert.All(times.Values, of => Assert.All(of.Skip(2).Zip(of), pair => Assert.True(pair.First - pair.Second >= 60_000)));
    }

    [Property]
    public void Held_ChangesNoRung(Scenario scenario) => History.Arrivals(scenario, (engine, _, result) =>
    {
        foreach (HoldReason hold in result.Holds.Where(hold => hold.Code is HoldCode.Suspect or HoldCode.NoInitialRisk or HoldCode.StalePrice))
            Assert.DoesNotContain(result.Intents, intent => intent.Key == hold.Key && intent.Kind != IntentKind.Cancel);
    });

    public static class OnlyWeClose
    {
        public static Arbitrary<Scenario> Histories() => HistoryGen.Of(scenario => scenario with
        {
            Policy = scenario.Policy with { MaxPriceJumpPercent = 0, Rearm = scenario.Policy.Rearm == RearmRule.Timeout ? RearmRule.Rejected : scenario.Policy.Rearm },
            Steps = [.. scenario.Steps.Where(step => step.Kind is StepKind.Price or StepKind.Fill).Select(Opening)],
        });

        private static Step Opening(Step step)
        {
            if (step.Kind == StepKind.Price) return step with { Stop = 0 };
            bool isShort = step.Side == PositionSide.Short;
            bool isStopBeyond = step.Stop < step.Price == isShort;
            return step with { Order = isShort ? OrderSide.Sell : OrderSide.Buy, ReduceOnly = false, Stop = isStopBeyond ? 0 : step.Stop };
        }
    }

    public static class AtMostTwoAMinute
    {
        public static Arbitrary<Scenario> Histories() => HistoryGen.Of(scenario => scenario with { MaxActionsPerMinute = 2, MaxStopsPerMinute = 2 });
    }
}
