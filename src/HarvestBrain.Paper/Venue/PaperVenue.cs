using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.State;

namespace HarvestBrain.Paper.Venue;

/// <summary>
/// A venue that nobody trades at: what is open there, and the orders that stand. Pure: entries and intents in, <see cref="PaperDecider"/>
/// says what comes out, and nothing of that is done before <see cref="Accept"/>. What is open follows from the stream of executions alone,
/// its own fills too, by the fold that the service has. Not thread-safe.
/// </summary>
internal sealed class PaperVenue
{
    /// <summary>More orders than this are no rehearsal: what comes then is refused.</summary>
    public const int MostOrders = 10_000;

    /// <summary>Positions are saved as the service saves its own; nothing is ever asked for here, so that the mode binds nothing.</summary>
    public const HarvestMode SavedMode = HarvestMode.Live;

    private static readonly PositionSide[] Sides = [PositionSide.Both, PositionSide.Long, PositionSide.Short];

    private readonly HarvestEngine _engine;
    private readonly Dictionary<string, PaperOrder> _orders = new(StringComparer.Ordinal);
    private readonly HashSet<Position> _dirtyPositions = [];
    private readonly HashSet<string> _dirtyOrders = new(StringComparer.Ordinal);

    /// <param name="rules">How it fills.</param>
    /// <param name="policy">Of the service: how an entry is understood depends on it, and what a contract is worth.</param>
    public PaperVenue(PaperRules rules, HarvestPolicy policy)
    {
        Rules = rules;
        _engine = new HarvestEngine(policy, SavedMode, maxActionsPerMinute: 1) { KillSwitchOn = true }; // folds, and asks for nothing
    }

    public PaperRules Rules { get; }

    public SeenIntents Seen { get; } = new();

    /// <summary>Every order that was not answered to its end.</summary>
    public IReadOnlyDictionary<string, PaperOrder> Orders => _orders;

    public IEnumerable<Position> Positions => _engine.Positions;

    /// <summary>Positions to save since the last <see cref="Accept"/>.</summary>
    public IReadOnlyCollection<Position> DirtyPositions => _dirtyPositions;

    /// <summary>Ids of orders to save, or to remove, since the last <see cref="Accept"/>.</summary>
    public IReadOnlyCollection<string> DirtyOrders => _dirtyOrders;

    public Position? Find(PositionKey key) => _engine.Find(key.Symbol, key.Side);

    public decimal ContractSize(PositionKey key) => _engine.PolicyOf(key.Symbol).ContractSize;

    public void Restore(byte[] position) => _engine.Restore(PositionState.Restore(position, SavedMode, out _));

    public void Restore(PaperOrder order) => _orders[order.OrderId] = order;

    /// <summary>Folds an entry of the stream of executions.</summary>
    public void Fold(in HarvestEvent e)
    {
        StepResult result = _engine.Apply(e, e.TimeUnixMs);
        foreach (Position position in result.Dirty) _dirtyPositions.Add(position);
        foreach (PositionSide side in Sides)
        {
            if (_engine.Find(e.Symbol, side) is not { } position) continue;
            DropStopsOfWhatIsGone(position);
            if (e.Price > 0) Mark(position, e.Kind);
        }
    }

    /// <summary>Takes an intent; one that was seen in this attempt or a later one is left alone.</summary>
    public void Take(VenueIntent intent, long nowUnixMs)
    {
        if (!Seen.Add(intent.IntentId, intent.Attempt)) return;
        if (intent.Kind == VenueIntentKind.Cancel)
        {
            foreach (PaperOrder order in WaitingOf(intent.Cancels!)) Put(order with { IsTakenBack = true });
            return;
        }
        // Whoever asks again has given up the request before it.
        foreach (PaperOrder order in WaitingOf(intent.IntentId)) Remove(order);
        bool isClose = intent.Kind == VenueIntentKind.Close;
        Put(new PaperOrder
        {
            OrderId = $"paper-{intent.Entry}",
            IntentId = intent.IntentId,
            Attempt = intent.Attempt,
            Symbol = intent.Key.Symbol,
            PositionSide = intent.Key.Side,
            IsClose = isClose,
            State = PaperOrderState.Waiting,
            Epoch = intent.Epoch,
            Side = intent.Side,
            Quantity = intent.Quantity,
            StopPrice = intent.StopPrice,
            DueUnixMs = nowUnixMs + Rules.DelayMs,
            ValidUntilUnixMs = intent.ValidUntilUnixMs,
        });
    }

    /// <summary>The stop that stands for a position: the one asked for, or the one that its fills told, whichever is tighter.</summary>
    public PaperOrder? StopOf(Position position)
    {
        if (position.Direction == Direction.Flat) return null;
        PaperOrder? asked = _orders.Values.FirstOrDefault(order => IsPlacedStop(order, position.Key));
        if (position.CurrentStop is not { } told) return asked;
        if (asked is not null && !StopMath.IsTighter(position.Direction, told, asked.StopPrice)) return asked;
        return new PaperOrder
        {
            OrderId = $"paper-{position.Epoch}-stop",
            Symbol = position.Key.Symbol,
            PositionSide = position.Key.Side,
            IsClose = false,
            State = PaperOrderState.Standing,
            Epoch = position.Epoch,
            StopPrice = told,
        };
    }

    /// <summary>What was decided is written.</summary>
    public void Accept(PaperStep step)
    {
        foreach ((string id, PaperOrder? order) in step.Orders)
        {
            if (order is null) _orders.Remove(id);
            else _orders[id] = order;
        }
        _dirtyPositions.Clear();
        _dirtyOrders.Clear();
        Seen.Accept();
    }

    /// <summary>A stop goes with its position, whoever closed that.</summary>
    private void DropStopsOfWhatIsGone(Position position)
    {
        PaperOrder[] gone =
        [
            .. _orders.Values.Where(order => IsPlacedStop(order, position.Key)
                && (position.Direction == Direction.Flat || order.Epoch < position.Epoch)),
        ];
        foreach (PaperOrder order in gone) Remove(order);
    }

    private void Mark(Position position, EventKind kind)
    {
        if (kind == EventKind.Price)
        {
            foreach (PaperOrder order in _orders.Values.Where(order => order.WaitsForPrice && order.Key == position.Key).ToArray())
                Put(order with { WaitsForPrice = false });
        }
        if (StopOf(position) is not { State: PaperOrderState.Standing } stop) return;
        if (!PaperFill.ReachesStop(position.Direction, stop.StopPrice, position.MarkPrice)) return;
        Put(stop with { State = PaperOrderState.Triggered, TriggerPrice = position.MarkPrice, TriggerUnixMs = position.MarkTimeUnixMs });
    }

    private static bool IsPlacedStop(PaperOrder order, PositionKey key) =>
        !order.IsClose && order.State != PaperOrderState.Waiting && order.Key == key;

    private PaperOrder[] WaitingOf(string intentId) =>
        [.. _orders.Values.Where(order => order.State == PaperOrderState.Waiting && order.IntentId == intentId)];

    private void Put(PaperOrder order)
    {
        _orders[order.OrderId] = order;
        _dirtyOrders.Add(order.OrderId);
    }

    private void Remove(PaperOrder order)
    {
        _orders.Remove(order.OrderId);
        _dirtyOrders.Add(order.OrderId);
    }
}
