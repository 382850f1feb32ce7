using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Replay;

/// <summary>Recorded snapshots: the plain replay does what the service does, a simulated world gets the difference.</summary>
public sealed class ReplaySnapshotTests : IReplayOutput
{
    private readonly List<string> _lines = [];
    private ReplaySession? _session;
    private long _now = Desk.Start;
    private ReplayOptions _options = new() { SimulateFills = true };

    private ReplaySession Session => _session ??= new ReplaySession(
        new EngineSettings(HarvestMode.Shadow, "", 1000, Desk.Policy("0.5:0.5") with { BreakEvenAtR = null }), _options, this);

    private SymbolSummary Eth => Assert.Single(Session.Summary.BySymbol());

    void IReplayOutput.OnIntent(in Intent intent) => _lines.Add(Desk.Describe(intent));

    void IReplayOutput.OnPosition(Position position, EntryId id, bool simulated) => _lines.Add(
        $"{(simulated ? "sim " : "")}{Words.Of(position.Direction)} {PlainDecimal.Format(position.Quantity)}"
        + (position.Direction == Direction.Flat ? "" : $" at {PlainDecimal.Format(position.AverageEntry)}"));

    void IReplayOutput.OnRejection(in FoldRejection rejection, EntryId id) => _lines.Add(rejection.Code.ToString());

    void IReplayOutput.OnDrift(in PositionDrift drift, EntryId id) => _lines.Add(drift.ToString());

    [Fact]
    public void Plain_IsWhatTheServiceDoes()
    {
        _options = new ReplayOptions();
        Buy(1m, 3300m, 3200m);
        Snapshot(0.5m, 3310m, mark: 3315m);
        Snapshot(0.5m, 3310m);
        Snapshot(0m);
        Snapshot(-1m, 3300m, mark: 3250m, stop: 3400m);
        Expect(
            "LONG 1 at 3300", "Corrected(quantity: 1 -> 0.5, entry: 3300 -> 3310)", "LONG 0.5 at 3310",
            "Closed(quantity: 0.5 -> 0, entry: 3310 -> 0)", "FLAT 0",
            "BUY 0.5 @0.5", "Opened(quantity: 0 -> -1, entry: 0 -> 3300)", "SHORT 1 at 3300");
        Assert.Equal((0m, 50m, 50m, 50m), (Eth.RealizedPnl, Eth.OpenPnl, Eth.NetPnl, Eth.UnharvestedNetPnl));
    }

    [Fact]
    public void Simulated_Confirmed_IsAPriceOnly()
    {
        Buy(1m, 3300m, 3200m);
        Price(3350m);
        Expect("LONG 1 at 3300", "SELL 0.5 @0.5", "LONG 1 at 3300", "sim LONG 0.5 at 3300");
        Snapshot(1m, 3300m, mark: 3360m); // the recording was not harvested: that is no reason to undo it here
        Expect("LONG 0.5 at 3300");
        Snapshot(1m, 3300m);
        Expect();
        Assert.Equal((25m, 30m, 60m), (Eth.RealizedPnl, Eth.OpenPnl, Eth.UnharvestedNetPnl));
    }

    [Fact]
    public void Simulated_Changed_ChangesByAsMuch()
    {
        Buy(1m, 3300m, 3200m);
        Price(3350m);
        _lines.Clear();
        Snapshot(2m, 3340m); // one more, bought at 3380
        Expect("Corrected(quantity: 1 -> 2, entry: 3300 -> 3340)", "LONG 1.5 at 3353.3333333333333333333333333");
        Snapshot(1.75m, 3340m);
        Expect("Corrected(quantity: 2 -> 1.75, entry: 3340 -> 3340)", "LONG 1.25 at 3353.3333333333333333333333333");
        Snapshot(0.25m, 3340m); // more gone than is left here
        Expect("Corrected(quantity: 1.75 -> 0.25, entry: 3340 -> 3340)", "FLAT 0");
        Snapshot(0.25m, 3341m);
        Expect("Corrected(quantity: 0.25 -> 0.25, entry: 3340 -> 3341)");
    }

    [Fact]
    public void Simulated_EntryCorrected_MovesByAsMuch()
    {
        Buy(1m, 3300m, 3200m);
        Snapshot(1m, 3290m);
        Expect("LONG 1 at 3300", "Corrected(quantity: 1 -> 1, entry: 3300 -> 3290)", "LONG 1 at 3290");
    }

    [Fact]
    public void Simulated_Closed_ClosesAll()
    {
        Buy(1m, 3300m, 3200m);
        Price(3350m);
        _lines.Clear();
        Snapshot(0m, mark: 3360m);
        Expect("Closed(quantity: 1 -> 0, entry: 3300 -> 0)", "FLAT 0");
        Snapshot(0m);
        Expect();
    }

    [Fact]
    public void Simulated_Reversed_ClosesAllAndOpensWhatTheRecordingHas()
    {
        Buy(1m, 3300m, 3200m);
        Price(3350m);
        _lines.Clear();
        Snapshot(-2m, 3350m, stop: 3400m);
        Expect("Reversed(quantity: 1 -> -2, entry: 3300 -> 3350)", "SHORT 2 at 3350");
    }

