using FsCheck;
using FsCheck.Fluent;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Generators;

/// <summary>
/// Histories that look like trading: positions opened with a stop mostly on the right side, scaled in, partly closed, flipped, in
/// one-way and in hedge mode; prices that walk, jump and hit triggers exactly; fills and rejections of what the run itself asked
/// for; repeats; snapshots that agree or don't; clocks that disagree. Prices lie on a grid of 0.5 between 60 and 140, so that 200 - price mirrors them,
/// unless a history is told to be <see cref="Wild"/>.
/// </summary>
internal static class HistoryGen
{
    private const int MaxSteps = 50;
    /// <summary>What all symbols are paid with.</summary>
    public const string Quote = "USDT";

    private static readonly string[] Symbols = ["AAA" + Quote, "BBB" + Quote, "CCC" + Quote];

    /// <summary>Histories changed in a way that a property needs.</summary>
    public static Arbitrary<Scenario> Of(Func<Scenario, Scenario> change) => Arb.From(
        Gen.Choose(0, int.MaxValue).Select(seed => change(Build(new Random(seed)))),
        scenario => Shrink(scenario));

    /// <summary>The same with a digit too many in some prices.</summary>
    public static Scenario Wild(Scenario scenario)
    {
        var random = new Random(scenario.Steps.Count);
        return scenario with
        {
            Policy = scenario.Policy with { MaxPriceJumpPercent = One(random, 5m, 20m) },
            Steps = [.. scenario.Steps.Select(step => step.Kind == StepKind.Price && random.Next(8) == 0 ? step with { Price = step.Price * 10 } : step)],
        };
    }

    public static HarvestPolicy Policy(Random random)
    {
        decimal[] levels = [.. Pick(random, 4, 0.25m, 0.5m, 1m, 1.5m, 2m, 3m).Order()];
        var rungs = new List<LadderRung>();
        decimal left = 1;
        foreach (decimal level in levels)
        {
            decimal fraction = One(random, 0.05m, 0.1m, 0.2m, 0.25m, 0.3m, 0.5m, 0.3333m);
            if (fraction > left) break;
            left -= fraction;
            rungs.Add(new LadderRung(level, fraction));
        }
        return new HarvestPolicy
        {
            Ladder = Ladder.Of([.. rungs]),
            MinR = One(random, 0m, 0.5m, 0.7m, 1m),
            BreakEvenAtR = One<decimal?>(random, null, 0m, 0.5m, 1m),
            QuantityStep = One(random, 0m, 0m, 0.1m, 0.3m, 0.01m),
            MinNotionalQuote = One(random, 0m, 0m, 20m, 100m),
            ContractSize = One(random, 1m, 1m, 1m, 0.01m, 10m),
            PriceTick = One(random, 0m, 0m, 0.5m, 0.01m, 0.3m),
            FallbackStopFraction = One<decimal?>(random, null, null, 0.02m, 0.1m),
            Rearm = One(random, RearmRule.Never, RearmRule.Rejected, RearmRule.Timeout),
            DedupTtlSeconds = One(random, 10, 60, 900),
            MaxPriceAgeSeconds = One(random, 5, 30),
            IntentTtlSeconds = One(random, 0, 5, 60),
            StopCrossedSeconds = One(random, 0, 5),
            MaxPriceJumpPercent = One(random, 0m, 0m, 20m, 10m),
            DustPercent = One(random, 0.5m, 0.5m, 0m, 5m),
        };
    }

