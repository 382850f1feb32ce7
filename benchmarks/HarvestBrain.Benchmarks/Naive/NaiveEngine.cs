namespace HarvestBrain.Benchmarks;

/// <summary>
/// The reference of the comparison: the rules of shadow mode with default settings, written the way one writes them first: a
/// dictionary of objects, R by division, LINQ over the rungs at every price. Shares no code with the engine;
/// <see cref="NaiveCheck"/> holds that both ask for the same.
/// </summary>
internal sealed class NaiveEngine
{
    private const decimal MinR = 0.5m;
    private const decimal BreakEvenR = 0.5m;
    private const int RememberedExecutions = 128;
    private static readonly decimal[] LadderR = [0.5m, 1.0m, 1.5m];
    private static readonly string[] Sides = ["BOTH", "LONG", "SHORT"];

    private readonly Dictionary<(string Symbol, string Side), NaivePosition> _positions = [];

    public List<NaiveIntent> Apply(NaiveEvent e)
    {
        var intents = new List<NaiveIntent>();
        switch (e.Kind)
        {
            case "fill":
                if (!_positions.TryGetValue((e.Symbol, e.PositionSide), out NaivePosition? filled))
                    _positions[(e.Symbol, e.PositionSide)] = filled = new NaivePosition();
                if (Fill(filled, e)) Decide(filled, e.Symbol, e.PositionSide, intents);
                break;
            case "price":
                foreach (string side in Sides)
                {
                    if (!_positions.TryGetValue((e.Symbol, side), out NaivePosition? position) || position.Sign == 0) continue;
                    position.MarkPrice = e.Price;
                    if (e.StopLoss != 0) LearnStop(position, e.StopLoss, increased: false);
                    Decide(position, e.Symbol, side, intents);
                }
                break;
        }
        return intents;
    }

    private static bool Fill(NaivePosition position, NaiveEvent e)
    {
        if (e.ExecutionId is { } execution)
        {
            if (!position.Executions.Add(execution)) return false;
            position.ExecutionOrder.Enqueue(execution);
            if (position.ExecutionOrder.Count > RememberedExecutions) position.Executions.Remove(position.ExecutionOrder.Dequeue());
        }

        int sign = e.IsBuy ? 1 : -1;
        if (position.Sign == 0)
        {
            bool opens = !e.ReduceOnly && (e.PositionSide == "BOTH" || sign == (e.PositionSide == "LONG" ? 1 : -1));
            if (opens) Open(position, e, sign, e.Quantity, e.Fee);
            return opens;
        }
        if (sign == position.Sign)
        {
            if (e.ReduceOnly) return false;
            decimal quantity = position.Quantity + e.Quantity;
            position.AverageEntry = (position.AverageEntry * position.Quantity + e.Price * e.Quantity) / quantity;
            position.Quantity = quantity;
            position.BaseQuantity = Math.Max(position.BaseQuantity, quantity);
            position.Fees += e.Fee;
            position.MarkPrice = e.Price;
            LearnStop(position, e.StopLoss, increased: true);
            return true;
        }

        decimal closing = Math.Min(e.Quantity, position.Quantity);
        decimal surplus = e.Quantity - closing;
        bool flips = surplus > 0 && e.PositionSide == "BOTH" && !e.ReduceOnly;
        position.MarkPrice = e.Price;
        position.RealizedPnl += (e.Price - position.AverageEntry) * position.Sign * closing;
        position.Fees += e.Fee;
        position.Quantity -= closing;
        if (position.Quantity > 0)
        {
            LearnStop(position, e.StopLoss, increased: false);
            return true;
        }
        position.Sign = 0;
        position.Rungs = [];
        position.InitialStop = position.Stop = null;
        if (flips) Open(position, e, sign, surplus, e.Fee * surplus / e.Quantity);
        return true;
    }

    private static void Open(NaivePosition position, NaiveEvent e, int sign, decimal quantity, decimal fee)
    {
        position.Sign = sign;
        position.Quantity = position.BaseQuantity = quantity;
        position.AverageEntry = position.MarkPrice = e.Price;
        position.RealizedPnl = 0;
        position.Fees = fee;
        position.Epoch = e.Id;
        position.Rungs = LadderR.Select(r => new NaiveRung { TriggerR = r, Fraction = 0.25m }).ToList();
        LearnStop(position, e.StopLoss, increased: true);
    }

    private static void LearnStop(NaivePosition position, decimal stop, bool increased)
    {
        if (stop == 0) return;
        bool onRiskSide = (position.AverageEntry - stop) * position.Sign > 0;
        bool protects = (position.MarkPrice - stop) * position.Sign > 0;
        if (!onRiskSide && !protects) return;
        bool hasUsable = position.InitialStop is { } initial && (position.AverageEntry - initial) * position.Sign > 0;
        if (onRiskSide && (increased || !hasUsable)) position.InitialStop = stop;
        if (position.Stop is not { } current || (stop - current) * position.Sign > 0) position.Stop = stop;
    }

    private static void Decide(NaivePosition position, string symbol, string side, List<NaiveIntent> intents)
    {
        if (position.Sign == 0 || position.InitialStop is not { } initialStop) return;
        decimal risk = position.AverageEntry - initialStop;
        if (risk * position.Sign <= 0) return;
        decimal r = (position.MarkPrice - position.AverageEntry) / risk;

        foreach (NaiveRung rung in position.Rungs
            .Where(rung => rung.AskedQuantity is null && r >= Math.Max(rung.TriggerR, MinR))
            .OrderBy(rung => rung.TriggerR)
            .ToList())
        {
            decimal available = position.Quantity - position.Rungs.Sum(other => other.AskedQuantity ?? 0);
            decimal quantity = Math.Min(rung.Fraction * position.BaseQuantity, available);
            if (quantity <= 0) continue;
            rung.AskedQuantity = quantity;
            intents.Add(new NaiveIntent(symbol, side, position.Epoch, r, rung.TriggerR, quantity, StopPrice: 0));
        }

        bool isTighter = position.Stop is not { } stop || (position.AverageEntry - stop) * position.Sign > 0;
        bool protects = (position.MarkPrice - position.AverageEntry) * position.Sign > 0;
        if (r < BreakEvenR || !isTighter || !protects) return;
        position.Stop = position.AverageEntry;
        intents.Add(new NaiveIntent(symbol, side, position.Epoch, r, RungR: 0, Quantity: 0, position.AverageEntry));
    }
}
