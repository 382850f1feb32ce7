using System.Text;
using System.Text.Json.Nodes;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;

namespace HarvestBrain.Core.Tests.State;

public sealed class PositionStateTests
{
    [Fact]
    public void Save_OfAnOpenPosition_IsThisJson()
    {
        byte[] saved = PositionState.Save(Rich().Position, HarvestMode.Live);

        Assert.Equal(
            """
            {"schema":6,"mode":"live","symbol":"ETHUSDT","position_side":"BOTH","side":"LONG","qty":0.9,"base_qty":1,"entry_price":3300,
            "initial_stop":3200,"outside_stop":3210,"asked_stop":null,"stop_asked_at":1700000002000,"stop_attempt":1,"stop_refused":true,"tightest_stop":3300,"stops_ended":1,"refused_stop":3300,
            "refused_stop_until":1700000902000,"mark_price":3401,"mark_time":1700000005000,"peak_price":3401,"trough_price":3300,
            "realized_pnl":10.1,"fees":0.5,"epoch":"1700000001000-0","opened_at":1700000001000,"entry_fee":0.5,"exit_qty":0.1,"exit_notional":340.1,"has_fee":true,"ladder_scale":1,"suspect":false,"last_fill_at":1700000005000,"corrected_at":0,"rungs":[
            {"r":0.5,"fraction":0.25,"qty":0.25,"state":1,"attempt":1,"outstanding_qty":0,"requested_at":1700000002000,"rejected":true,
            "asked_at_mark":1700000002000,"filled_qty":0,"filled_notional":0,"realized_pnl":0},
            {"r":1,"fraction":0.25,"qty":0.25,"state":1,"attempt":1,"outstanding_qty":0.15,"requested_at":1700000002000,"rejected":false,
            "filled_at":1700000005000,"asked_at_mark":1700000002000,"filled_qty":0.1,"filled_notional":340.1,"realized_pnl":10.1},
            {"r":1.5,"fraction":0.25,"qty":0.25,"state":0,"attempt":0,"outstanding_qty":0,"requested_at":0,"rejected":false,
            "filled_qty":0,"filled_notional":0,"realized_pnl":0}],"executions":"BwAAAAAAAACug5CL6Gvlz4sBAAAIAAAAAAAAAAOLeiuIe+XPiwEAAA==","newest_execution":1700000005000}
            """.Replace("\n", "", StringComparison.Ordinal),
            Encoding.UTF8.GetString(saved));
    }

    [Theory]
    [InlineData(HarvestMode.Live)]
    [InlineData(HarvestMode.Shadow)]
    public void SaveAndRestore_SameMode_GivesTheSameBytesAndTheSameRest(HarvestMode mode)
    {
        Desk desk = Rich(mode);
        byte[] saved = PositionState.Save(desk.Position, mode);
        Position restored = PositionState.Restore(saved, mode, out bool modeChanged);

        Assert.False(modeChanged);
        Assert.Equal(saved, PositionState.Save(restored, mode));
        Assert.Equal(desk.Position.OutstandingQuantity, restored.OutstandingQuantity);
        Assert.Equal(desk.Position.Key, restored.Key);
        Assert.Equal(desk.Position.Executions.OldestFirst(), restored.Executions.OldestFirst());
    }

    [Fact]
    public void Restore_IntoAnEngine_DerivesTheRest()
    {
        Desk desk = Rich();
        decimal? risk = desk.Position.InitialRisk;
        decimal next = desk.Position.Plan.NextPrice;
        long rearm = desk.Position.Plan.NextRearmUnixMs;
        desk.Restart();

        Assert.Equal((risk, next, rearm), (desk.Position.InitialRisk, desk.Position.Plan.NextPrice, desk.Position.Plan.NextRearmUnixMs));
        Assert.Equal([3350m, 3400m, 3450m], desk.Position.Rungs.Select(rung => rung.TriggerPrice));
        Assert.Equal(3300m, next); // the refused stop was due, and is wanted as long as it protects
    }

