using FsCheck;
using FsCheck.Xunit;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;

namespace HarvestBrain.Core.Tests.Properties;

/// <summary>
/// One order fills bit by bit. Its totals are told now and then, snapshots say now and then what is held, and what is held is known here:
/// the engine never has more of the order than was filled, and knows when it cannot know.
/// </summary>
public sealed class OrderCorrectionProperties
{
    private const string Symbol = "ETHUSDT";
    private const decimal Before = 1000;

    [Property]
    public void Order_ThatWasKnown_IsCountedOnce(bool adds, bool isLong, bool restarts, NonEmptyArray<byte> script)
    {
        var world = new World(adds, isLong, restarts);
        world.Tell(filled: 1);
        foreach (byte step in script.Get) world.Do(step);
        world.Check(mayDoubt: true);
        world.Show();
        world.Check(mayDoubt: false);
    }

    [Property]
    public void Order_ThatNothingWasToldOf_IsCountedOnceWithinAMinute(bool adds, bool isLong, NonEmptyArray<byte> script)
    {
        var world = new World(adds, isLong, restarts: false);
        foreach (byte step in script.Get.Take(25).Append((byte)0)) world.Do(step);
        world.Check(mayDoubt: true);
        world.Show();
        world.Check(mayDoubt: false);
    }

    private sealed class World(bool adds, bool isLong, bool restarts)
    {
        private HarvestEngine? _engine;
        private long _now = Desk.Start;
        private decimal _filled;
        private decimal _told;

        private decimal Held => adds ? Before + _filled : Before - _filled;

        private HarvestEngine Engine => _engine ??= Opened();

        private Position Position => Engine.Find(Symbol)!;

        /// <summary>Some of the order fills; half of the time nobody says so, and else its total or a snapshot tells.</summary>
        public void Do(byte step)
        {
            _now += 1000;
            decimal filled = step / 8 % 4;
            if (step % 8 < 4) _filled += filled;
            else if (step % 8 < 6) Tell(filled);
            else Show();
            // What is told is never more than there is, and nothing is missing of what was told for sure.
            Check(mayDoubt: true);
        }

        public void Tell(decimal filled)
        {
            _filled += filled;
            if (_filled == 0) return;
            _told = _filled;
            OrderSide side = adds == isLong ? OrderSide.Buy : OrderSide.Sell;
            Apply(HarvestEvent.Fill(Id(), _now, Symbol, side, _filled, 100m) with { OrderKey = 7, IsOrderTotal = true });
        }

        public void Show() => Apply(HarvestEvent.PositionSnapshot(Id(), _now, Symbol, isLong ? OrderSide.Buy : OrderSide.Sell, Held, 100m));

        public void Check(bool mayDoubt)
        {
            Assert.Equal(isLong ? Direction.Long : Direction.Short, Position.Direction);
            decimal counted = Math.Abs(Position.Quantity - Before);
            Assert.InRange(counted, _told, _filled);
            if (!mayDoubt) Assert.Equal((Held, false), (Position.Quantity, Position.Suspect));
        }

        private void Apply(in HarvestEvent e)
        {
            if (restarts)
            {
                HarvestEngine next = New();
                next.Restore(PositionState.Restore(PositionState.Save(Position, HarvestMode.Shadow), HarvestMode.Shadow, out _));
                _engine = next;
            }
            Engine.Apply(e, _now);
        }

        private EntryId Id() => new(_now, 0);

        private HarvestEngine Opened()
        {
            HarvestEngine engine = New();
            engine.Apply(HarvestEvent.Fill(Id(), _now, Symbol, isLong ? OrderSide.Buy : OrderSide.Sell, Before, 100m), _now);
            _now += 1000;
            return engine;
        }

        private static HarvestEngine New() => new(new HarvestPolicy(), HarvestMode.Shadow, 10);
    }
}
