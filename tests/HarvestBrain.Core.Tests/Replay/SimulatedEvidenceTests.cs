using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;
using HarvestBrain.Producers;

namespace HarvestBrain.Core.Tests.Replay;

/// <summary>
/// With simulated fills less is open than the recording had: what the recording refused, what an order told of itself, and a split mean there
/// what they meant in the recording, and are said once.
/// </summary>
public sealed class SimulatedEvidenceTests : IReplayOutput
{
    private const long Start = 1_768_693_500_000;

    private readonly List<string> _codes = [];
    private readonly List<string> _asked = [];
    private readonly ReplaySession _session;
    private int _line;

    public SimulatedEvidenceTests() => _session = new ReplaySession(
        new EngineSettings(HarvestMode.Shadow, "", 1000, Desk.Policy("0.5:0.5") with { BreakEvenAtR = null }), new ReplayOptions { SimulateFills = true, Summarize = true }, this);

    private SymbolSummary Eth => Assert.Single(_session.Summary.BySymbol());

    void IReplayOutput.OnIntent(in Intent intent) => _asked.Add(ProducerCase.Describe(intent));

    void IReplayOutput.OnPosition(Position position, EntryId id, bool simulated)
    {
    }

    void IReplayOutput.OnRejection(in FoldRejection rejection, EntryId id) => _codes.Add(rejection.Code.ToString());

    void IReplayOutput.OnDrift(in PositionDrift drift, EntryId id) => _codes.Add(drift.Kind.ToString());

    // ---- Refusals ----

    [Fact]
    public void ExitBeforeItsEntry_SettlesHereToo()
    {
        Play("20 S1@3350 ro ms:20", "21 B1@3300 s3200 ms:0", "22 P3400");
        Expect(asked: "", codes: "NothingToReduce", ends: "");
        Assert.Equal((50m, 50m), (Eth.RealizedPnl, Eth.UnharvestedNetPnl));
    }

    [Fact]
    public void ExitBeforeTheSecondHalf_AfterAHarvest_ClosesWhatIsLeft()
    {
        Play("0 B1@3300 s3200 ms:0", "5 P3350 ms:5", "20 S2@3360 ro ms:20", "21 B1@3300 ms:10");
        Expect(asked: "SELL 0.5 @0.5", codes: "ReductionSurplus", ends: "");
    }

    [Theory]
    [InlineData("1 B2@3300 id:t1 order:a", "ExecutionChanged")]
    [InlineData("1 B1@3299 id:t1 order:a", "ExecutionChanged")]
    public void ExecutionThatChanges_DoubtsBothWorlds(string again, string code)
    {
        Play("0 B1@3300 s3200 id:t1 order:a", again, "10 P3400");
        Expect(asked: "", code, ends: "LONG 1@3300 suspect");
    }

    [Fact]
    public void PartThatMayBeRepeated_DoubtsBothWorlds()
    {
        Play("0 B0.5@3300 s3200 order:o status:PARTIAL ms:0", "0.1 B0.5@3300 order:o status:PARTIAL ms:0", "10 P3400");
        Expect(asked: "", codes: "MayBeRepeated", ends: "LONG 0.5@3300 suspect");
    }

    [Fact]
    public void ExecutionThatChanges_AfterAHarvest_DoubtsWhatIsLeft()
    {
        Play("0 B1@3300 s3200 id:t1", "5 P3350", "6 B3@3300 id:t1", "10 P3460");
        Expect(asked: "SELL 0.5 @0.5", codes: "ExecutionChanged", ends: "LONG 0.5@3300 of 1 suspect");
    }

    [Fact]
    public void LeftOutFieldsAndUnnamedOrders_AreSaidOnce()
    {
        Play("0 B5@3300 filled_qty:2 s3200 atr:NaN", "10 P3400");
        Expect(asked: "", codes: "FieldLeftOut, OrderUnnamed", ends: "LONG 2@3300 suspect");
    }

    // ---- Orders and fees ----

    [Fact]
    public void OrderThatFillsOn_AfterAHarvest_AddsWhatIsNew()
    {
        Play("0 B5@0 filled_qty:2 avg_price:3300 s3200 order:o", "5 P3350", "6 B5@0 filled_qty:5 avg_price:3300 order:o", "7 B5@0 filled_qty:5 avg_price:3300 order:o");
        Expect(asked: "SELL 1 @0.5", codes: "DuplicateExecution", ends: "LONG 4@3300");
    }

    [Fact]
    public void ExitToldByItsTotal_AfterAHarvest_ClosesAllWhenTheRecordingDoes()
    {
        Play("0 B1@3300 s3200", "5 P3350", "6 S1@0 filled_qty:0.4 avg_price:3360 order:x", "7 S1@0 filled_qty:1 avg_price:3363 order:x");
        Expect(asked: "SELL 0.5 @0.5", codes: "", ends: "");
        // 0.5 at 3350, 0.4 at 3360, and of the rest, 0.6 at 3365, what is left: 0.1.
        Assert.Equal((25m + 24m + 6.5m, 63m), (Eth.RealizedPnl, Eth.UnharvestedNetPnl));
    }

