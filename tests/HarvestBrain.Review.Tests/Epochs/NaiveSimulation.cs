using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;

namespace HarvestBrain.Review.Tests.Epochs;

/// <summary>
/// What a ladder would have made of each trade, the obvious way and without the engine: walk over the entries, keep what is open in both worlds,
/// sell at the mark where a rung is reached, close where the stop is.
/// </summary>
internal sealed class NaiveSimulation((decimal R, decimal Fraction)[] ladder, decimal? breakEven)
{
    private sealed class State
    {
        public int Direction;
        public decimal Recorded, Open, Base, OpenBase, Entry, OpenEntry, Risk, OpenRisk, Stop, StopNow, Cash, RecordedCash, LargestEntry, LargestRisk;
        public bool[] Fired = [];
    }

    private readonly Dictionary<string, State> _states = [];

    /// <summary>Recorded and harvested R of each closed trade, in order.</summary>
    public List<(decimal Recorded, decimal Harvested)> Trades { get; } = [];

    public void Apply(HarvestEvent e)
    {
        State state = _states.TryGetValue(e.Symbol, out State? known) ? known : _states[e.Symbol] = new State();
        if (state.Recorded > 0) StopOut(state, e.Price);
        if (e.Kind == EventKind.Fill) Fill(state, e);
        Decide(state, e.Price);
        if (e.Kind == EventKind.Fill && state.Recorded == 0) Close(state);
    }

    /// <summary>A bar that a position was open before: its worse end first, each rung and stop on the way at its own price.</summary>
    public void Bar(PriceBar bar)
    {
        if (!_states.TryGetValue(bar.Symbol, out State? s) || s.Recorded == 0) return;
        Mark(s, bar.Open);
        decimal at = bar.Open;
        foreach (decimal end in s.Direction > 0 ? (decimal[])[bar.Low, bar.High, bar.Close] : [bar.High, bar.Low, bar.Close])
        {
            while (s.Open > 0)
            {
                IEnumerable<decimal> prices = ladder.Where((_, i) => !s.Fired[i]).Select(rung => s.OpenEntry + (s.Direction * rung.R * s.OpenRisk)).Append(s.StopNow);
                decimal[] between = [.. prices.Where(price => (price - at) * (end - price) > 0).OrderBy(price => Math.Abs(price - at))];
                if (between.Length == 0) break;
                Mark(s, at = between[0]);
            }
            Mark(s, at = end);
        }
    }

    private void Mark(State s, decimal price)
    {
        StopOut(s, price);
        Decide(s, price);
    }

    private static void StopOut(State s, decimal price)
    {
        if (s.Open > 0 && s.Direction * (price - s.StopNow) <= 0) SellAll(s, price);
    }

    private static void SellAll(State s, decimal price) => Sell(s, s.Open, price);

    private static void Sell(State s, decimal quantity, decimal price)
    {
        s.Cash += (s.Direction * quantity * price) - (quantity * price * RandomTape.FeeRate);
        s.Open -= quantity;
    }

    private void Fill(State s, HarvestEvent e)
    {
        int side = e.Side == OrderSide.Buy ? 1 : -1;
        decimal cash = (-side * e.Quantity * e.Price) - e.FeeQuote;
        if (s.Recorded == 0)
        {
            s.Direction = side;
            s.Recorded = s.Open = s.Base = s.OpenBase = e.Quantity;
            s.Entry = s.OpenEntry = s.LargestEntry = e.Price;
            s.Stop = s.StopNow = e.StopLoss;
            s.Risk = s.OpenRisk = s.LargestRisk = Math.Abs(e.Price - e.StopLoss);
            s.Cash = s.RecordedCash = cash;
            s.Fired = new bool[ladder.Length];
            return;
        }
        s.RecordedCash += cash;
        if (side == s.Direction)
        {
            s.Entry = ((s.Entry * s.Recorded) + (e.Price * e.Quantity)) / (s.Recorded + e.Quantity);
            s.Recorded += e.Quantity;
            if (s.Recorded > s.Base) (s.Base, s.LargestEntry, s.LargestRisk) = (s.Recorded, s.Entry, Math.Abs(s.Entry - s.Stop));
            if (s.Open == 0) return; // the trade is over here
            s.OpenEntry = ((s.OpenEntry * s.Open) + (e.Price * e.Quantity)) / (s.Open + e.Quantity);
            s.Open += e.Quantity;
            s.OpenBase = Math.Max(s.OpenBase, s.Open);
            s.OpenRisk = Math.Abs(s.OpenEntry - s.Stop);
            s.Cash += cash;
            return;
        }
        bool all = e.Quantity >= s.Recorded;
        s.Recorded -= e.Quantity;
        decimal part = all ? s.Open : Math.Min(e.Quantity, s.Open);
        Sell(s, part, e.Price);
    }

    private void Decide(State s, decimal price)
    {
        if (s.Open == 0) return;
        decimal r = s.Direction * (price - s.OpenEntry) / s.OpenRisk;
        for (int i = 0; i < ladder.Length; i++)
        {
            if (s.Fired[i] || r < ladder[i].R - 1e-12m || s.Open == 0) continue;
            s.Fired[i] = true;
            Sell(s, ladder[i].Fraction == 0 ? s.Open : Math.Min(ladder[i].Fraction * s.OpenBase, s.Open), price);
        }
        bool isTighter = s.Direction * (s.OpenEntry - s.StopNow) > 0;
        if (breakEven is { } trigger && r >= trigger - 1e-12m && isTighter && s.Direction * (price - s.OpenEntry) > 0) s.StopNow = s.OpenEntry;
    }

    private void Close(State s)
    {
        decimal risk = s.LargestRisk * s.Base;
        Trades.Add((s.RecordedCash / risk, s.Cash / risk));
        s.Open = 0;
    }
}
