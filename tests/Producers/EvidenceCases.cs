namespace HarvestBrain.Producers;

/// <summary>What stands in an entry: prices and quantities by several names, an order's total, fees, and what cannot be read.</summary>
internal static class EvidenceCases
{
    private const string Rung = "STOP 3300, SELL 0.25 @0.5";
    private const string Rungs5 = "STOP 3300, SELL 1.25 @0.5";

    public static IEnumerable<ProducerCase> All => [.. Absent(), .. Totals(), .. Ends(), .. Sides(), .. Fees(), .. LeftOut()];

    private static IEnumerable<ProducerCase> Absent() =>
    [
        new("a market order has no price but an average", "0 B1@0.00000000 avg_price:3300 s3200", "10 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("an exit has no price but an average", "0 B1@3300 s3200", "10 S1@0.00000000 avg_price:3330", "20 P3350"),
        new("a price is empty, and there is an average", "0 B1@ avg_price:3300 s3200", "10 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("neither price nor average but an entry price", "0 B1@0 avg_price:0 entry_price:3300 s3200", "10 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("a quantity of zero, and another name has it", "0 B0@3300 quantity:1 s3200", "10 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("a price update of zero with a mark price", "0 B1@3300 s3200", "10 P0 mark_price:3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("an average is what was paid, a price the limit", "0 B5@3300 avg_price:3250 s3150", "10 P3300")
        {
            Asked = "STOP 3250, SELL 1.25 @0.5", Ends = "LONG 5@3250", MirrorAt = 3250,
        },
        new("an exit at an average", "0 B1@3300 s3200", "10 S0.5@3340 avg_price:3335", "20 P3350") { Asked = Rung, Ends = "LONG 0.5@3300 of 1" },
        new("an average of zero says nothing", "0 B1@3300 avg_price:0 s3200", "10 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("an average that cannot be read says nothing", "0 B1@3300 avg_price:n/a s3200", "10 P3350") { Asked = Rung, Codes = "FieldLeftOut 1", Ends = "LONG 1@3300" },
        new("no price at all is no fill that can be counted", "0 B1@0 avg_price:0 s3200", "10 S1@3310 ro", "20 P3300") { Codes = "NothingToReduce 1", Ends = "FLAT suspect" },
    ];

    private static IEnumerable<ProducerCase> Totals() =>
    [
        new("an order fills in two parts and tells its total", "0 B5@3300 filled_qty:2 order:o s3200 status:PARTIALLY_FILLED", "1 B5@3300 filled_qty:5 order:o", "10 P3350")
        {
            Asked = Rungs5, Ends = "LONG 5@3300",
        },
        new("an order tells only its total", "0 B0@3300 filled_qty:10 order:o s3200", "1 B0@3300 filled_qty:15 order:o") { Ends = "LONG 15@3300" },
        .. new[] { "cum_qty", "executed_qty", "cumQty", "executedQty" }.Select(name => new ProducerCase(
            $"an order tells its total as {name}", $"0 B5@3300 {name}:2 order:o s3200", $"1 B5@3300 {name}:5 order:o") { Ends = "LONG 5@3300" }),
        new("the average of an order goes up", "0 B5@0 filled_qty:2 avg_price:3250 order:o s3200", "1 B5@0 filled_qty:5 avg_price:3280 order:o", "10 P3350")
        {
            Asked = "STOP 3280, SELL 1.25 @0.5", Ends = "LONG 5@3280", MirrorAt = null,
        },
        new("only the last update of an order comes", "0 B5@0 filled_qty:5 avg_price:3300 order:o s3200", "10 P3350") { Asked = Rungs5, Ends = "LONG 5@3300" },
        new("updates of an order come in another order", "0 B5@0 filled_qty:5 avg_price:3300 order:o s3200 ms:0", "1 B5@0 filled_qty:2 avg_price:3290 order:o ms:-1", "10 P3350")
        {
            Asked = Rungs5, Codes = "DuplicateExecution 1", Ends = "LONG 5@3300",
        },
        new("updates of an order come in another order, without times", "0 B5@0 filled_qty:5 avg_price:3300 order:o s3200", "1 B5@0 filled_qty:2 avg_price:3290 order:o", "10 P3350")
        {
            Asked = Rungs5, Codes = "DuplicateExecution 1", Ends = "LONG 5@3300",
        },
        new("an update of an order is told twice", "0 B5@0 filled_qty:2 avg_price:3300 order:o s3200", "1 B5@0 filled_qty:2 avg_price:3300 order:o",
            "2 B5@0 filled_qty:5 avg_price:3300 order:o", "3 B5@0 filled_qty:5 avg_price:3300 order:o", "10 P3350")
        {
            Asked = Rungs5, Codes = "DuplicateExecution 2", Ends = "LONG 5@3300",
        },
        new("a total has the noise of binary floating point", "0 B0.3@3300 filled_qty:0.3 order:o s3200", "1 B0.3@3300 filled_qty:0.30000000000000004 order:o")
        {
            Codes = "DuplicateExecution 1", Ends = "LONG 0.3@3300",
        },
        new("an exit tells its total", "0 B1@3300 s3200", "10 S0.5@0 filled_qty:0.2 avg_price:3330 order:x", "11 S0.5@0 filled_qty:0.5 avg_price:3336 order:x", "20 P3350")
        {
            Asked = Rung, Ends = "LONG 0.5@3300 of 1",
        },
        new("an order flips by its total", "0 B1@3300 s3200", "10 S3@0 filled_qty:1 avg_price:3330 order:x", "11 S3@0 filled_qty:3 avg_price:3330 order:x s3400") { Ends = "SHORT 2@3330" },
        new("executions have ids and their order's total", "0 B2@3300 filled_qty:2 order:o id:t1 s3200", "1 B3@3300 filled_qty:5 order:o id:t2", "2 B3@3300 filled_qty:5 order:o id:t2")
        {
            Codes = "DuplicateExecution 1", Ends = "LONG 5@3300",
        },
        new("executions are told, and then their order", "0 B2@3300 order:o id:t1 s3200", "1 B3@3310 order:o id:t2", "2 B5@0 filled_qty:5 avg_price:3306 order:o")
        {
            Codes = "DuplicateExecution 1", Ends = "LONG 5@3306", MirrorAt = null,
        },
        new("an execution is lost, and its order tells the total", "0 B2@3300 order:o id:t1 s3200", "2 B5@0 filled_qty:5 avg_price:3306 order:o") { Ends = "LONG 5@3306", MirrorAt = null },
        new("two orders of one id on both sides", "0 B5@3300 filled_qty:5 order:1 s3200", "1 S2@3310 filled_qty:2 order:1") { Ends = "LONG 3@3300 of 5" },
        new("a total is smaller later", "0 B5@3300 filled_qty:5 order:o s3200 ms:0", "1 B5@3300 filled_qty:3 order:o ms:0.5", "10 P3350") { Codes = "ExecutionChanged 1", Ends = "LONG 5@3300 suspect" },
        new("a total comes again at another average", "0 B5@0 filled_qty:5 avg_price:3300 order:o s3200", "1 B5@0 filled_qty:5 avg_price:3290 order:o", "10 P3350")
        {
            Codes = "ExecutionChanged 1", Ends = "LONG 5@3300 suspect",
        },
        new("a total of an order that is not named", "0 B5@3300 filled_qty:2 s3200", "10 P3350") { Codes = "OrderUnnamed 1", Ends = "LONG 2@3300 suspect" },
        new("an execution of an order that is not named", "0 B2@3300 cum_qty:2 s3200", "1 B3@3300 cum_qty:5", "10 P3350") { Asked = Rungs5, Ends = "LONG 5@3300" },
        new("a quantity is only told as filled", "0 B0@3300 filled_qty:1 s3200", "10 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("forty orders are sent again",
            [.. Enumerable.Range(0, 80).Select(i => $"{i} B1@3300 filled_qty:1 s3200 order:o{i % 40} ms:{i % 40}")])
        {
            Codes = "DuplicateExecution 32, TooOldToJudge 8", Ends = "LONG 40@3300 suspect",
            CodesInReplay = "DuplicateExecution 40", EndsInReplay = "LONG 40@3300",
        },
    ];

    private static IEnumerable<ProducerCase> Ends() =>
    [
        .. new[] { "CANCELED", "EXPIRED", "REJECTED", "CANCELLED" }.Select(status => new ProducerCase(
            $"an order is {status} with a part filled", "0 B1@3300 s3200", "10 P3350", $"11 S0.25@3350 filled_qty:0.2 order:x echo:rung:0.5 status:{status}", "20 P3350")
        {
            Asked = Rung, Ends = "LONG 0.8@3300 of 1",
        }),
        new("an order is canceled with a part filled, and echoes nothing", "0 B1@3300 s3200", "10 P3350", "11 S0.25@3350 filled_qty:0.2 order:x status:CANCELED")
        {
            Asked = Rung, Ends = "LONG 0.8@3300 of 1",
        },
        new("a part is told, and then the order is canceled", "0 B1@3300 s3200", "10 S0.2@3340 order:x id:t1 status:PARTIALLY_FILLED", "11 S0.5@3340 filled_qty:0.2 order:x status:CANCELED")
        {
            Codes = "DuplicateExecution 1", Ends = "LONG 0.8@3300 of 1",
        },
        new("an entry is canceled with a part filled", "0 B5@3300 filled_qty:2 order:o s3200 status:CANCELED", "10 P3350") { Asked = "STOP 3300, SELL 0.5 @0.5", Ends = "LONG 2@3300" },
        new("an order is canceled with nothing filled", "0 B1@3300 s3200", "10 S0.25@3350 filled_qty:0 order:x status:CANCELED", "20 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("a canceled order that is not named has a part filled", "0 B1@3300 s3200", "10 S0.25@3350 filled_qty:0.2 status:CANCELED", "20 P3350")
        {
            Codes = "OrderUnnamed 1", Ends = "LONG 0.8@3300 of 1 suspect",
        },
        new("a canceled order has a part filled at no price", "0 B1@3300 s3200", "10 S0.25@0 filled_qty:0.2 order:x status:CANCELED", "20 P3350") { Ends = "LONG 1@3300 suspect" },
        new("a canceled order has filled nobody knows what", "0 B1@3300 s3200", "10 S0.25@3350 filled_qty:? order:x status:CANCELED", "20 P3350") { Ends = "LONG 1@3300 suspect" },
        new("a new order has a part filled at once", "0 B5@3300 filled_qty:2 order:o s3200 status:NEW", "1 B5@3300 filled_qty:5 order:o s3200", "10 P3350") { Asked = Rungs5, Ends = "LONG 5@3300" },
        new("a blocked order was never sent", "0 B1@3300 s3200", "10 S0.5@3310 filled_qty:0.5 order:x status:BLOCKED", "20 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("executions tell their own quantity by any name", "0 B2@3300 order:o id:t1 s3200", "1 B0@3300 filled_qty:1 order:o id:t2", "2 B0@3300 filled_qty:2 order:o id:t3", "10 P3350")
        {
            Asked = Rungs5, Ends = "LONG 5@3300",
        },
    ];

    private static IEnumerable<ProducerCase> Sides() =>
    [
        new("a long is sold, or bought", "0 B1@3300 s3200", "10 B1@3310 as:LONG action:SELL", "20 P3350") { Ends = "LONG 1@3300 suspect" },
        new("a buy is a sell", "0 B1@3300 action:SELL s3200", "10 S1@3310 ro", "20 P3300") { Codes = "NothingToReduce 1", Ends = "FLAT suspect" },
        new("two words for one side", "0 B1@3300 action:BUY as:LONG s3200", "10 P3350") { Asked = Rung, Ends = "LONG 1@3300", MirrorAt = null },
        new("a snapshot contradicts itself", "0 B1@3300 s3200", "10 X1@3300 as:LONG action:SELL", "20 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
    ];

    private static IEnumerable<ProducerCase> Fees() =>
    [
        new("a fee is an object", "0 B1@3300 s3200 fee:{\"currency\":\"USDT\",\"cost\":1.3}") { Ends = "LONG 1@3300 fees 1.3" },
        new("a fee is an object of nothing", "0 B1@3300 s3200 fee:{\"currency\":null,\"cost\":null}") { Ends = "LONG 1@3300" },
        new("a fee is an object in the base asset", "0 B1@3300 s3200 fee:{\"currency\":\"ETHER\",\"cost\":0.0005}") { Codes = "FeeNotCounted 1", Ends = "LONG 1@3300 fees 0 and more" },
        new("a fee is in the quote", "0 B1@3300 s3200 commission:1.3 commissionAsset:USDT") { Ends = "LONG 1@3300 fees 1.3" },
        new("a fee is in a third asset", "0 B1@3300 s3200 commission:.1 commissionAsset:BNB", "10 P3350") { Asked = Rung, Codes = "FeeNotCounted 1", Ends = "LONG 1@3300 fees 0 and more" },
        .. new[] { "fee_asset", "fee_currency", "feeCurrency", "commission_asset" }.Select(name => new ProducerCase(
            $"a fee is in a third asset, told as {name}", $"0 B1@3300 s3200 fee:.1 {name}:BNB") { Codes = "FeeNotCounted 1", Ends = "LONG 1@3300 fees 0 and more" }),
        new("a buy pays its fee in what it buys", "0 B1@3300 s3200 fee:.0005 fee_asset:BASE", "10 P3350")
        {
            Asked = "STOP 3300, SELL 0.249875 @0.5", Ends = "LONG 0.9995@3300 fees 1.65", MirrorAt = null,
        },
        new("a sell pays its fee in what it sells", "0 S1@3300 s3400 fee:.0005 fee_asset:BASE", "10 P3250")
        {
            Asked = "STOP 3300, BUY 0.250125 @0.5", Ends = "SHORT 1.0005@3300 fees 1.65", MirrorAt = null,
        },
        new("a fee is in the base asset that the settings say", "0 B1@3300 s3200 fee:.0005 fee_asset:ABC")
        {
            Settings = ["HARVEST_BASE_ASSET=ABC", "HARVEST_QUOTE_ASSET=XYZ"], Ends = "LONG 0.9995@3300 fees 1.65", MirrorAt = null,
        },
        new("a fee is in what the settings say is no quote", "0 B1@3300 s3200 fee:1 fee_asset:USDT")
        {
            Settings = ["HARVEST_QUOTE_ASSET=XYZ"], Codes = "FeeNotCounted 1", Ends = "LONG 1@3300 fees 0 and more",
        },
        new("what was bought less its fee is sold", "0 B1@3300 s3200 fee:.0005 fee_asset:BASE", "10 S0.9995@3310 fee:3.3 fee_asset:USDT") { MirrorAt = null },
        new("a fee in the base asset is larger than the fill", "0 B1@3300 s3200 fee:1.3 fee_asset:BASE") { Codes = "FeeNotCounted 1", Ends = "LONG 1@3300 fees 0 and more" },
        new("an order tells its fee so far", "0 B5@3300 filled_qty:2 order:o s3200 fee:1", "1 B5@3300 filled_qty:5 order:o fee:2.5") { Ends = "LONG 5@3300 fees 2.5" },
        new("an order pays its fee in what it buys", "0 B5@3300 filled_qty:2 order:o s3200 fee:.001 fee_asset:BASE", "1 B5@3300 filled_qty:5 order:o fee:.0025 fee_asset:BASE")
        {
            Ends = "LONG 4.9975@3300 fees 8.25", MirrorAt = null,
        },
        new("funding is paid in a third asset", "0 B1@3300 s3200", "10 B1@3300 status:FUNDING fee:.1 fee_asset:BNB") { Codes = "FeeNotCounted 1", Ends = "LONG 1@3300 fees 0 and more" },
    ];

    private static IEnumerable<ProducerCase> LeftOut() =>
    [
        .. new[] { "fee:n/a", "fee:{\"rate\":1}", "fee:[1]" }.Select(fee => new ProducerCase($"a fee cannot be read: {fee}", $"0 B1@3300 s3200 {fee}", "10 P3350")
        {
            Asked = Rung, Codes = "FieldLeftOut 1", Ends = "LONG 1@3300 fees 0 and more",
        }),
        new("a target cannot be read", "0 B1@3300 s3200 take_profit:x", "10 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        .. new[] { "atr:NaN", "sl:x", "ts:soon", "cum_qty:?" }.Select(field => new ProducerCase($"a field cannot be read: {field}", $"0 B1@3300 s3200 {field}", "10 P3350")
        {
            Asked = Rung, Codes = field == "sl:x" ? "" : "FieldLeftOut 1", Ends = "LONG 1@3300",
        }),
        new("a stop cannot be read", "0 B1@3300 stop_loss:x", "10 P3350") { Codes = "FieldLeftOut 1", Ends = "LONG 1@3300" },
        new("a price update has a range that cannot be read", "0 B1@3300 s3200", "10 P3350 atr:NaN") { Asked = Rung, Codes = "FieldLeftOut 1", Ends = "LONG 1@3300" },
        new("reduce-only cannot be read, of an exit", "0 B1@3300 s3200", "10 S0.5@3310 reduce_only:perhaps", "20 P3350") { Asked = Rung, Codes = "FieldLeftOut 1", Ends = "LONG 0.5@3300 of 1" },
        new("reduce-only cannot be read, of what it would have refused", "0 B1@3300 s3200 reduce_only:perhaps", "20 P3350") { Codes = "FieldLeftOut 1", Ends = "LONG 1@3300 suspect" },
        new("a snapshot has a mark that cannot be read", "0 B1@3300 s3200", "1 B1@3300", "10 X1@3300 mark_price:x", "20 P3350") { Asked = Rung, Codes = "Corrected 1, FieldLeftOut 1", Ends = "LONG 1@3300" },
    ];
}
