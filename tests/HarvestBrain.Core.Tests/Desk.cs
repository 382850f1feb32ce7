using HarvestBrain.Core.Events;
using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;

namespace HarvestBrain.Core.Tests;

/// <summary>An engine on one symbol, with a clock that moves one second per event, so that a test reads like a trade.</summary>
internal sealed class Desk
{
    public const string Eth = "ETHUSDT";
    public const long Start = 1_700_000_000_000;
    private long _sequence;

    public Desk(HarvestPolicy? policy = null, HarvestMode mode = HarvestMode.Live, int maxActionsPerMinute = 1000, int maxStopsPerMinute = 1000) =>
        Engine = new HarvestEngine(policy ?? Calm, mode, maxActionsPerMinute, maxStopsPerMinute);

    /// <summary>The defaults, at which a test may jump from price to price, and nothing runs out.</summary>
    public static HarvestPolicy Calm { get; } = HarvestPolicy.Default with { MaxPriceJumpPercent = 0, IntentTtlSeconds = 0 };

    /// <summary>A desk that folds and asks for nothing.</summary>
    public static Desk FoldOnly(HarvestPolicy? policy = null, HarvestMode mode = HarvestMode.Live)
    {
        var desk = new Desk(policy, mode);
        desk.Engine.KillSwitchOn = true;
        return desk;
    }

    public HarvestEngine Engine { get; private set; }

    /// <summary>The time of the last event; the next one comes a second later.</summary>
    public long Now { get; set; } = Start;

    /// <summary>What the last event came to.</summary>
    public StepResult Last { get; private set; } = null!;

    /// <summary>The id of the last event.</summary>
    public EntryId LastId { get; private set; }

    public Position Position => Engine.Find(Eth)!;

    /// <summary>The intents of the last event, such as <c>STOP 3300, SELL 0.25 @0.5</c>; a repeat ends with <c>#2</c>.</summary>
    public string Asked => Describe(Last.Intents);

    /// <summary>The holds of the last event, such as <c>KillSwitch</c>.</summary>
    public string Held => string.Join(", ", Last.Holds.Select(hold => hold.ToString()));

    /// <summary>The rejections of the last event.</summary>
    public string Refused => string.Join(", ", Last.Rejections.Select(rejection => rejection.ToString()));

    /// <summary>The drifts of the last event.</summary>
    public string Drifted => string.Join(", ", Last.Drifts.Select(drift => drift.ToString()));

    public static string Describe(IEnumerable<Intent> intents) => string.Join(", ", intents.Select(Describe));

    public static string Describe(Intent intent) => intent.Kind == IntentKind.Cancel
        ? $"CANCEL {intent.Cancels![(intent.TraceId.Length + 1)..]} {HarvestBrain.Core.Wire.Words.Of(intent.CancelReason)}"
            + (intent.Attempt > 1 ? $"#{intent.Attempt}" : "")
        : intent.Kind == IntentKind.Protect
        ? $"PROTECT {PlainDecimal.Format(intent.StopPrice)} {PlainDecimal.Format(intent.ProtectQuantity)}"
            + (intent.Attempt > 1 ? $"#{intent.Attempt}" : "")
        : DescribeAsk(intent);

    private static string DescribeAsk(Intent intent) => (intent.Kind == IntentKind.MoveStop
        ? $"STOP {PlainDecimal.Format(intent.StopPrice)}"
        : $"{HarvestBrain.Core.Wire.Words.Of(intent.Side)} {PlainDecimal.Format(intent.Quantity)} "
            + (intent.IsTimeStop ? "TIME" : $"@{PlainDecimal.Format(intent.RungR)}"))
            + (intent.Attempt > 1 ? $"#{intent.Attempt}" : "");

    public Desk Buy(decimal quantity, decimal price, decimal stop = 0, string? echo = null, decimal fee = 0, bool reduceOnly = false,
        PositionSide side = PositionSide.Both, ulong key = 0) =>
        Fill(OrderSide.Buy, quantity, price, stop, echo, fee, reduceOnly, side, key);

    public Desk Sell(decimal quantity, decimal price, decimal stop = 0, string? echo = null, decimal fee = 0, bool reduceOnly = false,
        PositionSide side = PositionSide.Both, ulong key = 0, OrderRole role = OrderRole.Unknown) =>
        Fill(OrderSide.Sell, quantity, price, stop, echo, fee, reduceOnly, side, key, role);

    public Desk Fill(OrderSide order, decimal quantity, decimal price, decimal stop = 0, string? echo = null, decimal fee = 0,
        bool reduceOnly = false, PositionSide side = PositionSide.Both, ulong key = 0, OrderRole role = OrderRole.Unknown) =>
        Apply(HarvestEvent.Fill(NextId(), Now, Eth, order, quantity, price, stop) with
        {
            IntentEcho = echo,
            FeeQuote = fee,
            ReduceOnly = reduceOnly,
            PositionSide = side,
            ExecutionKey = key,
            OrderRole = role,
        });

