namespace HarvestBrain.Producers;

/// <summary>
/// Snapshots between the updates of an order that tells its total: the snapshot knows of a part of it already, and counts it once. Where
/// nobody can know, the position is suspect until the next snapshot.
/// </summary>
internal static class OrderCorrectionCases
{
    private const string Part = "0 B5@3300 filled_qty:2 order:o s3200 status:PARTIALLY_FILLED";
    private const string Rungs5 = "STOP 3300, SELL 1.25 @0.5";
    private const string Rung = "STOP 3300, SELL 0.25 @0.5";

    public static IEnumerable<ProducerCase> All { get; } =
    [
        new("a snapshot comes between two updates of an order", Part, "10 X4@3300", "20 B5@3300 filled_qty:5 order:o", "30 P3350")
        {
            Codes = "Corrected 1, MayBeInSnapshot 1", Ends = "LONG 5@3300 suspect",
        },
        new("a snapshot comes between two updates of an order, and another one", Part, "10 X4@3300", "20 B5@3300 filled_qty:5 order:o", "25 X5@3300", "30 P3350")
        {
            Asked = Rungs5, Codes = "Corrected 1, MayBeInSnapshot 1", Ends = "LONG 5@3300",
        },
        new("two snapshots come between two updates of an order", Part, "10 X3@3300", "15 X4@3300", "17 X4@3300", "20 B5@3300 filled_qty:5 order:o", "30 P3350")
        {
            Codes = "Corrected 2, MayBeInSnapshot 1", Ends = "LONG 5@3300 suspect",
        },
        new("a snapshot is just ahead of an order's total", Part, "10 X5@3300", "10.1 B5@3300 filled_qty:5 order:o", "30 P3350")
        {
            Asked = Rungs5, Codes = "Corrected 1, IncludedInSnapshot 1", Ends = "LONG 5@3300",
        },
        new("an order goes on after a snapshot and its total", Part, "10 X4@3300", "11 B5@3300 filled_qty:4 order:o status:PARTIALLY_FILLED", "20 B5@3300 filled_qty:5 order:o", "30 P3350")
        {
            Asked = Rungs5, Codes = "Corrected 1, IncludedInSnapshot 1", Ends = "LONG 5@3300",
        },
        new("a snapshot knows of more than an order's total", Part, "10 X4@3300", "20 B3@3300 filled_qty:3 order:o", "30 P3350")
        {
            Codes = "Corrected 1, MayBeInSnapshot 1", Ends = "LONG 4@3300 suspect",
        },
        new("an execution is told late, and then the order's total", Part, "10 X4@3300 ms:10", "11 B2@3300 order:o id:t2 ms:9", "20 B5@3300 filled_qty:5 order:o", "30 P3350")
        {
            Asked = Rungs5, Codes = "Corrected 1, IncludedInSnapshot 1", Ends = "LONG 5@3300",
        },
        new("a snapshot knows of a harvest that is canceled later", "0 B1@3300 s3200", "5 X1@3300", "10 P3350", "20 X0.8@3300",
            "30 S0.25@3350 filled_qty:0.2 order:x echo:rung:0.5 status:CANCELED", "40 P3350")
        {
            Asked = Rung, Codes = "Corrected 1, IncludedInSnapshot 1", Ends = "LONG 0.8@3300 of 1",
        },
        new("an order is asked for after a snapshot", "0 B1@3300 s3200", "5 X1@3300", "10 X0.8@3300", "20 P3350",
            "30 S0.25@3350 filled_qty:0.25 order:x echo:rung:0.5", "40 P3350")
        {
            Asked = Rung, Codes = "Corrected 1", Ends = "LONG 0.55@3300 of 1",
        },
        new("a snapshot is just ahead of an order that nothing was told of", "0 X1@3300 s3200", "0.1 B1@3300 filled_qty:1 order:o s3200", "10 P3350")
        {
            Codes = "MayBeInSnapshot 1, Opened 1", Ends = "LONG 1@3300 suspect",
        },
        new("what a snapshot opened is added to, and no order is lost for good", "0 X1@3300 s3200", "10 B1@3300 filled_qty:1 order:o", "15 X2@3300",
            "20 B1@3300 filled_qty:1 order:p", "30 P3350")
        {
            Asked = "STOP 3300, SELL 0.75 @0.5", Codes = "Corrected 1, MayBeInSnapshot 1, Opened 1", Ends = "LONG 3@3300",
        },
        new("what a snapshot opened is added to much later", "0 X1@3300 s3200", "70 B1@3300 filled_qty:1 order:o", "80 P3350")
        {
            Asked = "STOP 3300, SELL 0.5 @0.5", Codes = "Opened 1", Ends = "LONG 2@3300",
        },
        new("an exit tells its total after a flat snapshot", "0 B1@3300 s3200", "10 X0", "10.1 S1@3310 filled_qty:1 order:x", "20 P3200")
        {
            Codes = "Closed 1, MayBeInSnapshot 1", Ends = "FLAT suspect",
        },
        new("an exit tells its total after a flat snapshot, and another one", "0 B1@3300 s3200", "10 X0", "10.1 S1@3310 filled_qty:1 order:x", "15 X0",
            "20 B1@3300 s3200", "30 P3350") { Asked = Rung, Codes = "Closed 1, MayBeInSnapshot 1", Ends = "LONG 1@3300" },
        new("an order ends after its position was closed", Part, "10 X4@3300", "15 S4@3310", "20 B5@3300 filled_qty:5 order:o", "30 P3350")
        {
            Codes = "Corrected 1, MayBeInSnapshot 1", Ends = "LONG 1@3300 suspect",
        },
    ];
}
