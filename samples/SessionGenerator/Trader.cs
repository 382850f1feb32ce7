namespace HarvestBrain.SessionGeneration;

/// <summary>Trades one position of one symbol and reports it as an exchange would: acknowledgements, executions, refusals.</summary>
internal sealed class Trader(SymbolProfile symbol, PositionSide positionSide, Prng prng, SessionIds ids)
{
    private const decimal FeeRate = 0.0004m;

    // Room for three executions and three partial exits, each at least a step.
    private const int FewestStepsToOpen = 24;
    private const int FewestTicksToStop = 20;

    private Holding? _holding;
    private Order? _order;
    private int _updatesToWait = prng.Between(3, 30);

    /// <summary>Acts on the market's new price; what happens is added to <paramref name="happened"/>, all of it at that price.</summary>
    public void React(MarketPath market, Queue<SessionEvent> happened)
    {
        _holding?.Observe(market.Price);
        if (_order is { } order)
        {
            Work(order, market.Price, happened);
        }
        else if (_holding is { } holding)
        {
            Manage(holding, market, happened);
        }
        else if (_updatesToWait-- <= 0)
        {
            Open(market, happened);
        }
    }

    private void Open(MarketPath market, Queue<SessionEvent> happened)
    {
        bool isLong = positionSide switch
        {
            PositionSide.Long => true,
            PositionSide.Short => false,
            _ => (market.Trend != 0 && prng.Chance(650) ? market.Trend : prng.Sign()) > 0,
        };

        Submit(Opening(isLong, alreadyHeld: 0, pieces: prng.Between(1, 3), market), market.Price, happened);
    }

    private void Manage(Holding holding, MarketPath market, Queue<SessionEvent> happened)
    {
        decimal price = market.Price;
        decimal r = holding.R(price);
        TradePlan plan = holding.Plan;
        bool isOverdue = holding.UpdatesHeld >= plan.LongestHoldInUpdates;
        bool isTrendAgainst = market.Trend == (holding.IsLong ? -1 : 1);
        bool mayFlip = positionSide == PositionSide.Both && isTrendAgainst && !holding.IsStoppedAt(price);

        if (mayFlip && prng.Chance(isOverdue ? 500 : 6))
        {
            Submit(Opening(!holding.IsLong, holding.Quantity, pieces: 1, market), price, happened);
        }
        else if (isOverdue
            || holding.IsStoppedAt(price)
            || r >= plan.TargetR
            || (plan.GivesBack && holding.PeakR >= 1m && r <= 0.1m))
        {
            Submit(Closing(holding, holding.Quantity, pieces: prng.Pick(1, 1, 1, 2)), price, happened);
        }
        else if (holding.PartialExitsDone < plan.PartialExits && r >= TradePlan.PartialExitR(holding.PartialExitsDone))
        {
            holding.PartialExitsDone++;
            decimal part = symbol.FloorToStep(holding.Quantity * prng.Pick(0.25m, 0.33m, 0.5m));
            if (part >= symbol.QuantityStep)
            {
                Submit(Closing(holding, part, pieces: 1), price, happened);
            }
        }
        else if (holding.ScaleInsDone < plan.ScaleIns && r is > 0.2m and < 1.2m && prng.Chance(40))
        {
            holding.ScaleInsDone++;
            decimal part = symbol.FloorToStep(holding.Quantity * prng.Pick(0.3m, 0.5m, 1m));
            if (part >= symbol.QuantityStep)
            {
                Submit(Enlarging(holding, part, price), price, happened);
            }
        }
    }

    /// <summary>An order that opens a position, or flips the one held.</summary>
    private Order Opening(bool isLong, decimal alreadyHeld, int pieces, MarketPath market)
    {
        decimal notional = prng.Between(40, 400) * 50m;
        decimal opened = Math.Max(FewestStepsToOpen * symbol.QuantityStep, symbol.FloorToStep(notional / market.Price));
        decimal distance = Math.Max(
            FewestTicksToStop * symbol.Tick,
            symbol.RoundToTick(market.AverageTrueRange * prng.Pick(2.5m, 3m, 3.5m)));
        decimal towardsProfit = isLong ? distance : -distance;
        var order = new Order
        {
            Id = ids.NextOrder(),
            IsBuy = isLong,
            Increases = true,
            Stop = market.Price - towardsProfit,
            TakeProfit = prng.Chance(400) ? market.Price + (2 * towardsProfit) : null,
        };
        order.Slice(symbol, alreadyHeld + opened, pieces, prng);
        return order;
    }

