using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Tests.Properties;

namespace HarvestBrain.Core.Tests.Generators;

/// <summary>An event and the time at which it arrives.</summary>
internal readonly record struct Arrival(HarvestEvent Event, long NowUnixMs);

/// <summary>Plays scenarios: turns steps into events, and events into intents and saved states.</summary>
internal static class History
{
    public delegate void Watch(HarvestEngine engine, Arrival arrival, StepResult result);

    public static HarvestEngine NewEngine(Scenario scenario) =>
        new(scenario.Policy, scenario.Mode, scenario.MaxActionsPerMinute, scenario.MaxStopsPerMinute);

    /// <summary>The events of a scenario. Steps that name an intent or a fill that does not exist fall away.</summary>
    public static List<Arrival> Arrivals(Scenario scenario, Watch? watch = null)
    {
        HarvestEngine engine = NewEngine(scenario);
        var arrivals = new List<Arrival>();
        var fills = new List<HarvestEvent>();
        var intents = new Dictionary<PositionKey, List<Intent>>();
        long now = Desk.Start;
        foreach (Step step in scenario.Steps)
        {
            now += step.DelayMs;
            var id = new EntryId(now, arrivals.Count);
            List<Intent> own = intents.TryGetValue(new PositionKey(step.Symbol, step.Side), out List<Intent>? known) ? known : [];
            if (Event(step, id, now - step.LagMs, own, fills, engine) is not { } e) continue;
            if (step.WholeSeconds && step.Kind != StepKind.Repeat) e = e with { TimeUnixMs = e.TimeUnixMs / 1000 * 1000, TimeSlackMs = 999 };
            if (e.Kind == EventKind.Fill) fills.Add(e);
            var arrival = new Arrival(e, now);
            arrivals.Add(arrival);
            StepResult result = engine.Apply(e, now);
            PositionInvariants.Check(engine);
            foreach (Intent intent in result.Intents)
            {
                if (!intents.TryGetValue(intent.Key, out List<Intent>? list)) intents.Add(intent.Key, list = []);
                list.Add(intent);
            }
            watch?.Invoke(engine, arrival, result);
        }
        return arrivals;
    }

    /// <summary>Runs events through an engine; saves and restores everything before those that are named.</summary>
    public static Trace Run(Scenario scenario, IEnumerable<Arrival> arrivals, Func<int, bool>? restartBefore = null, HarvestEngine? engine = null)
    {
        engine ??= NewEngine(scenario);
        var intents = new List<Intent>();
        int index = 0;
        foreach (Arrival arrival in arrivals)
        {
            if (restartBefore?.Invoke(index++) == true) engine = Restored(scenario, engine);
            intents.AddRange(engine.Apply(arrival.Event, arrival.NowUnixMs).Intents);
        }
        return new Trace(intents, States(engine));
    }

    /// <summary>Another engine, made of nothing but what was saved.</summary>
    public static HarvestEngine Restored(Scenario scenario, HarvestEngine engine)
    {
        HarvestEngine next = NewEngine(scenario);
        foreach (Position position in engine.Positions)
            next.Restore(PositionState.Restore(PositionState.Save(position, engine.Mode), engine.Mode, out _));
        next.Rate.Restore(engine.Rate.OldestFirst());
        next.StopRate.Restore(engine.StopRate.OldestFirst());
        return next;
    }

    private static string States(HarvestEngine engine) => string.Join('\n', engine.Positions
        .Select(position => Encoding.UTF8.GetString(PositionState.Save(position, engine.Mode)))
        .Order(StringComparer.Ordinal)
        .Append(string.Join(' ', engine.Rate.OldestFirst()))
        .Append(string.Join(' ', engine.StopRate.OldestFirst())));

