using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;
using static HarvestBrain.Core.Tests.Wire.Decoding;

namespace HarvestBrain.Core.Tests.Wire;

/// <summary>A price tick is the ordinary case, thousands a second: it must cost the garbage collector nothing.</summary>
public sealed class AllocationTests
{
    private const int WarmUp = 2000;
    private const int Measured = 1000;

    [Fact]
    public void Decoding_AFlatPriceEntry_AllocatesNothing()
    {
        var decoder = new EntryDecoder();
        EntryField[] fields =
        [
            .. PlainPrice.Select(pair => Field(pair.Name, pair.Json.Trim('"'))), Field("timestamp", "1768693537416"), Field("atr", "12.5"),
        ];
        AssertNoAllocation(unused =>
        {
            if (!decoder.TryDecode(Id, fields, out _, out _)) throw new InvalidOperationException();
        });
    }

    [Fact]
    public void Decoding_APriceEntryOfPlainJson_AllocatesNothing()
    {
        var decoder = new EntryDecoder();
        EntryField[] fields = [Field("event_type", "price.update"), Field("payload", Object(PlainPrice.With("timestamp", "1768693537.416")))];
        byte[] line = Encoding.UTF8.GetBytes(Object([("id", "\"1768693537416-7\""), .. PlainPrice]));
        AssertNoAllocation(i =>
        {
            if (!decoder.TryDecode(Id, fields, out _, out _) || !decoder.TryDecodeLine(i, line, out _, out _)) throw new InvalidOperationException();
        });
    }

    [Fact]
    public void Engine_OnAPriceThatFiresNothing_AllocatesNothing()
    {
        var engine = new HarvestEngine(HarvestPolicy.Default, HarvestMode.Shadow, maxActionsPerMinute: 30);
        engine.Apply(HarvestEvent.Fill(Id, IdMs, "ETHUSDT", OrderSide.Buy, 1, 3300, 3200), IdMs);
        long tick = 0;
        AssertNoAllocation(i =>
        {
            long now = IdMs + tick++;
            StepResult result = engine.Apply(HarvestEvent.PriceUpdate(new EntryId(now, 0), now, "ETHUSDT", 3300 + (i % 50)), now);
            if (result.Intents.Count != 0 || result.Changed.Count != 1) throw new InvalidOperationException();
        });
    }

    [Fact]
    public void Engine_WithEveryExitOn_OnAPriceThatFiresNothing_AllocatesNothing()
    {
        HarvestPolicy policy = HarvestPolicy.Default with
        {
            Lock = ProfitLock.Of(new LockStep(1, 0.25m), new LockStep(2, 1)),
            TrailSource = TrailSource.Auto,
            AtrBarSeconds = 1,
            RBasis = RBasis.Net,
            BreakEvenCoversFees = true,
            VolatilityScale = VolatilityScale.Of(new VolatilityStep(null, 0.6m)),
            TimeStopMinutes = 1,
            TimeStopBelowR = -0.9m,
        };
        var engine = new HarvestEngine(policy, HarvestMode.Shadow, maxActionsPerMinute: 30);
        engine.Apply(HarvestEvent.Fill(Id, IdMs, "ETHUSDT", OrderSide.Buy, 1, 3300, 3200), IdMs);
        long tick = 0;
        AssertNoAllocation(i =>
        {
            long now = IdMs + 60_000 + (tick++ * 100L); // bars close, and the time stop looks
            StepResult result = engine.Apply(HarvestEvent.PriceUpdate(new EntryId(now, 0), now, "ETHUSDT", 3300 + (i % 50)), now);
            if (result.Intents.Count != 0 || result.Changed.Count != 1) throw new InvalidOperationException();
        });
    }

    [Fact]
    public void Engine_OnALatePrice_AndOnOneThatJumps_AllocatesNothing()
    {
        var engine = new HarvestEngine(HarvestPolicy.Default, HarvestMode.Shadow, maxActionsPerMinute: 30);
        engine.Apply(HarvestEvent.Fill(Id, IdMs, "ETHUSDT", OrderSide.Buy, 1, 3300, 3200), IdMs);
        long tick = 0;
        AssertNoAllocation(i =>
        {
            long now = IdMs + tick++;
            int refused = engine.Apply(HarvestEvent.PriceUpdate(new EntryId(now, 0), IdMs - 1, "ETHUSDT", 3310), now).Rejections.Count
                + engine.Apply(HarvestEvent.PriceUpdate(new EntryId(now, 1), now, "ETHUSDT", 33_000), now).Rejections.Count
                + engine.Apply(HarvestEvent.PriceUpdate(new EntryId(now, 2), now, "ETHUSDT", 3300), now).Rejections.Count;
            if (refused != 2) throw new InvalidOperationException();
        });
    }

    private static void AssertNoAllocation(Action<int> act)
    {
        for (int i = 0; i < WarmUp; i++) act(i);
        long allocated = long.MaxValue;
        // The runtime may itself allocate on this thread once, when it compiles the method anew; it does not do so again and again.
        for (int attempt = 0; attempt < 5 && allocated != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Measured; i++) act(i);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Equal(0, allocated);
    }
}