    [Fact]
    public void SaveAndRestore_FlatPosition_KeepsWhatOutlivesTheEpoch()
    {
        Desk desk = Desk.FoldOnly();
        desk.Buy(1m, 100m, 90m, fee: 1m, key: 5).Sell(1m, 110m, fee: 1m, key: 6);
        EntryId epoch = desk.Position.Epoch;
        desk.Restart();

        Assert.Equal((Direction.Flat, epoch), (desk.Position.Direction, desk.Position.Epoch));
        Assert.Equal((10m, 2m, 110m), (desk.Position.RealizedPnl, desk.Position.FeesQuote, desk.Position.PeakPrice));
        Assert.Empty(desk.Position.Rungs);
        desk.Sell(1m, 110m, key: 6);
        Assert.Equal(Direction.Flat, desk.Position.Direction);
    }

    [Fact]
    public void Restore_StateOfAnOlderVersion_HasNoTimesOfFillAndSnapshot()
    {
        JsonNode node = JsonNode.Parse(PositionState.Save(Rich().Position, HarvestMode.Live))!;
        Assert.True(node.AsObject().Remove("last_fill_at") && node.AsObject().Remove("corrected_at"));
        Position restored = Restore(node.ToJsonString());
        Assert.Equal((0L, 0L, 0.9m), (restored.LastFillUnixMs, restored.CorrectedAtUnixMs, restored.Quantity));
    }

    [Fact]
    public void SaveAndRestore_KeepsTheTimesOfFillAndSnapshot()
    {
        Desk desk = Desk.FoldOnly().Buy(1m, 100m, 90m).Snapshot(0.5m, 100m);
        (long fill, long snapshot) = (desk.Position.LastFillUnixMs, desk.Position.CorrectedAtUnixMs);
        Assert.Equal((Desk.Start + 1000, Desk.Start + 2000), (fill, snapshot));
        desk.Restart();
        Assert.Equal((fill, snapshot), (desk.Position.LastFillUnixMs, desk.Position.CorrectedAtUnixMs));
    }

    [Theory]
    [InlineData(OrderSide.Buy, PositionSide.Long, "LONG")]
    [InlineData(OrderSide.Sell, PositionSide.Short, "SHORT")]
    [InlineData(OrderSide.Sell, PositionSide.Both, "SHORT")]
    public void SaveAndRestore_EverySide(OrderSide side, PositionSide positionSide, string word)
    {
        Desk desk = Desk.FoldOnly();
        desk.Fill(side, 1m, 100m, side: positionSide);
        desk.Engine.MarkSuspect(Desk.Eth);
        Position before = desk.Engine.Find(Desk.Eth, positionSide)!;
        byte[] saved = PositionState.Save(before, HarvestMode.Shadow);
        Position after = PositionState.Restore(saved, HarvestMode.Shadow, out _);

        Assert.Contains($"\"side\":\"{word}\"", Encoding.UTF8.GetString(saved), StringComparison.Ordinal);
        Assert.Equal((before.Key, before.Direction, true), (after.Key, after.Direction, after.Suspect));
        Assert.Null(after.InitialStop);
    }

    [Theory]
    [InlineData(HarvestMode.Live, HarvestMode.Shadow)]
    [InlineData(HarvestMode.Shadow, HarvestMode.Live)]
    public void Restore_OtherMode_ForgetsWhatWasAskedFor(HarvestMode from, HarvestMode to)
    {
        Desk desk = Rich(from);
        desk.Price(3402m).Sell(0.15m, 3402m, echo: desk.RungId(1m)); // the second rung is filled: that stays
        Position restored = PositionState.Restore(PositionState.Save(desk.Position, from), to, out bool modeChanged);

        Assert.True(modeChanged);
        Assert.Equal([RungState.Armed, RungState.Filled, RungState.Armed], restored.Rungs.Select(rung => rung.State));
        Assert.All(restored.Rungs, rung => Assert.Equal((0, false, 0m, 0L), (rung.Attempt, rung.Rejected, rung.OutstandingQuantity, rung.RequestedAtUnixMs)));
        Assert.Equal(0.25m, restored.Rungs[1].FilledQuantity);
        Assert.Equal(0m, restored.OutstandingQuantity);
        Assert.Null(restored.StopRequest.Requested?.Price);
        Assert.Null(restored.StopRequest.Rejected);
        Assert.Equal((0L, 0L), (restored.StopRequest.RequestedAtUnixMs, restored.StopRequest.RejectedUntilUnixMs));
        Assert.Equal(3210m, restored.CurrentStop);
    }