    private static HarvestEvent? Event(
        Step step, EntryId id, long time, List<Intent> intents, List<HarvestEvent> fills, HarvestEngine engine)
    {
        switch (step.Kind)
        {
            case StepKind.Price:
                return HarvestEvent.PriceUpdate(id, time, step.Symbol, step.Price) with { StopLoss = step.Stop, Atr = step.Atr };
            case StepKind.Cost:
                return HarvestEvent.Cost(id, time, step.Symbol, step.Fee) with { PositionSide = step.Side, ExecutionKey = step.Key };
            case StepKind.Fill:
                return HarvestEvent.Fill(id, time, step.Symbol, step.Order, step.Quantity, step.Price, step.Stop) with
                {
                    PositionSide = step.Side,
                    FeeQuote = step.Fee,
                    FeeAsset = step.Fee == 0 ? null : step.FeeAsset,
                    EndsOrder = step.Ends,
                    ReduceOnly = step.ReduceOnly,
                    ExecutionKey = step.IsTotal ? 0 : step.Key,
                    OrderKey = step.OrderNo,
                    IsOrderTotal = step.IsTotal,
                    IsAveragePrice = step.IsTotal,
                };
            case StepKind.Outcome:
                return Back(intents, step.Back) is { } rejected ? HarvestEvent.Outcome(id, time, step.Symbol, rejected.IntentId) : null;
            case StepKind.Accepted:
                return Back(intents, step.Back) is { } accepted ? HarvestEvent.Accepted(id, time, step.Symbol, accepted.IntentId) : null;
            case StepKind.Echo:
                if (Back(intents, step.Back) is not { Kind: IntentKind.PartialClose } filled) return null;
                return HarvestEvent.Fill(id, time, step.Symbol, filled.Side, filled.Quantity * step.Part, step.Price) with
                {
                    PositionSide = step.Side,
                    ReduceOnly = step.ReduceOnly,
                    ExecutionKey = step.Ends ? 0 : step.Key,
                    IntentEcho = filled.IntentId,
                    OrderKey = step.Ends ? step.OrderNo : 0,
                    IsOrderTotal = step.Ends,
                    IsAveragePrice = step.Ends,
                    EndsOrder = step.Ends,
                };
            case StepKind.Snapshot:
                return (step.Agrees
                    ? Agreeing(engine.Find(step.Symbol, step.Side), id, time, step.Symbol, step.Side)
                    : HarvestEvent.PositionSnapshot(id, time, step.Symbol, step.Order, step.Quantity, step.Quantity == 0 ? 0 : step.Entry))
                with
                {
                    PositionSide = step.Side,
                    Price = step.HasMark ? step.Price : 0,
                    StopLoss = step.Stop,
                };
            default:
                // Of an order an earlier total comes again, perhaps after a later one.
                return Back(fills, step.Back) is { } repeated && (repeated.ExecutionKey != 0 || repeated.IsOrderTotal)
                    ? repeated with { Id = id } : null;
        }
    }

    /// <summary>A snapshot, without mark and stop, that says what a position has.</summary>
    public static HarvestEvent Agreeing(Position? position, EntryId id, long time, string symbol, PositionSide side) =>
        HarvestEvent.PositionSnapshot(
            id, time, symbol, position?.Direction == Direction.Short ? OrderSide.Sell : OrderSide.Buy, position?.Quantity ?? 0,
            position?.AverageEntry ?? 0) with
        {
            PositionSide = side,
        };

    private static T? Back<T>(List<T> list, int back) where T : struct => back < list.Count ? list[^(back + 1)] : null;
}

/// <summary>What a run came to: all intents, and the saved state of every position and of the rate window.</summary>
internal sealed record Trace(List<Intent> Intents, string States)
{
    public void AssertSame(Trace other, string what)
    {
        Assert.True(Intents.SequenceEqual(other.Intents), $"{what}: intents differ\n  {Desk.Describe(Intents)}\n  {Desk.Describe(other.Intents)}");
        Assert.True(string.Equals(States, other.States, StringComparison.Ordinal), $"{what}: states differ\n{States}\n{other.States}");
    }
}