    public static T One<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];

    private static Scenario Build(Random random)
    {
        var lanes = new List<Lane>();
        foreach (string symbol in Symbols.AsSpan(0, 1 + random.Next(Symbols.Length)))
        {
            if (random.Next(2) == 0) lanes.Add(new Lane(symbol, PositionSide.Both));
            else lanes.AddRange([new Lane(symbol, PositionSide.Long), new Lane(symbol, PositionSide.Short)]);
        }
        var steps = new List<Step>();
        int length = 1 + random.Next(MaxSteps);
        while (steps.Count < length) steps.Add(Next(random, One(random, [.. lanes]), (ulong)steps.Count + 1));
        HarvestPolicy policy = Policy(random);
        if (random.Next(3) > 0) policy = ExitGen.On(random, policy);
        return new Scenario(policy, One(random, HarvestMode.Shadow, HarvestMode.Live), One(random, 2, 10, 1000, 1000), steps)
        {
            MaxStopsPerMinute = One(random, 2, 10, 1000, 1000),
        };
    }

    private static Step Next(Random random, Lane lane, ulong number)
    {
        var step = new Step
        {
            Kind = StepKind.Price,
            Symbol = lane.Symbol,
            Side = lane.Side,
            Price = lane.NextPrice(random),
            Key = random.Next(3) == 0 ? 0 : number,
            Back = random.Next(5),
            DelayMs = random.Next(20) switch { 0 => random.Next(1_000_000), < 4 => random.Next(70_000), _ => random.Next(3_000) },
            WholeSeconds = random.Next(6) == 0,
            LagMs = random.Next(20) switch { 0 => random.Next(-40_000, 0), 1 => random.Next(70_000), < 5 => random.Next(6_000), _ => 0 },
        };
        switch (random.Next(100))
        {
            case < 45:
                return step with
                {
                    Stop = random.Next(12) == 0 ? lane.Stop(random, step.Price) : 0,
                    Atr = random.Next(12) == 0 ? One(random, 1m, 2.5m, 8m) : 0,
                    Key = 0,
                };
            case < 48:
                return step with { Kind = StepKind.Cost, Fee = One(random, -0.5m, 0.5m, 2m) };
            case < 58:
                return step with { Kind = StepKind.Echo, Part = One(random, 1m, 1m, 1m, 0.5m, 1.5m), ReduceOnly = random.Next(2) == 0, Ends = random.Next(4) == 0, OrderNo = int.MaxValue + number };
            case < 61:
                return step with { Kind = StepKind.Accepted, Key = 0 };
            case < 65:
                return step with { Kind = StepKind.Outcome, Key = 0 };
            case < 69:
                return step with { Kind = StepKind.Repeat, Key = 0 };
            case < 76:
                return lane.Snapshot(random, step with { Key = 0 });
            default:
                return lane.Fill(random, step);
        }
    }

    private static List<decimal> Pick(Random random, int most, params decimal[] from)
    {
        decimal[] shuffled = [.. from];
        random.Shuffle(shuffled);
        return [.. shuffled.Take(1 + random.Next(most))];
    }

    private static IEnumerable<Scenario> Shrink(Scenario scenario)
    {
        foreach (IReadOnlyList<Step> steps in Shrinking.Shorter(scenario.Steps)) yield return scenario with { Steps = steps };
        for (int i = 0; i < scenario.Steps.Count; i++)
        {
            if (scenario.Steps[i].LagMs == 0) continue;
            int index = i;
            yield return scenario with { Steps = [.. scenario.Steps.Select((step, at) => at == index ? step with { LagMs = 0 } : step)] };
        }
    }

    /// <summary>What the generator remembers of one position, so that most steps make sense.</summary>
    private sealed class Lane(string symbol, PositionSide side)
    {
        private decimal _price = 100;
        private decimal _entry = 100;
        private decimal _risk = 10;
        private decimal _held; // signed
        private Step? _order; // what it came to so far

        public string Symbol => symbol;

        public PositionSide Side => side;

        private int Sign => _held > 0 || (_held == 0 && side == PositionSide.Long) ? 1 : -1;

        public decimal NextPrice(Random random)
        {
            decimal next = random.Next(10) switch
            {
                < 5 => _price + (random.Next(-8, 9) * 0.5m),
                < 7 => 60 + (random.Next(161) * 0.5m),
                _ => _entry + (Sign * _risk * One(random, 0.5m, 1m, 1.5m, 2m)),
            };
            _price = Math.Clamp(Math.Round(next * 2) / 2, 60, 140);
            return _price;
        }

        public decimal Stop(Random random, decimal price) =>
            random.Next(8) == 0 ? price + (Sign * 4) : price - (Sign * One(random, 5m, 10m, 10m, 20m, 2.5m));

        public Step Snapshot(Random random, Step step)
        {
            step = step with { Kind = StepKind.Snapshot, HasMark = random.Next(2) == 0, Stop = random.Next(4) == 0 ? Stop(random, step.Price) : 0 };
            if (random.Next(5) < 2) return step with { Agrees = true };
            int sign = side switch
            {
                PositionSide.Long => 1,
                PositionSide.Short => -1,
                _ => random.Next(4) == 0 ? -Sign : Sign,
            };
            decimal quantity = random.Next(5) switch { 0 => 0, 1 => Math.Abs(_held), _ => (1 + random.Next(40)) * 0.1m };
            _held = sign * quantity;
            _entry = random.Next(3) == 0 ? _entry : step.Price;
            // Written so exactly that no rounding hides a difference: a mirror or a scale would round another one.
            return step with { Order = sign > 0 ? OrderSide.Buy : OrderSide.Sell, Quantity = quantity, Entry = _entry + 0.000000m };
        }

        public Step Fill(Random random, Step step)
        {
            if (_order is not null && random.Next(12) == 0) return End(step);
            decimal quantity = (1 + random.Next(30)) * 0.1m;
            bool adds = _held == 0 || random.Next(5) < 2;
            int sign = (_held, side) switch
            {
                (0, PositionSide.Long) => 1,
                (0, PositionSide.Short) => -1,
                (0, _) => One(random, 1, -1),
                _ => Sign,
            };
            if (random.Next(15) == 0) sign = -sign; // hedge mode: the closing side with nothing open
            if (!adds)
            {
                decimal held = Math.Abs(_held);
                quantity = random.Next(8) switch
                {
                    0 => held,
                    1 => held * 1.0000000000000002m, // as a double has it
                    2 => held * 0.996m, // all but a crumb
                    3 => held + quantity,
                    _ => Math.Min(quantity, held),
                };
                sign = -sign;
            }
            bool reduceOnly = random.Next(adds ? 12 : 3) == 0;
            bool opens = _held == 0;
            Follow(sign * quantity, adds, reduceOnly);
            if (opens && adds) _entry = step.Price;
            decimal stop = random.Next(adds ? 10 : 30) < 7 ? Stop(random, step.Price) : 0;
            if (stop != 0) _risk = Math.Max(2, Math.Abs(step.Price - stop));
            (decimal fee, string? asset) = Fee(random, quantity);
            return InOrder(random, step with
            {
                Kind = StepKind.Fill,
                Order = sign > 0 ? OrderSide.Buy : OrderSide.Sell,
                Quantity = quantity,
                Stop = stop,
                Fee = fee,
                FeeAsset = asset,
                ReduceOnly = reduceOnly,
            });
        }

        /// <summary>Some fills belong to an order: one tells its total instead of them, and another its executions too.</summary>
        private Step InOrder(Random random, Step fill)
        {
            if (random.Next(3) > 0) return fill;
            bool goesOn = _order is { } order && order.Order == fill.Order && random.Next(4) > 0;
            Step before = goesOn ? _order! : fill with { OrderNo = (ulong)random.Next(1, int.MaxValue), Quantity = 0, Price = 0, Fee = 0 };
            // An order pays all its fees in one asset.
            if (before.FeeAsset != fill.FeeAsset) fill = fill with { Fee = 0, FeeAsset = before.FeeAsset };
            decimal total = before.Quantity + fill.Quantity;
            _order = before with
            {
                Quantity = total,
                Price = ((before.Price * before.Quantity) + (fill.Price * fill.Quantity)) / total,
                Fee = before.Fee + fill.Fee,
            };
            if (random.Next(4) == 0) return fill with { OrderNo = _order.OrderNo };
            Step told = fill with { OrderNo = _order.OrderNo, IsTotal = true, Quantity = total, Price = _order.Price, Fee = _order.Fee };
            if (random.Next(5) > 0) return told;
            _order = null;
            return told with { Ends = true };
        }

        /// <summary>An order ends with what its updates told before, and nothing new.</summary>
        private Step End(Step step)
        {
            Step order = _order!;
            _order = null;
            return order with
            {
                Key = 0, DelayMs = step.DelayMs, LagMs = step.LagMs, WholeSeconds = step.WholeSeconds, IsTotal = true, Ends = true, Stop = 0,
            };
        }

        /// <summary>None, or in the quote currency, in what is traded, or in something else.</summary>
        private (decimal Amount, string? Asset) Fee(Random random, decimal quantity) => random.Next(9) switch
        {
            0 => (0.1m * quantity, null),
            1 => (0.1m * quantity, Quote),
            2 when quantity > 0.001m => (0.001m * quantity * One(random, 1, 1, -1), Symbol[..^Quote.Length]),
            3 => (0.01m * quantity, "BNB"),
            _ => (0, null),
        };

        private void Follow(decimal change, bool adds, bool reduceOnly)
        {
            if (adds && reduceOnly) return;
            decimal next = _held + change;
            bool stays = side == PositionSide.Both && !reduceOnly;
            _held = !stays && (next > 0) != (_held > 0) && _held != 0 ? 0 : next;
        }
    }
}
