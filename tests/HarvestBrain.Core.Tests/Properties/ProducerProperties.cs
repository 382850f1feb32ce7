using System.Text;
using FsCheck;
using FsCheck.Xunit;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>What holds however badly a producer tells it: late, ahead of its time, with noise and wild prices.</summary>
public sealed class ProducerProperties
{
    private const long Later = Desk.Start * 2;

    /// <summary>What went in and out, and what is held at cost, is the profit after fees: noise, dust and fees in what is traded lose none of it.</summary>
    [Property(Arbitrary = [typeof(OneWayFills)])]
    public void Money_IsWhatWentInAndOut(Scenario scenario)
    {
        var cash = new Dictionary<string, decimal>(StringComparer.Ordinal);
        var closed = new Dictionary<string, decimal>(StringComparer.Ordinal);
        var paid = new Dictionary<ulong, (decimal Notional, decimal Fee)>(); // of an order, so far
        decimal size = scenario.Policy.ContractSize;
        History.Arrivals(scenario, (engine, arrival, result) =>
        {
            HarvestEvent e = arrival.Event;
            if (e.Kind != EventKind.Fill || result.Rejections.Any(rejection => rejection.Code == FoldCode.DuplicateExecution)) return;
            (decimal notional, decimal fee) = (e.Quantity * e.Price, e.FeeQuote);
            if (e.OrderKey != 0)
            {
                (decimal Notional, decimal Fee) before = paid.GetValueOrDefault(e.OrderKey);
                if (e.IsOrderTotal) (notional, fee) = (notional - before.Notional, e.FeeQuote == 0 ? 0 : fee - before.Fee);
                paid[e.OrderKey] = (before.Notional + notional, before.Fee + fee);
            }
            bool isQuote = e.FeeAsset is null or HistoryGen.Quote; // in the traded asset it is missing from what is held; another is not counted
            decimal moved = (notional * size * (e.Side == OrderSide.Sell ? 1 : -1)) - (isQuote ? fee : 0);
            cash[e.Symbol] = cash.GetValueOrDefault(e.Symbol) + moved;
            Position position = engine.Find(e.Symbol)!;
            if (position.LastClosed is { } epoch) closed[e.Symbol] = closed.GetValueOrDefault(e.Symbol) + epoch.RealizedPnl - epoch.FeesQuote;
            bool isOpen = position.Direction != Direction.Flat;
            decimal held = (int)position.Direction * position.Quantity * position.AverageEntry * size;
            decimal profit = closed.GetValueOrDefault(e.Symbol) + (isOpen ? position.RealizedPnl - position.FeesQuote : 0);
            // Noise is a billionth, and is worth as much.
            Assert.InRange((cash[e.Symbol] + held - profit) / size, -0.000_01m, 0.000_01m);
        });
    }

    [Property]
    public void LatePrice_ChangesNothing(Scenario scenario)
    {
        HarvestEngine engine = Played(scenario);
        foreach (Position position in engine.Positions.Where(position => position.Direction != Direction.Flat && position.MarkTimeUnixMs > 0).ToArray())
        {
            string before = Saved(position);
            long late = Math.Max(position.MarkTimeUnixMs, position.OpenedAtUnixMs) - 1;
            StepResult result = engine.Apply(
                HarvestEvent.PriceUpdate(new EntryId(Later, 0), late, position.Key.Symbol, position.MarkPrice * 1.1m) with { StopLoss = 1, Atr = 3 }, Later);
            Assert.Equal(before, Saved(position));
            Assert.DoesNotContain(result.Intents, intent => intent.Key == position.Key);
            Assert.DoesNotContain(position, result.Changed);
        }
    }

    [Property(Arbitrary = [typeof(WildHistories)])]
    public void PriceBeyondTheLimit_Alone_AsksForNothing(Scenario scenario)
    {
        HarvestEngine engine = Played(scenario);
        decimal limit = scenario.Policy.MaxPriceJumpPercent / 100;
        foreach (Position position in engine.Positions.Where(position => position is { MarkTimeUnixMs: > 0, HeldPrice: 0, Quantity: > 0 }).ToArray())
        {
            foreach (decimal factor in new[] { 1 + limit + 0.01m, 10m, 1 - limit - 0.01m, 0.1m })
            {
                if (position.HeldPrice != 0) break; // what was told for the other side of hedge mode
                (decimal mark, decimal peak, decimal trough, long time) = (position.MarkPrice, position.PeakPrice, position.TroughPrice, position.MarkTimeUnixMs);
                StepResult wild = engine.Apply(HarvestEvent.PriceUpdate(new EntryId(time + 1, 0), time + 1, position.Key.Symbol, mark * factor), time + 1);
                Assert.DoesNotContain(wild.Intents, intent => intent.Key == position.Key);
                Assert.Equal((mark, peak, trough, time), (position.MarkPrice, position.PeakPrice, position.TroughPrice, position.MarkTimeUnixMs));
                engine.Apply(HarvestEvent.PriceUpdate(new EntryId(time + 2, 0), time + 2, position.Key.Symbol, mark), time + 2);
                if (position.Direction == Direction.Flat || position.MarkPrice != mark) break; // the other side of hedge mode took it otherwise
            }
        }
    }

    /// <summary>A time far ahead of the entry's id says as much as none: the same comes of it as when the entry has only its id.</summary>
    [Property]
    public void TimeFarAhead_IsTheTimeOfTheId(Scenario scenario)
    {
        var ahead = scenario with { Steps = [.. scenario.Steps.Select((step, at) => at % 3 == 0 ? step with { LagMs = -7_200_000, WholeSeconds = false } : step)] };
        var none = scenario with { Steps = [.. scenario.Steps.Select((step, at) => at % 3 == 0 ? step with { LagMs = 0, WholeSeconds = false } : step)] };
        Trace(none).AssertSame(Trace(ahead), "two hours ahead");

        Trace Trace(Scenario played) => History.Run(played, History.Arrivals(played));
    }

    private static HarvestEngine Played(Scenario scenario)
    {
        HarvestEngine engine = History.NewEngine(scenario);
        foreach (Arrival arrival in History.Arrivals(scenario)) engine.Apply(arrival.Event, arrival.NowUnixMs);
        return engine;
    }

    private static string Saved(Position position) => Encoding.UTF8.GetString(PositionState.Save(position, HarvestMode.Live));

    public static class OneWayFills
    {
        public static Arbitrary<Scenario> Histories() => HistoryGen.Of(scenario => scenario with
        {
            Steps = [.. scenario.Steps.Where(step => step.Kind is StepKind.Price or StepKind.Fill or StepKind.Repeat)
                .Select(step => step with { Side = PositionSide.Both, ReduceOnly = false })],
        });
    }

    public static class WildHistories
    {
        public static Arbitrary<Scenario> Histories() => HistoryGen.Of(HistoryGen.Wild);
    }
}
