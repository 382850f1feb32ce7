using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Paper.Venue;

namespace HarvestBrain.Paper.Tests.Venue;

/// <summary>A paper venue in hand: each call one thing that happens, and what the venue answers, as a person reads it.</summary>
internal sealed class Floor
{
    public const string Symbol = "ETHUSDT";
    private const long Start = 1_768_693_500_000;

    private long _sequence;

    public Floor(PaperRules? rules = null) => Venue = new PaperVenue(rules ?? new PaperRules(), HarvestPolicy.Default);

    public PaperVenue Venue { get; private set; }

    public long Now { get; set; } = Start;

    public decimal Open => Venue.Find(new PositionKey(Symbol, PositionSide.Both))?.Quantity ?? 0;

    /// <summary>The epoch of the position.</summary>
    public EntryId Epoch => Venue.Find(new PositionKey(Symbol, PositionSide.Both))!.Epoch;

    public string[] Buys(decimal quantity, decimal price, decimal stop = 0) => Trades(OrderSide.Buy, quantity, price, stop);

    public string[] Sells(decimal quantity, decimal price, decimal stop = 0) => Trades(OrderSide.Sell, quantity, price, stop);

    public string[] Price(decimal price)
    {
        Venue.Fold(HarvestEvent.PriceUpdate(Next(), Now, Symbol, price));
        return Act();
    }

    public string[] Asks(string id, decimal quantity, int attempt = 1, long validUntil = 0, OrderSide side = OrderSide.Sell)
    {
        Take(Close(id, quantity, attempt, validUntil, side));
        return Act();
    }

    public string[] MovesStop(string id, decimal stop, decimal? quantity = null)
    {
        Take(new VenueIntent
        {
            Kind = VenueIntentKind.Stop, Entry = Next(), IntentId = id, Key = new PositionKey(Symbol, PositionSide.Both), StopPrice = stop, Quantity = quantity,
        });
        return Act();
    }

    public VenueIntent Close(string id, decimal quantity, int attempt = 1, long validUntil = 0, OrderSide side = OrderSide.Sell, EntryId epoch = default) => new()
    {
        Kind = VenueIntentKind.Close,
        Entry = Next(),
        IntentId = id,
        Attempt = attempt,
        Key = new PositionKey(Symbol, PositionSide.Both),
        Epoch = epoch,
        Side = side,
        Quantity = quantity,
        ValidUntilUnixMs = validUntil,
    };

    public VenueIntent Cancel(string id) => new()
    {
        Kind = VenueIntentKind.Cancel, Entry = Next(), IntentId = id + ":cancel", Cancels = id, Key = new PositionKey(Symbol, PositionSide.Both),
    };

    public void Take(VenueIntent intent) => Venue.Take(intent, Now);

    /// <summary>Decides, writes, and reads its own fills back, as the loop does.</summary>
    public string[] Act()
    {
        PaperStep step = PaperDecider.Decide(Venue, Now);
        Venue.Accept(step);
        foreach (PaperAnswer answer in step.Answers)
        {
            if (answer.Quantity == 0) continue;
            Venue.Fold(HarvestEvent.Fill(Next(), answer.TimeUnixMs, Symbol, answer.Side, answer.Quantity, answer.Price) with { ReduceOnly = true });
        }
        return [.. step.Answers.Select(answer => answer.ToString())];
    }

    /// <summary>A venue that has nothing but what was saved.</summary>
    public void Restart()
    {
        var saved = new PaperVenue(Venue.Rules, HarvestPolicy.Default);
        foreach (Position position in Venue.Positions) saved.Restore(Core.State.PositionState.Save(position, PaperVenue.SavedMode));
        foreach (PaperOrder order in Venue.Orders.Values) saved.Restore(PaperOrder.Restore(order.Save()));
        Venue = saved;
    }

    private string[] Trades(OrderSide side, decimal quantity, decimal price, decimal stop)
    {
        Venue.Fold(HarvestEvent.Fill(Next(), Now, Symbol, side, quantity, price, stop));
        return Act();
    }

    private EntryId Next() => new(Now, ++_sequence);
}
