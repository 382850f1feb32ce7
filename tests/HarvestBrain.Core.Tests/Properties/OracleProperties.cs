using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Tests.Generators;
using HarvestBrain.Core.Tests.Oracle;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>Property 12 of the design: the engine agrees with the independent oracle, which computes in exact fractions.</summary>
public sealed class OracleProperties
{
    private static readonly Rational Tolerance = Rational.FromDecimal(0.000_000_000_000_000_001m);

    // An order's average is written with 28 digits: what is new in it may miss a trigger by the last of them.
    private static readonly Rational WrittenDigit = Rational.FromDecimal(0.000_000_000_000_000_000_01m);

    [Property(Arbitrary = [typeof(WithoutFallback)])]
    public void Positions_AgreeWithTheOracle(Scenario scenario)
    {
        var book = new OracleBook(Rules(scenario));
        int notCounted = 0;
        History.Arrivals(scenario, (engine, arrival, result) =>
        {
            Tell(book, arrival.Event);
            notCounted += result.Rejections.Count(rejection => rejection.Code == FoldCode.FeeNotCounted);
            Assert.Equal(book.Positions.Sum(position => position.FeesToldAndNotCounted), notCounted);
            foreach (Position position in engine.Positions)
                AssertAgree(book.Position(position.Key.Symbol, Words.Of(position.Key.Side)), position);
        });
    }

    /// <summary>The same with wild prices among the others.</summary>
    [Property(Arbitrary = [typeof(WildWithoutFallback)])]
    public void Positions_AtWildPrices_AgreeWithTheOracle(Scenario scenario) => Positions_AgreeWithTheOracle(scenario);

    [Property(Arbitrary = [typeof(WithoutGuards)])]
    public void Requests_AgreeWithTheOracleOfTheLadder(Scenario scenario)
    {
        var rungs = new List<(decimal, decimal)>();
        foreach (LadderRung rung in scenario.Policy.Ladder.Rungs) rungs.Add((rung.TriggerR, rung.Fraction));
        var ladder = new OracleLadder(rungs, scenario.Policy.MinR, scenario.Policy.QuantityStep);
        var book = new OracleBook(Rules(scenario));
        var asked = new HashSet<string>(StringComparer.Ordinal);
        History.Arrivals(scenario, (engine, arrival, result) =>
        {
            HarvestEvent e = arrival.Event;
            Tell(book, e);
            foreach (Position position in result.Changed)
            {
                OraclePosition oracle = book.Position(e.Symbol, Words.Of(position.Key.Side));
                if (oracle.IsFlat || oracle.IsDust || oracle.IsSuspect) continue;
                // What is requested and not filled is the engine's word: attribution is none of the oracle's business.
                List<Intent> intents = [.. result.Intents.Where(intent => intent.Key == position.Key && intent.Kind == IntentKind.PartialClose)];
                Rational outstanding = Rational.FromDecimal(position.OutstandingQuantity - intents.Sum(intent => intent.Quantity));
                var known = new HashSet<int>(Enumerable.Range(0, rungs.Count).Where(index =>
                    asked.Contains($"{position.Key} {position.Epoch} {index}") || position.Rungs[index].FilledQuantity > 0));
                var expected = new List<(int, decimal)>();
                foreach (int due in ladder.Due(oracle.RMultiple + WrittenDigit, known))
                {
                    Rational slice = ladder.Slice(due, oracle.BaseQuantity, oracle.Quantity.Abs(), outstanding);
                    if (slice.Sign == 0) continue;
                    outstanding += slice;
                    expected.Add((due, slice.ToDecimal()));
                    asked.Add($"{position.Key} {position.Epoch} {due}");
                }
                Assert.Equal(expected, intents.Select(intent => (intent.RungIndex, intent.Quantity)));
            }
        });
    }

    private static void AssertAgree(OraclePosition oracle, Position position)
    {
        bool isOpen = !oracle.IsFlat;
        Close(oracle.Quantity, (int)position.Direction * position.Quantity, "quantity");
        Close(oracle.BaseQuantity, position.BaseQuantity, "base quantity");
        Assert.Equal(isOpen, position.Direction != Direction.Flat);
        Assert.Equal((oracle.IsDust, oracle.IsSuspect), (position.IsDust, position.Suspect));
        if (isOpen)
        {
            Close(oracle.AverageEntry!.Value, position.AverageEntry, "average entry");
            Close(oracle.RealizedPnl, position.RealizedPnl, "realised PnL");
            Close(oracle.Fees, position.FeesQuote, "fees");
            Assert.Equal(oracle.FeesIncomplete, position.FeesIncomplete);
            Close(oracle.Mark!.Value, position.MarkPrice, "mark");
            Assert.Equal(oracle.EpochId, position.Epoch.ToString());
        }
        Same(oracle.InitialStop, position.InitialStop, "initial stop");
        Same(oracle.InitialRisk, isOpen ? position.InitialRisk : null, "initial risk");
        Same(oracle.RMultiple, position.RLevel, "R");
        if (oracle.Peak is { } peak) Close(peak, position.PeakPrice, "peak");
        if (oracle.Trough is { } trough) Close(trough, position.TroughPrice, "trough");
        if (position.LastClosed is not { } closed) return;
        Close(oracle.LastClosedRealizedPnl!.Value, closed.RealizedPnl, "realised PnL of the closed epoch");
        Close(oracle.LastClosedFees!.Value, closed.FeesQuote, "fees of the closed epoch");
        Assert.Equal((oracle.LastClosedFeesIncomplete, oracle.LastClosedNetIsComplete), (closed.FeesIncomplete, closed.NetComplete));
        Assert.Equal(oracle.LastClosedEpochId, closed.Epoch.ToString());
        Same(oracle.LastClosedR, closed.RealizedR, "R of the trade");
        Same(oracle.LastClosedNetR, closed.NetR, "net R of the trade");
        Same(oracle.LastClosedBestR, closed.BestR, "MFE of the trade");
        Same(oracle.LastClosedWorstR, closed.WorstR, "MAE of the trade");
        Same(oracle.LastClosedExit, closed.ExitPrice, "exit price of the trade");
    }