    [Fact]
    public void Restore_OtherMode_AsksAgain()
    {
        Desk desk = new Desk(mode: HarvestMode.Shadow).Buy(1m, 3300m, 3200m).Price(3400m);
        Assert.Equal("STOP 3300, SELL 0.25 @0.5, SELL 0.25 @1", desk.Asked);
        Assert.Equal("", desk.Price(3400m).Asked);

        desk.Restart(HarvestMode.Live).Price(3400m);
        Assert.Equal("STOP 3300, SELL 0.25 @0.5, SELL 0.25 @1", desk.Asked);
        Assert.Equal(1, desk.Last.Intents[0].Attempt);
    }

    [Theory]
    [InlineData(7, "a saved position has schema 7, this version reads schema 1 to 6; it was written by a newer version: run that one, or a later one")]
    [InlineData(0, "a saved position has schema 0, this version reads schema 1 to 6; it is not known to any version")]
    [InlineData(-1, "a saved position has schema -1, this version reads schema 1 to 6; it is not known to any version")]
    public void Restore_UnknownSchema_IsRefusedBeforeAnythingElseIsRead(int schema, string message)
    {
        var e = Assert.Throws<StateException>(() => Restore($$"""{"schema":{{schema}},"qty":"of another kind"}"""));
        Assert.Equal(message, e.Message);
    }

    [Theory]
    [InlineData("", "a saved position is broken: ")]
    [InlineData("{", "a saved position is broken: ")]
    [InlineData("[]", "a saved position is broken: ")]
    [InlineData("null", "a saved position has schema 0")]
    [InlineData("{}", "a saved position has schema 0")]
    [InlineData("""{"schema":1}""", "a saved position is broken: ")]
    [InlineData("""{"schema":"1"}""", "a saved position is broken: ")]
    public void Restore_BrokenJson_IsRefused(string json, string start) =>
        Assert.StartsWith(start, Assert.Throws<StateException>(() => Restore(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("epoch", "\"x\"", "'x' is no epoch")]
    [InlineData("side", "\"long\"", "'long' is no Direction")]
    [InlineData("position_side", "\"NONE\"", "'NONE' is no PositionSide")]
    [InlineData("mode", "\"paper\"", "'paper' is no HarvestMode")]
    [InlineData("qty", "\"1\"", "a saved position is broken")]
    [InlineData("symbol", "null", "a saved position is broken")]
    [InlineData("rungs", "null", "a saved position is broken")]
    public void Restore_WrongMember_IsRefused(string member, string value, string start)
    {
        JsonNode node = JsonNode.Parse(PositionState.Save(Rich().Position, HarvestMode.Live))!;
        node[member] = JsonNode.Parse(value);
        Assert.StartsWith(start, Assert.Throws<StateException>(() => Restore(node.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_UnknownRungState_IsRefused()
    {
        JsonNode node = JsonNode.Parse(PositionState.Save(Rich().Position, HarvestMode.Live))!;
        node["rungs"]![0]!["state"] = 3;
        Assert.Equal("3 is no state of a rung", Assert.Throws<StateException>(() => Restore(node.ToJsonString())).Message);
    }

    [Fact]
    public void Arguments_Null_Throw()
    {
        Assert.Throws<ArgumentNullException>(() => PositionState.Save(null!, HarvestMode.Live));
        Assert.Throws<ArgumentNullException>(() => new Desk().Engine.Restore(null!));
    }

    private static Position Restore(string json) => PositionState.Restore(Encoding.UTF8.GetBytes(json), HarvestMode.Live, out _);

    /// <summary>Long 1 at 3300: the first rung asked for and rejected, the second partly filled, the asked stop refused.</summary>
    private static Desk Rich(HarvestMode mode = HarvestMode.Live)
    {
        var desk = new Desk(mode: mode);
        desk.Buy(1m, 3300m, 3200m, fee: 0.5m, key: 7).Price(3400m, 3210m);
        desk.Outcome(desk.RungId(0.5m)).Outcome(desk.StopId(3300m)).Sell(0.1m, 3401m, echo: desk.RungId(1m), key: 8);
        return desk;
    }
}