    /// <summary>An order that adds to the position, in 1 to 3 executions, sometimes with a tighter stop.</summary>
    private Order Enlarging(Holding holding, decimal quantity, decimal price)
    {
        decimal stop = holding.Stop;
        if (prng.Chance(300))
        {
            // A third of the way to the new average, which the price is beyond: still on the losing side of both.
            decimal tighter = symbol.RoundToTick(stop + ((holding.AverageAfter(quantity, price) - stop) / 3m));
            bool leavesRoom = Math.Abs(holding.AverageEntry - tighter) >= FewestTicksToStop * symbol.Tick;
            stop = leavesRoom ? tighter : stop;
        }

        var order = new Order { Id = ids.NextOrder(), IsBuy = holding.IsLong, Increases = true, Stop = stop };
        order.Slice(symbol, quantity, prng.Between(1, 3), prng);
        return order;
    }

    private Order Closing(Holding holding, decimal quantity, int pieces)
    {
        var order = new Order { Id = ids.NextOrder(), IsBuy = !holding.IsLong, Increases = false, ReduceOnly = prng.Chance(800) };
        order.Slice(symbol, quantity, pieces, prng);
        return order;
    }

    /// <summary>Sends a new order: some are acknowledged first, some refused, the others begin to execute at once.</summary>
    private void Submit(Order order, decimal price, Queue<SessionEvent> happened)
    {
        if (prng.Chance(150))
        {
            EventStatus acknowledgement = prng.Pick(EventStatus.New, EventStatus.New, EventStatus.Accepted, EventStatus.Pending);
            happened.Enqueue(Report(order, acknowledgement, order.OpenQuantity, price));
        }

        if (prng.Chance(order.Increases ? 120 : 50))
        {
            EventStatus refusal = prng.Pick(EventStatus.Rejected, EventStatus.Rejected, EventStatus.Blocked, EventStatus.Expired);
            happened.Enqueue(Report(order, refusal, order.OpenQuantity, price));
            _updatesToWait = prng.Between(5, 20);
            return;
        }

        _order = order;
        Execute(order, price, happened);
    }

    /// <summary>Goes on with an order whose first execution is done: mostly executes, sometimes waits, seldom cancels.</summary>
    private void Work(Order order, decimal price, Queue<SessionEvent> happened)
    {
        // An increase at or through the stop would leave the stop on the wrong side of the fill.
        bool isTooLate = order.Increases && _holding is { } holding && holding.IsStoppedAt(price);
        if (isTooLate || prng.Chance(60))
        {
            happened.Enqueue(Report(order, EventStatus.Canceled, order.OpenQuantity, price));
            _order = null;
        }
        else if (prng.Chance(600))
        {
            Execute(order, price, happened);
        }
    }

    private void Execute(Order order, decimal price, Queue<SessionEvent> happened)
    {
        bool isFirst = order.IsFresh;
        decimal quantity = order.TakeSlice();
        Apply(order, quantity, price);
        EventStatus status = order.IsDone ? EventStatus.Filled : EventStatus.PartiallyFilled;

        // Later executions often leave the stop out: the position has one by then.
        bool tellsStop = order.Increases && symbol.GivesStops && (isFirst || prng.Chance(600));

        // Only an order in one piece may go by its order id alone: two slices can agree in all else.
        bool goesByOrderId = order.IsSingle && prng.Chance(250);
        happened.Enqueue(Report(order, status, quantity, price) with
        {
            StopLoss = tellsStop ? order.Stop : null,
            TakeProfit = isFirst && symbol.GivesStops ? order.TakeProfit : null,
            Fee = prng.Chance(400) ? decimal.Round(quantity * price * FeeRate, 8) : null,
            TradeId = goesByOrderId ? null : ids.NextTrade(),
        });

        if (order.IsDone)
        {
            _order = null;
        }
    }

    private void Apply(Order order, decimal quantity, decimal price)
    {
        bool flips = _holding is { } held && order.Increases && held.IsLong != order.IsBuy;
        if (!order.Increases)
        {
            _holding!.Reduce(quantity);
        }
        else if (_holding is null || flips)
        {
            decimal closed = _holding?.Quantity ?? 0m;
            _holding = new Holding(order.IsBuy, order.Stop, TradePlan.Draw(prng));
            _holding.Increase(quantity - closed, price, order.Stop);
        }
        else
        {
            _holding.Increase(quantity, price, order.Stop);
        }

        if (_holding.Quantity == 0)
        {
            _holding = null;
            _updatesToWait = prng.Between(8, 50);
        }
    }

    private SessionEvent Report(Order order, EventStatus status, decimal quantity, decimal price) => new()
    {
        Symbol = symbol,
        Status = status,
        Price = price,
        IsBuy = order.IsBuy,
        Quantity = quantity,
        PositionSide = positionSide,
        Increases = order.Increases,
        ReduceOnly = order.ReduceOnly,
        OrderId = order.Id,
    };
}