    private static void Tell(OracleBook book, HarvestEvent e)
    {
        if (e.Kind == EventKind.Price) book.Price(e.Symbol, e.Price, e.StopLoss, Believed(e), Slack(e));
        if (e.Kind != EventKind.Fill) return;
        string? execution = e.ExecutionKey == 0 ? null : $"{e.ExecutionKey}";
        book.Fill(e.Symbol, Words.Of(e.PositionSide), e.Side == OrderSide.Buy, e.Quantity, e.Price, e.StopLoss, e.FeeQuote, e.ReduceOnly,
            execution, e.Id.ToString(), Believed(e), Slack(e), e.OrderKey == 0 ? null : $"{e.OrderKey}",
            new OracleTold(e.IsOrderTotal, e.IsAveragePrice, e.TradeKey != 0), e.FeeAsset);
    }

    // A clock more than five seconds ahead of the entry's id is not believed: the id's time stands in.
    private static long Believed(HarvestEvent e) => e.TimeUnixMs > e.Id.UnixMilliseconds + 5000 ? e.Id.UnixMilliseconds : e.TimeUnixMs;

    private static int Slack(HarvestEvent e) => Believed(e) == e.TimeUnixMs ? e.TimeSlackMs : 0;

    private static OracleRules Rules(Scenario scenario) => OracleRules.Of(
        scenario.Policy.MaxPriceJumpPercent, scenario.Policy.DustPercent, scenario.Policy.QuantityStep, scenario.Policy.MinNotionalQuote,
        scenario.Policy.ContractSize);

    private static void Same(Rational? expected, decimal? actual, string what)
    {
        Assert.True(expected.HasValue == actual.HasValue, $"{what}: oracle {expected}, engine {actual}");
        if (expected is { } value) Close(value, actual!.Value, what);
    }

    private static void Close(Rational expected, decimal actual, string what)
    {
        Rational difference = (expected - Rational.FromDecimal(actual)).Abs();
        Rational allowed = Tolerance * Rational.Max(Rational.One, expected.Abs());
        Assert.True(difference <= allowed, $"{what}: oracle {expected.ToDecimal()}, engine {actual}");
    }

    /// <summary>The oracle knows the ladder and the break-even stop, no costs but fees, and no snapshots: those have properties of their own.</summary>
    public static class WithoutFallback
    {
        public static Arbitrary<Scenario> Histories() => HistoryGen.Of(scenario => scenario with
        {
            Policy = ExitGen.Off(scenario.Policy) with { FallbackStopFraction = null },
            Steps = [.. scenario.Steps.Where(step => step.Kind is not (StepKind.Cost or StepKind.Snapshot))],
        });
    }

    public static class WildWithoutFallback
    {
        public static Arbitrary<Scenario> Histories() => Arb.From(WithoutFallback.Histories().Generator.Select(HistoryGen.Wild), scenario => WithoutFallback.Histories().Shrinker(scenario));
    }

    /// <summary>The oracle of the ladder knows no guards, no merging and no re-arm, and what was rejected stays asked for.</summary>
    public static class WithoutGuards
    {
        public static Arbitrary<Scenario> Histories() => HistoryGen.Of(scenario => scenario with
        {
            MaxActionsPerMinute = 1000,
            MaxStopsPerMinute = 1000,
            Policy = ExitGen.Off(scenario.Policy) with
            {
                FallbackStopFraction = null,
                MinNotionalQuote = 0,
                QuantityStep = 0,
                Rearm = RearmRule.Never,
                BreakEvenAtR = null,
                MaxPriceAgeSeconds = 86_400,
            },
            Steps = [.. scenario.Steps.Where(step => step.Kind is not (StepKind.Cost or StepKind.Snapshot)).Select(step => step with { LagMs = 0, WholeSeconds = false })],
        });
    }
}