    public Desk Price(decimal price, decimal stop = 0, decimal atr = 0) =>
        Apply(HarvestEvent.PriceUpdate(NextId(), Now, Eth, price) with { StopLoss = stop, Atr = atr });

    /// <summary>Prices one after the other; the answers to all of them, those that asked for nothing left out.</summary>
    public string Prices(params ReadOnlySpan<decimal> prices)
    {
        var asked = new List<string>();
        foreach (decimal price in prices)
        {
            if (Price(price).Last.Intents.Count > 0) asked.Add(Asked);
        }
        return string.Join(" | ", asked);
    }

    /// <summary>A cost without an execution, such as funding.</summary>
    public Desk Cost(decimal fee, ulong key = 0) => Apply(HarvestEvent.Cost(NextId(), Now, Eth, fee) with { ExecutionKey = key });

    /// <summary>The executor fills everything that the last event asked to close, at the mark price.</summary>
    public Desk FillAsked()
    {
        foreach (Intent intent in Last.Intents.Where(intent => intent.Kind == IntentKind.PartialClose).ToList())
            Fill(intent.Side, intent.Quantity, intent.MarkPrice, echo: intent.IntentId, reduceOnly: true);
        return this;
    }

    /// <summary>What the exchange says is open; a short is negative. Its own time lies so many milliseconds behind.</summary>
    public Desk Snapshot(decimal quantity, decimal entry = 0, decimal mark = 0, decimal stop = 0, PositionSide side = PositionSide.Both,
        long lagMs = 0)
    {
        EntryId id = NextId();
        OrderSide order = quantity < 0 ? OrderSide.Sell : OrderSide.Buy;
        return Apply(HarvestEvent.PositionSnapshot(id, Now - lagMs, Eth, order, Math.Abs(quantity), entry, mark, stop) with { PositionSide = side });
    }

    /// <summary>A rejection, cancellation or expiry.</summary>
    public Desk Outcome(string? echo) => Apply(HarvestEvent.Outcome(NextId(), Now, Eth, echo));

    /// <summary>The executor has the order.</summary>
    public Desk Accepted(string echo) => Apply(HarvestEvent.Accepted(NextId(), Now, Eth, echo));

    /// <summary>The orders that stand at the venue, all of them. Their own time lies so many milliseconds behind.</summary>
    public Desk Standing(IReadOnlyList<OpenOrder> orders, long lagMs = 0)
    {
        EntryId id = NextId();
        return Apply(HarvestEvent.OrdersAtVenue(id, Now - lagMs, Eth, orders));
    }

    /// <summary>A stop that stands, of a long when it sells.</summary>
    public static OpenOrder StopOrder(decimal price, decimal quantity, OrderSide side = OrderSide.Sell) =>
        new() { OrderId = "s1", Role = OrderRole.Stop, Side = side, Quantity = quantity, StopPrice = price, ReduceOnly = true };

    /// <summary>In what the venue differs, later by so many seconds.</summary>
    public string Differs(int seconds = 6) => string.Join(", ", Position.ProtectionProblemsAt(Now + (seconds * 1000L)));

    public Desk Apply(HarvestEvent e) => ApplyAt(e, Now);

    public Desk ApplyAt(HarvestEvent e, long now)
    {
        LastId = e.Id;
        Last = Engine.Apply(e, now);
        return this;
    }

    public Desk Wait(int seconds)
    {
        Now += seconds * 1000L;
        return this;
    }

    /// <summary>Saves everything and goes on with another engine that restored it, as after a restart.</summary>
    public Desk Restart(HarvestMode? mode = null, HarvestPolicy? policy = null)
    {
        var next = new HarvestEngine(policy ?? Calm, mode ?? Engine.Mode, Engine.Rate.Limit, Engine.StopRate.Limit) { KillSwitchOn = Engine.KillSwitchOn };
        foreach (Position position in Engine.Positions)
            next.Restore(PositionState.Restore(PositionState.Save(position, Engine.Mode), next.Mode, out _));
        next.Rate.Restore(Engine.Rate.OldestFirst());
        next.StopRate.Restore(Engine.StopRate.OldestFirst());
        Engine = next;
        return this;
    }

    public string RungId(decimal r) => IntentId.OfRung(Position.Key, Position.Epoch, r);

    public string StopId(decimal price) => IntentId.OfStop(Position.Key, Position.Epoch, price);

    /// <summary>The rungs, such as <c>requested 0.25, armed 0.25</c>.</summary>
    public string Rungs => string.Join(", ", Position.Rungs.Select(
        rung => $"{HarvestBrain.Core.Wire.Words.Of(rung.State)} {PlainDecimal.Format(rung.Quantity)}"));

    public EntryId NextId()
    {
        Now += 1000;
        return new EntryId(Now, _sequence++);
    }

    public static HarvestPolicy Policy(string ladder = "0.5:0.25,1.0:0.25,1.5:0.25")
    {
        Assert.True(Ladder.TryParse(ladder, out Ladder? parsed, out string? problem), problem);
        return Calm with { Ladder = parsed! };
    }

    public static HoldReason OnlyHold(StepResult result) => Assert.Single(result.Holds);
}