    [Fact]
    public void HarvestThatEndedInPart_IsLeftOut_TheSimulatedOneStandsForIt()
    {
        Play("0 B1@3300 s3200", "5 P3350", "6 S0.5@3350 filled_qty:0.2 order:x echo:rung:0.5 status:CANCELED", "7 P3360");
        Expect(asked: "SELL 0.5 @0.5", codes: "", ends: "LONG 0.5@3300 of 1");
    }

    [Fact]
    public void ExitThatEndedInPart_ClosesItsPart()
    {
        Play("0 B1@3300 s3200", "5 P3350", "6 S0.9@3350 filled_qty:0.2 order:x status:EXPIRED");
        Expect(asked: "SELL 0.5 @0.5", codes: "", ends: "LONG 0.3@3300 of 1");
    }

    [Fact]
    public void FeeThatIsNotCounted_MarksTheNetFigures_AndIsSaidOnce()
    {
        Play("0 B1@3300 s3200", "5 P3350", "6 S1@3360 commission:.1 commissionAsset:BNB");
        Expect(asked: "SELL 0.5 @0.5", codes: "FeeNotCounted", ends: "");
        Assert.True(Eth.FeesIncomplete);
    }

    [Fact]
    public void FeeInTheBaseAsset_IsHeldLessInEveryWorld()
    {
        Play("0 B1@3300 s3200 fee:.001 fee_asset:ETH", "5 P3350", "6 S0.999@3360");
        Expect(asked: "SELL 0.4995 @0.5", codes: "", ends: "");
        Assert.Equal((24.975m + 29.97m - 3.3m, 59.94m - 3.3m), (Eth.NetPnl, Eth.UnharvestedNetPnl));
    }

    // ---- Splits ----

    [Theory]
    [InlineData("0 B100@1 s.9", "5 P1.05", "10 X10@10", "11 P10.2", "20 S10@11", "SELL 50 @0.5")]
    [InlineData("0 S100@1 s1.1", "5 P0.95", "10 X-10@10", "11 P9.8", "20 B10@9", "BUY 50 @0.5")]
    public void ReverseSplit_AfterAHarvest_ScalesWhatIsLeft(string open, string price, string split, string next, string exit, string asked)
    {
        Play(open, price, split, next);
        Expect(asked, codes: "Rescaled", ends: open.Contains('B', StringComparison.Ordinal) ? "LONG 5@10 of 10" : "SHORT 5@10 of 10");
        Play(exit);
        Expect(asked: "", codes: "", ends: "");
        Assert.Equal((2.5m + 5m, 10m), (Eth.RealizedPnl, Eth.UnharvestedNetPnl));
    }

    [Fact]
    public void Split_BeforeTheHarvest_ScalesTheLadder()
    {
        Play("0 B10@10 s9", "5 X100@1 m1.01", "10 P1.05", "20 S100@1.1");
        Expect(asked: "SELL 50 @0.5", codes: "Rescaled", ends: "");
        Assert.Equal((2.5m + 5m, 10m), (Eth.RealizedPnl, Eth.UnharvestedNetPnl));
    }

    [Fact]
    public void Split_WithAMarkThatReachesTheScaledStop_IsStoppedOut()
    {
        Play("0 B10@10 s9", "5 X100@1 m0.89");
        Expect(asked: "", codes: "Rescaled", ends: "");
        Assert.Equal((-11m, -11m), (Eth.RealizedPnl, Eth.UnharvestedNetPnl));
    }

    [Fact]
    public void Split_AfterAStopOut_OpensNothing()
    {
        Play("0 B100@1 s.9", "5 P0.89", "10 X10@10", "20 S10@9");
        Expect(asked: "", codes: "Rescaled", ends: "");
        Assert.Equal((-11m, -10m), (Eth.RealizedPnl, Eth.UnharvestedNetPnl));
    }

    private void Play(params string[] entries)
    {
        var decoder = new EntryDecoder();
        foreach (string text in entries)
        {
            ToldEntry entry = ToldEntry.Read(text, Start);
            byte[] json = Encoding.UTF8.GetBytes(entry.Line(new EntryId(Start + entry.AtMs, _line++)));
            Assert.True(decoder.TryDecodeLine(_line, json, out HarvestEvent e, out DecodeError error), $"{error}");
            _session.Apply(e);
        }
    }

    private void Expect(string asked, string codes, string ends)
    {
        Assert.Equal((asked, codes, ends), (string.Join(", ", _asked), string.Join(", ", _codes), ProducerCase.Describe(_session.Positions)));
        _asked.Clear();
        _codes.Clear();
    }
}
