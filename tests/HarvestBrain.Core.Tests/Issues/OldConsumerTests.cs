using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>
/// A consumer of the contract as it was first: it reads <c>payload</c>, <c>action</c> before <c>side</c>, <c>quantity</c> before <c>qty</c>, only
/// <c>reduceOnly</c>, and makes a market order of whatever has a side and a quantity.
/// </summary>
public sealed class OldConsumerTests
{
    [Theory]
    [InlineData(HarvestMode.Live)]
    [InlineData(HarvestMode.Shadow)]
    public void Closes_AreTraded_AndNothingElseCanBe(HarvestMode mode)
    {
        List<Intent> published = Published(mode);
        IntentKind[] kinds = mode == HarvestMode.Live
            ? [IntentKind.PartialClose, IntentKind.MoveStop, IntentKind.Cancel, IntentKind.Protect]
            : [IntentKind.PartialClose, IntentKind.MoveStop, IntentKind.Protect];
        Assert.Equal(kinds, published.Select(intent => intent.Kind).Distinct().Order());
        foreach (Intent intent in published)
        {
            (string Side, decimal Quantity, bool ReduceOnly)? order = OrderOf(OverTheWire.Encode(intent, mode));
            if (intent.Kind != IntentKind.PartialClose) Assert.Null(order);
            else Assert.Equal((intent.Side == OrderSide.Sell ? "SELL" : "BUY", intent.Quantity, true), order);
        }
    }

    /// <summary>What the engine publishes of a long and a short that are harvested, added to, partly closed and closed.</summary>
    private static List<Intent> Published(HarvestMode mode)
    {
        var all = new List<Intent>();
        foreach (int direction in (int[])[1, -1])
        {
            var desk = new Desk(Desk.Calm with { Protect = true, IntentTtlSeconds = 60 }, mode);
            (OrderSide opens, OrderSide closes) = direction > 0 ? (OrderSide.Buy, OrderSide.Sell) : (OrderSide.Sell, OrderSide.Buy);
            Note(desk.Fill(opens, 1m, 3300m, 3300m - (100 * direction)));
            Note(desk.Price(3300m + (50 * direction)));
            Note(desk.FillAsked());
            Note(desk.Fill(opens, 0.5m, 3300m + (20 * direction)));
            Note(desk.Price(3300m + (150 * direction)));
            Note(desk.Fill(closes, 0.1m, 3300m + (140 * direction), role: OrderRole.Manual));
            Note(desk.Fill(closes, desk.Position.Quantity, 3300m + (130 * direction), role: OrderRole.Manual));
        }
        return all;

        void Note(Desk desk) => all.AddRange(desk.Last.Intents);
    }

    private static (string Side, decimal Quantity, bool ReduceOnly)? OrderOf(JsonElement payload)
    {
        if (First("action", "side") is not { } side || First("quantity", "qty") is not { } quantity) return null;
        return (side.GetString()!, quantity.GetDecimal(), payload.TryGetProperty("reduceOnly", out JsonElement reduce) && reduce.GetBoolean());

        JsonElement? First(params string[] names) => names.Where(name => payload.TryGetProperty(name, out _)).Select(name => (JsonElement?)payload.GetProperty(name)).FirstOrDefault();
    }
}
