using System.Buffers;
using FsCheck.Xunit;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.State;
using HarvestBrain.Core.Tests.Generators;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>
/// Whatever the decoder lets through can be folded, decided, saved and written: a number at a limit never throws, since one such entry
/// would stop every symbol.
/// </summary>
public sealed class LimitProperties : IReplayOutput, IDisposable
{
    private readonly IntentEncoder _intents = new(HarvestMode.Live);
    private readonly PositionEncoder _positions = new();
    private readonly TradeEncoder _trades = new(HarvestMode.Shadow);

    public void Dispose()
    {
        _intents.Dispose();
        _positions.Dispose();
        _trades.Dispose();
    }

    void IReplayOutput.OnIntent(in Intent intent) => _intents.Write(intent, new ArrayBufferWriter<byte>());

    void IReplayOutput.OnPosition(Position position, EntryId id, bool simulated) =>
        _positions.Write(position, id, simulated, new ArrayBufferWriter<byte>());

    void IReplayOutput.OnRejection(in FoldRejection rejection, EntryId id) => Assert.NotEqual("", rejection.ToString());

    void IReplayOutput.OnDrift(in PositionDrift drift, EntryId id) => Assert.NotEqual("", drift.ToString());

    [Property(Arbitrary = [typeof(LimitHistory)])]
    public void NumbersAtTheLimits_NeverThrow(LimitHistory history)
    {
        var options = new ReplayOptions { SimulateFills = history.SimulateFills, FeeBps = 10_000, SlippageBps = 10_000 };
        var session = new ReplaySession(new EngineSettings(HarvestMode.Live, "", 100_000, history.Policy), options, this);
        var engine = new HarvestEngine(history.Policy, HarvestMode.Live, 100_000);
        foreach (HarvestEvent e in history.Events)
        {
            StepResult result = engine.Apply(e, e.TimeUnixMs);
            foreach (Intent intent in result.Intents) _intents.Write(intent, new ArrayBufferWriter<byte>());
            foreach (ClosedEpoch trade in result.Closed) _trades.Write(trade, new ArrayBufferWriter<byte>());
            PositionInvariants.Check(engine);
            foreach (Position position in engine.Positions.ToList())
            {
                engine.Restore(PositionState.Restore(PositionState.Save(position, HarvestMode.Live), HarvestMode.Live, out _));
                _positions.Write(position, e.Id, simulated: false, new ArrayBufferWriter<byte>());
            }
            session.Apply(e);
        }
        session.Summary.Total();
    }
}
