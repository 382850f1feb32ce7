using FsCheck;
using FsCheck.Xunit;
using System.Text;
using System.Text.Json.Nodes;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Tests.Generators;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>What holds of snapshots after every history, itself with snapshots.</summary>
public sealed class SnapshotProperties
{
    private static readonly EntryId Later = new(Desk.Start * 2, 0);

    [Property(Arbitrary = [typeof(Steady)])]
    public void ThatAgrees_ChangesNothingButSuspectAndMark(Scenario scenario)
    {
        HarvestEngine engine = Played(scenario);
        foreach (Position position in engine.Positions.ToArray())
        {
            if (scenario.Steps.Count % 2 == 0) engine.MarkSuspect(position.Key.Symbol);
            HarvestEvent agrees = History.Agreeing(position, Later, Later.UnixMilliseconds, position.Key.Symbol, position.Key.Side);
            JsonNode before = Saved(position);
            StepResult result = engine.Apply(agrees, Later.UnixMilliseconds);
            Assert.Empty(result.Drifts);
            before["suspect"] = false;
            JsonNode after = Saved(position);
            ForgetDoubt(before);
            foreach (string told in (string[])["confirmed_qty", "refused_reduction"]) // that it was shown, and that nothing is missing
            {
                before.AsObject().Remove(told);
                after.AsObject().Remove(told);
            }
            Assert.Equal(before.ToJsonString(), after.ToJsonString());
            Assert.True(position.ConfirmedQuantity >= position.Quantity);

            engine.Apply(agrees with { Price = position.MarkPrice + 1 }, Later.UnixMilliseconds);
            if (position.Direction == Direction.Flat) continue;
            JsonNode marked = Saved(position);
            marked.AsObject().Remove("confirmed_qty");
            Assert.Equal((decimal)before["mark_price"]! + 1, position.MarkPrice);
            Assert.Equal(Later.UnixMilliseconds, position.MarkTimeUnixMs);
            foreach (string mark in (string[])["best_price", "crossed_since"])
            {
                before.AsObject().Remove(mark);
                marked.AsObject().Remove(mark);
            }
            foreach (string mark in (string[])["mark_price", "mark_time", "peak_price", "trough_price"]) before[mark] = marked[mark]!.DeepClone();
            Assert.Equal(before.ToJsonString(), marked.ToJsonString());
        }
    }

    // What was taken for included was.
    private static void ForgetDoubt(JsonNode saved)
    {
        if (saved["untold_drift"] is not JsonObject untold) return;
        untold.Remove("doubted");
        if ((decimal)untold["qty"]! == 0) saved.AsObject().Remove("untold_drift");
    }

    [Property(Arbitrary = [typeof(WithoutRearm)])]
    public void AfterAnyHistory_WhatItSaysIsOpen(Scenario scenario)
    {
        HarvestEngine engine = Played(scenario);
        var random = new Random(scenario.Steps.Count);
        foreach (Position position in engine.Positions.ToArray())
        {
            decimal quantity = random.Next(4) == 0 ? 0 : random.Next(1, 60) * 0.1m, entry = quantity == 0 ? 0 : random.Next(120, 280) * 0.5m;
            decimal before = (int)position.Direction * position.Quantity, baseBefore = position.BaseQuantity, confirmedBefore = position.ConfirmedQuantity;
            EntryId epoch = position.Epoch; // of dust that grew it is another one
            Direction direction = position.Direction;
            OrderSide side = position.Key.Side == PositionSide.Short || (position.Key.Side == PositionSide.Both && random.Next(2) == 0)
                ? OrderSide.Sell
                : OrderSide.Buy;
            HarvestEvent snapshot = HarvestEvent.PositionSnapshot(Later, Later.UnixMilliseconds, position.Key.Symbol, side, quantity, entry) with
            {
                PositionSide = position.Key.Side,
            };
            StepResult result = engine.Apply(snapshot, Later.UnixMilliseconds);

            decimal signed = side == OrderSide.Buy ? quantity : -quantity;
            Assert.Equal(signed, (int)position.Direction * position.Quantity);
            // What was never confirmed was never held.
            decimal held = result.Drifts.Count == 0 ? baseBefore : position.Epoch != epoch ? 0 : confirmedBefore;
            bool isRescaled = result.Drifts.Any(drift => drift.Kind == DriftKind.Rescaled); // then the base is scaled too
            if (!isRescaled) Assert.Equal(quantity == 0 ? 0 : Math.Max(quantity, Math.Sign(signed) == (int)direction ? held : 0), position.BaseQuantity);
            Assert.False(position.Suspect);
            if (signed != before)
            {
                PositionDrift drift = Assert.Single(result.Drifts);
                Assert.Equal((before, signed, entry), (drift.FoldQuantity, drift.SnapshotQuantity, drift.SnapshotEntry));
                Assert.Equal(entry, position.AverageEntry);
                Assert.Equal(Later.UnixMilliseconds, position.CorrectedAtUnixMs);
            }
            string once = Saved(position).ToJsonString();
            Assert.Empty(engine.Apply(snapshot with { Id = new EntryId(Later.UnixMilliseconds, 9) }, Later.UnixMilliseconds).Drifts);
            Assert.Equal(once, Saved(position).ToJsonString()); // said twice is said once
        }
    }

