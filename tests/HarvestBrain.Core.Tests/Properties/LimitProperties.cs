using System.Buffers;
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
    private static readonly decimal[] Prices =
        [Limits.MinPositive, 0.000_000_1m, 1, 99.999_999_999_999_999_999_999_999_99m, 100, 100, 101, 3300.333_333m, 1_000_000, Limits.MaxPrice];

    private static readonly decimal[] Quantities =
        [Limits.MinPositive, 0.000_001m, 0.333_333_333_333_333_333_333_333_333_3m, 1, 1, 1.000_000_000_000_000_000_000_000_000_1m, 1_000_000, Limits.MaxQuantity];

    private static readonly decimal[] Costs =
        [0, 0.1m, -0.1m, 1_000_000_000_000, Limits.MaxNotional, -Limits.MaxNotional];

    private static readonly decimal[] Zeros = [0, 0, 0, 1];

    private readonly IntentEncoder _intents = new(HarvestMode.Live);
    private readonly PositionEncoder _positions = new();

    public void Dispose()
    {
        _intents.Dispose();
        _positions.Dispose();
    }

    void IReplayOutput.OnIntent(in Intent intent) => _intents.Write(intent, new ArrayBufferWriter<byte>());

    void IReplayOutput.OnPosition(Position position, EntryId id, bool simulated) =>
        _positions.Write(position, id, simulated, new ArrayBufferWriter<byte>());

    void IReplayOutput.OnRejection(in FoldRejection rejection, EntryId id) => Assert.NotEqual("", rejection.ToString());

    void IReplayOutput.OnDrift(in PositionDrift drift, EntryId id) => Assert.NotEqual("", drift.ToString());

    [Fact]
    public void NumbersAtTheLimits_NeverThrow()
    {
        for (int seed = 0; seed < Cases.Count; seed++)
        {
            var random = new Random(seed);
            HarvestPolicy policy = Policy(random);
            var options = new ReplayOptions { SimulateFills = random.Next(2) == 0, FeeBps = 10_000, SlippageBps = 10_000 };
            var session = new ReplaySession(new EngineSettings(HarvestMode.Live, "", 100_000, policy), options, this);
            var engine = new HarvestEngine(policy, HarvestMode.Live, 100_000);
            for (int i = 0; i < 40; i++)
            {
                HarvestEvent e = Event(random, i);
                foreach (Intent intent in engine.Apply(e, e.TimeUnixMs).Intents) _intents.Write(intent, new ArrayBufferWriter<byte>());
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

    private static HarvestEvent Event(Random random, int i)
    {
        var id = new EntryId(Desk.Start + (i * 30_000L), i);
        decimal price = One(random, Prices);
        decimal quantity = One(random, Quantities);
        while (quantity * price > Limits.MaxNotional) quantity = Quantities[random.Next(3)];
        return random.Next(5) switch
        {
            0 => HarvestEvent.PriceUpdate(id, id.UnixMilliseconds, "AAA", price) with { Atr = One(random, Zeros) * One(random, Prices) },
            1 => HarvestEvent.Cost(id, id.UnixMilliseconds, "AAA", One(random, Costs)),
            _ => HarvestEvent.Fill(id, id.UnixMilliseconds, "AAA", One(random, OrderSide.Buy, OrderSide.Sell), quantity, price, One(random, Prices)) with
            {
                FeeQuote = One(random, Costs),
                Atr = One(random, Zeros) * One(random, Prices),
                ReduceOnly = random.Next(4) == 0,
            },
        };
    }

    private static HarvestPolicy Policy(Random random) => ExitGen.On(random, HistoryGen.Policy(random)) with
    {
        PriceTick = One(random, 0, Limits.MinPositive, 0.01m, Limits.MaxPrice),
        QuantityStep = One(random, 0, Limits.MinPositive, 0.001m),
        FallbackStopFraction = One<decimal?>(random, null, 0.000_000_000_000_000_000_001m, 0.02m),
        TrailAtrMultiple = One(random, 0.000_000_001m, 2, HarvestPolicy.MaxR),
        TimeStopBelowR = One(random, -HarvestPolicy.MaxR, 0.5m, HarvestPolicy.MaxR),
        MaxPriceAgeSeconds = 86_400,
    };

    private static T One<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
