using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Paper.Venue;

/// <summary>
/// What the paper venue does next. Stops that were reached come first, as at an exchange; then what waits, in the order in which it came.
/// Changes nothing: until it is written it can be decided anew.
/// </summary>
internal sealed class PaperDecider
{
    private readonly PaperVenue _venue;
    private readonly long _nowUnixMs;
    private readonly PaperStep _step = new();
    private readonly Dictionary<PositionKey, decimal> _closing = []; // by this step; it is folded when it is read back

    private PaperDecider(PaperVenue venue, long nowUnixMs) => (_venue, _nowUnixMs) = (venue, nowUnixMs);

    /// <param name="venue">As it is, with all that stands on the stream of executions folded but prices.</param>
    /// <param name="nowUnixMs">The time, Unix milliseconds.</param>
    public static PaperStep Decide(PaperVenue venue, long nowUnixMs)
    {
        var decider = new PaperDecider(venue, nowUnixMs);
        if (venue.Orders.Count > 0)
        {
            foreach (PaperOrder order in InTurn(venue, PaperOrderState.Triggered)) decider.Trigger(order);
            foreach (PaperOrder order in InTurn(venue, PaperOrderState.Waiting)) decider.Consider(order);
        }
        return decider._step;
    }

    private static IEnumerable<PaperOrder> InTurn(PaperVenue venue, PaperOrderState state) => venue.Orders.Values
        .Where(order => order.State == state)
        .OrderBy(order => order.DueUnixMs).ThenBy(order => order.OrderId.Length).ThenBy(order => order.OrderId, StringComparer.Ordinal);

    private void Trigger(PaperOrder stop)
    {
        Position? position = _venue.Find(stop.Key);
        decimal open = Open(position);
        if (open > 0) Fill(stop, position!, Math.Min(stop.Quantity ?? open, open), stop.TriggerPrice, stop.TriggerUnixMs, isLast: true);
        _step.Orders[stop.OrderId] = null;
    }

    private void Consider(PaperOrder order)
    {
        Position? position = _venue.Find(order.Key);
        if (order.IsTakenBack) End(order, "CANCELED", "taken back");
        else if (order.ValidUntilUnixMs > 0 && _nowUnixMs > order.ValidUntilUnixMs) End(order, "EXPIRED", "valid_until is over");
        else if (order.DueUnixMs > _nowUnixMs) _step.NextDueUnixMs = Math.Min(_step.NextDueUnixMs, order.DueUnixMs);
        else if (Refusal(order, position) is { } reason) End(order, "REJECTED", reason);
        else if (!order.IsClose) Place(order, position!);
        else if (!order.WaitsForPrice) Close(order, position!);
    }

    private string? Refusal(PaperOrder order, Position? position)
    {
        if (Open(position) == 0) return "nothing is open";
        if (order.Epoch < position!.Epoch && order.Epoch != default) return "the position that it is for is gone";
        if (order.IsClose && order.Side != position.ClosingSide) return "that side does not close what is open";
        if (!order.IsClose && PaperFill.ReachesStop(position.Direction, order.StopPrice, position.MarkPrice))
            return "the mark is at or through it";
        if (_venue.Orders.Count > PaperVenue.MostOrders) return "too many orders";
        return Happens(_venue.Rules.Reject, "reject", order) ? "by chance: --reject" : null;
    }

    private void Place(PaperOrder stop, Position position)
    {
        PaperOrder? before = _venue.Orders.Values.FirstOrDefault(
            order => IsStanding(order, stop.Key) && !_step.Orders.ContainsKey(order.OrderId))
            ?? _step.Orders.Values.FirstOrDefault(order => order is not null && IsStanding(order, stop.Key));
        if (before is not null) _step.Orders[before.OrderId] = null;
        PaperOrder placed = stop with { State = PaperOrderState.Standing, Epoch = position.Epoch };
        _step.Orders[stop.OrderId] = placed;
        _step.Answers.Add(new PaperAnswer { Status = before is null ? "ACCEPTED" : "REPLACED", Order = placed });
    }

    private static bool IsStanding(PaperOrder order, PositionKey key) =>
        order is { IsClose: false, State: PaperOrderState.Standing } && order.Key == key;

    private void Close(PaperOrder order, Position position)
    {
        decimal wanted = Math.Min(order.Quantity!.Value - order.Filled, Open(position));
        decimal part = Happens(_venue.Rules.Partial, "partial", order) ? Half(wanted) : wanted;
        bool isLast = part == wanted;
        Fill(order, position, part, position.MarkPrice, position.MarkTimeUnixMs, isLast);
        _step.Orders[order.OrderId] = isLast ? null : order with { Filled = order.Filled + part, WaitsForPrice = true };
    }

    private bool Happens(decimal probability, string what, PaperOrder order) =>
        order.Filled == 0 && Chance.Happens(probability, _venue.Rules.Seed, what, order.IntentId!, order.Attempt);

    // With as many decimals as all of it: an exchange takes no finer step.
    private static decimal Half(decimal quantity)
    {
        decimal half = decimal.Round(quantity / 2, quantity.Scale, MidpointRounding.ToZero);
        return half > 0 ? half : quantity;
    }

    private void Fill(PaperOrder order, Position position, decimal quantity, decimal mark, long timeUnixMs, bool isLast)
    {
        PaperRules rules = _venue.Rules;
        OrderSide side = position.ClosingSide;
        PaperFill fill = PaperFill.AtMark(
            side, quantity, Open(position), mark, _venue.ContractSize(order.Key), rules.SlippageBps, rules.FeeBps);
        _closing[order.Key] = _closing.GetValueOrDefault(order.Key) + fill.Quantity;
        _step.Answers.Add(new PaperAnswer
        {
            Status = isLast ? "FILLED" : "PARTIALLY_FILLED",
            Order = order,
            Side = side,
            Quantity = fill.Quantity,
            Price = fill.Price,
            Fee = fill.FeeQuote,
            TimeUnixMs = timeUnixMs,
        });
    }

    private void End(PaperOrder order, string status, string reason)
    {
        _step.Orders[order.OrderId] = null;
        _step.Answers.Add(new PaperAnswer { Status = status, Order = order, Reason = reason });
    }

    private decimal Open(Position? position) =>
        position is null || position.Direction == Direction.Flat ? 0 : position.Quantity - _closing.GetValueOrDefault(position.Key);
}