    [Property]
    public void FromBeforeTheLastFill_ChangesNoQuantity(Scenario scenario)
    {
        HarvestEngine engine = Played(scenario);
        foreach (Position position in engine.Positions.Where(position => position.LastFillUnixMs > 0).ToArray())
        {
            string before = Saved(position).ToJsonString();
            StepResult result = engine.Apply(
                HarvestEvent.PositionSnapshot(Later, position.LastFillUnixMs - 1, position.Key.Symbol, OrderSide.Buy, 7m, 100m) with
                {
                    PositionSide = position.Key.Side,
                },
                Later.UnixMilliseconds);
            Assert.Equal(FoldCode.StaleSnapshot, Assert.Single(result.Rejections).Code);
            Assert.Equal(before, Saved(position).ToJsonString());
        }
    }

    [Property]
    public void FillFromBeforeASnapshotThatCorrected_ChangesNoQuantity(Scenario scenario)
    {
        HarvestEngine engine = Played(scenario);
        foreach (Position position in engine.Positions.Where(position => position.CorrectedAtUnixMs > 0).ToArray())
        {
            (Direction, decimal, decimal, EntryId) before = (position.Direction, position.Quantity, position.AverageEntry, position.Epoch);
            StepResult result = engine.Apply(
                HarvestEvent.Fill(Later, position.CorrectedAtUnixMs - 1, position.Key.Symbol, OrderSide.Sell, 7m, 100m) with
                {
                    PositionSide = position.Key.Side,
                },
                Later.UnixMilliseconds);
            Assert.Contains(result.Rejections, rejection => rejection.Code == FoldCode.IncludedInSnapshot);
            Assert.Equal(before, (position.Direction, position.Quantity, position.AverageEntry, position.Epoch));
        }
    }

    // Folding only: what would be asked for is none of this.
    private static HarvestEngine Played(Scenario scenario)
    {
        List<Arrival> arrivals = History.Arrivals(scenario);
        HarvestEngine engine = History.NewEngine(scenario);
        foreach (Arrival arrival in arrivals) engine.Apply(arrival.Event, arrival.NowUnixMs);
        engine.KillSwitchOn = true;
        return engine;
    }

    private static JsonNode Saved(Position position) =>
        JsonNode.Parse(Encoding.UTF8.GetString(PositionState.Save(position, HarvestMode.Live)))!;

    /// <summary>The decision that follows would arm what may be asked for again, much later.</summary>
    public static class WithoutRearm
    {
        public static Arbitrary<Scenario> Histories() =>
            HistoryGen.Of(scenario => scenario with { Policy = scenario.Policy with { Rearm = RearmRule.Never } });
    }

    /// <summary>
    /// Nor is anything of what else moves with time or a mark what the snapshot says: a mark is also a bar of the average true range, and time
    /// alone brings a time stop.
    /// </summary>
    public static class Steady
    {
        public static Arbitrary<Scenario> Histories() => HistoryGen.Of(scenario => scenario with
        {
            Policy = scenario.Policy with
            {
                Rearm = RearmRule.Never,
                TrailSource = scenario.Policy.TrailSource == TrailSource.Off ? TrailSource.Off : TrailSource.Risk,
                TimeStopMinutes = null,
                MaxPriceJumpPercent = 0,
            },
        });
    }
}
