using HarvestBrain.Import.Tests.Story;
using static System.FormattableString;

namespace HarvestBrain.Import.Tests.Formats;

/// <summary>A format of orders: each state of one that fills bit by bit, and the last one again under the status it ended with.</summary>
internal abstract class OrderDialect : Dialect
{
    public override StoryRules Rules { get; } = new() { MayShareTime = false };

    public override string FileName => "orders.json";

    public override bool IsARowAFill => false;

    public override string Write(IReadOnlyList<StoryFill> fills) =>
        Document(fills.GroupBy(fill => (fill.Pair, fill.Order)).SelectMany(States));

    protected virtual string Document(IEnumerable<string> states) => "[" + string.Join(",\n", states) + "]";

    /// <param name="last">The fill that led to this state.</param>
    /// <param name="filled">The order's quantity so far.</param>
    /// <param name="average">Its average price.</param>
    /// <param name="fee">Its fees so far.</param>
    /// <param name="ended">It fills no more.</param>
    protected abstract string State(StoryFill last, decimal filled, decimal average, decimal fee, bool ended);

    private IEnumerable<string> States(IEnumerable<StoryFill> order)
    {
        decimal filled = 0, cost = 0, fee = 0;
        StoryFill? last = null;
        foreach (StoryFill fill in order)
        {
            (filled, cost, fee, last) = (filled + fill.Traded, cost + (fill.Traded * fill.Price), fee + fill.QuoteFee, fill);
            yield return State(fill, filled, cost / filled, fee, ended: false);
        }
        yield return State(last!, filled, cost / filled, fee, ended: true);
    }
}

internal sealed class CcxtOrders : OrderDialect
{
    public override string Format => "ccxt-orders";

    public override StoryRules Rules { get; } = new() { IsSpot = true, MayShareTime = false };

    protected override string State(StoryFill last, decimal filled, decimal average, decimal fee, bool ended) => Invariant(
        $$"""{"id":"{{last.Order}}{{last.Pair.Base}}","symbol":"{{last.Pair.Base}}/USDT","side":"{{(last.IsBuy ? "buy" : "sell")}}","price":1,"average":{{average}},"amount":99,"filled":{{filled}},"status":"{{(ended ? "canceled" : "open")}}","timestamp":{{last.TimeMs}},"fee":{"cost":{{fee}},"currency":"USDT"} }""");
}

internal sealed class BybitOrders : OrderDialect
{
    public override string Format => "bybit-orders";

    protected override string Document(IEnumerable<string> states) =>
        "{\"retCode\":0,\"result\":{\"category\":\"linear\",\"list\":[" + string.Join(",\n", states) + "]}}";

    protected override string State(StoryFill last, decimal filled, decimal average, decimal fee, bool ended) => Invariant(
        $$"""{"symbol":"{{last.Pair.Name}}","orderId":"o{{last.Order}}{{last.Pair.Base}}","side":"{{(last.IsBuy ? "Buy" : "Sell")}}","orderStatus":"{{(ended ? "Filled" : "PartiallyFilled")}}","cumExecQty":"{{filled}}","cumExecFee":"{{fee}}","avgPrice":"{{average}}","price":"1","qty":"99","updatedTime":"{{last.TimeMs}}","createdTime":"{{last.TimeMs - 9}}","reduceOnly":false,"stopLoss":""}""");
}

internal sealed class OkxOrders : OrderDialect
{
    public override string Format => "okx-fills";

    public override ImportOptions Options { get; } = new Okx().Options;

    protected override string Document(IEnumerable<string> states) =>
        "{\"arg\":{\"channel\":\"orders\"},\"data\":[" + string.Join(",\n", states) + "]}";

    protected override string State(StoryFill last, decimal filled, decimal average, decimal fee, bool ended) => Invariant(
        $$"""{"instType":"SWAP","instId":"{{last.Pair.Base}}-USDT-SWAP","side":"{{(last.IsBuy ? "buy" : "sell")}}","fillSz":"{{last.Traded / Contract(last)}}","fillPx":"{{last.Price}}","accFillSz":"{{filled / Contract(last)}}","avgPx":"{{average}}","fee":"{{-fee}}","feeCcy":"USDT","ordId":"{{last.Order}}{{last.Pair.Base}}","posSide":"net","tradeId":"{{last.Id}}","state":"{{(ended ? "filled" : "partially_filled")}}","fillTime":"{{last.TimeMs}}"}""");

    private static decimal Contract(StoryFill fill) => fill.Pair.Base == "BTC" ? 0.01m : 0.1m;
}

internal sealed class NautilusOrders : OrderDialect
{
    private const string Layout = "yyyy-MM-dd HH:mm:ss.fff";

    public override string Format => "nautilus-orders";

    public override string FileName => "orders.csv";

    public override StoryRules Rules { get; } = new() { MayShareTime = false, HasFees = false };

    protected override string Document(IEnumerable<string> states) =>
        Rows("client_order_id,instrument_id,side,type,quantity,filled_qty,avg_px,is_reduce_only,trigger_price,ts_init,ts_last", states);

    protected override string State(StoryFill last, decimal filled, decimal average, decimal fee, bool ended) => Invariant(
        $"O-{last.Order}{last.Pair.Base},{last.Pair.Name}-PERP.BINANCE,{Side(last)},LIMIT,99,{filled},{average},False,,{Time(last.TimeMs - 5, Layout)}000+00:00,{Time(last.TimeMs, Layout)}000+00:00");
}

internal sealed class AlpacaOrders : OrderDialect
{
    public override string Format => "alpaca-orders";

    public override StoryRules Rules { get; } = new() { MayShareTime = false, HasFees = false };

    protected override string State(StoryFill last, decimal filled, decimal average, decimal fee, bool ended) => Invariant(
        $$"""{"id":"{{last.Order}}{{last.Pair.Base}}","symbol":"{{last.Pair.Name}}","side":"{{(last.IsBuy ? "buy" : "sell")}}","qty":"99","filled_qty":"{{filled}}","filled_avg_price":"{{average}}","filled_at":"{{Time(last.TimeMs, "yyyy-MM-ddTHH:mm:ss.fff")}}Z","status":"{{(ended ? "canceled" : "partially_filled")}}"}""");
}