    [Fact]
    public void Simulated_Opened_OpensAndIsHarvested()
    {
        Snapshot(1m, 3300m, mark: 3350m, stop: 3200m);
        Expect("Opened(quantity: 0 -> 1, entry: 0 -> 3300)", "SELL 0.5 @0.5", "LONG 1 at 3300", "sim LONG 0.5 at 3300");
        Assert.Equal((25m, 25m, 50m), (Eth.RealizedPnl, Eth.OpenPnl, Eth.UnharvestedNetPnl));
    }

    [Fact]
    public void Simulated_StoppedOut_ConfirmingSnapshotsOpenNothing()
    {
        Buy(1m, 3300m, 3200m);
        Snapshot(1m, 3300m, mark: 3190m); // its mark reaches the stop
        Expect("LONG 1 at 3300", "sim FLAT 0");
        Snapshot(1m, 3300m, mark: 3195m);
        Expect();
        Snapshot(1.5m, 3260m, stop: 3100m); // half a unit more, bought at 3180: as a recorded addition does
        Expect("Corrected(quantity: 1 -> 1.5, entry: 3300 -> 3260)", "LONG 0.5 at 3180");
    }

    [Fact]
    public void Simulated_OldMark_ReachesNoStop()
    {
        Buy(1m, 3300m, 3200m);
        Snapshot(1m, 3300m, mark: 3100m, lagMs: 1500);
        Apply(HarvestEvent.PriceUpdate(Next(), _now - 5000, Desk.Eth, 3100m) with { IsSnapshotPrice = true });
        Expect("LONG 1 at 3300", "StaleSnapshot");
    }

    [Fact]
    public void Simulated_Late_IsDecidedByTheRecording()
    {
        Buy(1m, 3300m, 3200m);
        Price(3350m); // harvested here, two seconds after the recording's last fill
        _lines.Clear();
        Snapshot(2m, 3300m, lagMs: 1500); // after the recorded fill, before the simulated one
        Expect("Corrected(quantity: 1 -> 2, entry: 3300 -> 3300)", "LONG 1.5 at 3300");
        Apply(HarvestEvent.Fill(Next(), _now - 3000, Desk.Eth, OrderSide.Buy, 1m, 3300m)); // is in the snapshot
        Expect("IncludedInSnapshot");
        Sell(1m, 3350m);
        Expect("LONG 0.5 at 3300");
    }

    [Fact]
    public void Simulated_WhatASnapshotReleases_IsFilled()
    {
        Buy(1m, 3300m, 3200m);
        Session.Reject(new DecodeError(DecodeCode.NumberInvalid, "qty", "x", Desk.Eth, MayBeFill: true));
        Price(3350m);
        _lines.Clear();
        Snapshot(2m, 3300m); // trusted again; the price that is acted on is older than the snapshot
        Expect("Corrected(quantity: 1 -> 2, entry: 3300 -> 3300)", "SELL 1 @0.5", "LONG 2 at 3300", "sim LONG 1 at 3300");
    }

    [Fact]
    public void Hedge_TouchesOnlyItsSide()
    {
        Apply(HarvestEvent.Fill(Next(), _now, Desk.Eth, OrderSide.Buy, 1m, 3300m, 3200m) with { PositionSide = PositionSide.Long });
        Apply(HarvestEvent.PositionSnapshot(Next(), _now, Desk.Eth, OrderSide.Sell, 1m, 3300m, 3100m) with { PositionSide = PositionSide.Short });
        Expect("LONG 1 at 3300", "Opened(quantity: 0 -> -1, entry: 0 -> 3300)", "SHORT 1 at 3300");
    }

    private void Expect(params string[] lines)
    {
        Assert.Equal(lines, _lines);
        _lines.Clear();
    }

    private EntryId Next() => new(_now += 1000, 0);

    private void Price(decimal price) => Apply(HarvestEvent.PriceUpdate(Next(), _now, Desk.Eth, price));

    private void Buy(decimal quantity, decimal price, decimal stop) =>
        Apply(HarvestEvent.Fill(Next(), _now, Desk.Eth, OrderSide.Buy, quantity, price, stop));

    private void Sell(decimal quantity, decimal price) => Apply(HarvestEvent.Fill(Next(), _now, Desk.Eth, OrderSide.Sell, quantity, price));

    private void Snapshot(decimal quantity, decimal entry = 0, decimal mark = 0, decimal stop = 0, long lagMs = 0)
    {
        EntryId id = Next();
        OrderSide side = quantity < 0 ? OrderSide.Sell : OrderSide.Buy;
        Apply(HarvestEvent.PositionSnapshot(id, _now - lagMs, Desk.Eth, side, Math.Abs(quantity), entry, mark, stop));
    }

    private void Apply(HarvestEvent e) => Session.Apply(e);
}
