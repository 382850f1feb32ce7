namespace HarvestBrain.Producers;

/// <summary>
/// What producers really send, by kind. Each case is played to the engine, to a replay and to the service on a real Redis, and
/// reflected for a short.
/// </summary>
internal static class ProducerCases
{
    private const string Rung = "STOP 3300, SELL 0.25 @0.5";
    private const string NoBreakEven = "HARVEST_SET_BE_AT_R=";

    /// <summary>All of them, with their mirrors.</summary>
    public static IReadOnlyList<ProducerCase> All { get; } =
        [.. Flat().Concat(Times()).Concat(EvidenceCases.All).Concat(Executions()).Concat(Suspects()).Concat(Corrections()).Concat(OrderCorrectionCases.All).Concat(Jumps())
            .Concat(InstrumentCases.All)
            .SelectMany(told => told.MirrorAt is { } about ? [told, told.Mirrored(about)] : new[] { told })];

    private static IEnumerable<ProducerCase> Flat() =>
    [
        new("noise is left after an exit", "0 B0.30000000000000004@3300 s3200", "20 S0.3@3330", "30 B1@3000 s2900", "40 P3060")
        {
            Asked = "STOP 3000, SELL 0.25 @0.5", Ends = "LONG 1@3000",
        },
        new("an exit closes noise more than is open", "0 B0.1@3300 s3200", "1 B0.2@3300", "2 S0.30000000000000004@3330"),
        new("a reduce-only exit closes noise more than is open", "0 B0.1@3300 s3200", "1 B0.2@3300", "2 S0.30000000000000004@3330 ro"),
        new("noise is left in hedge mode", "0 B0.1@3300 s3200 side:LONG", "1 B0.2@3300 side:LONG", "2 S0.30000000000000004@3330 side:LONG",
            "3 B1@3300 s3200 side:LONG", "4 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("a flip leaves noise on the other side", "0 B0.7@3300 s3200", "1 S0.7000000000000001@3330", "2 S0.1@3330 s3400", "3 P3320")
        {
            Ends = "SHORT 0.1@3330",
        },
        new("a crumb is left, and the next trade comes", "0 B1@3300 s3200", "10 P3460", "20 S0.999@3460", "30 B1@3000 s2900", "40 P3160")
        {
            Settings = [NoBreakEven],
            Asked = "SELL 0.25 @0.5, SELL 0.25 @1, SELL 0.25 @1.5 | SELL 0.25025 @0.5, SELL 0.25025 @1, SELL 0.25025 @1.5",
            Ends = "LONG 1.001@3000.2997",
        },
        new("a flip leaves a crumb on the other side, and the next trade comes", "0 B1@3300 s3200", "10 S1.001@3310 s3400", "20 P3200",
            "30 S1@3000 s3100", "40 P2940")
        {
            Settings = [NoBreakEven], Asked = "BUY 0.25025 @0.5", Ends = "SHORT 1.001@3000.30969",
        },
        new("a flip leaves a crumb on the other side, and it is bought back", "0 B1@3300 s3200", "10 S1.001@3310 s3400", "20 P3200", "30 B0.001@3200"),
        new("a flip leaves a crumb on the other side, and it flips back", "0 B1@3300 s3200", "10 S1.001@3310 s3400", "20 P3200", "30 B1.001@3300 s3200",
            "40 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("a crumb is left, and asked for nothing", "0 B1@3300 s3200", "10 S0.995@3310", "20 P3460") { Ends = "LONG 0.005@3300 of 1 dust" },
        new("a crumb is sold at last", "0 B1@3300 s3200", "10 S0.999@3310", "20 S0.001@3320"),
        new("a crumb comes to a crumb", "0 B1@3300 s3200", "10 S0.999@3310", "20 B0.002@3310", "30 P3460") { Ends = "LONG 0.003@3306.666667 of 1 dust" },
        new("more than a crumb is left", "0 B1@3300 s3200", "10 S0.99@3310", "20 P3460")
        {
            Asked = "STOP 3300, SELL 0.01 @0.5", Ends = "LONG 0.01@3300 of 1",
        },
        new("a crumb is left where nothing is dust", "0 B1@3300 s3200", "10 S0.999@3310", "20 P3460")
        {
            Settings = ["HARVEST_DUST_PCT=0"], Asked = "STOP 3300, SELL 0.001 @0.5", Ends = "LONG 0.001@3300 of 1",
        },
        new("less than a step is left", "0 B1@3300 s3200", "10 S0.9995@3310", "20 P3460")
        {
            Settings = ["HARVEST_QTY_STEP=0.001"], Ends = "LONG 0.0005@3300 of 1 dust",
        },
        new("less than an order is left", "0 B1@3300 s3200", "10 S0.999@3310", "20 P3460", "30 B1@3310 s3210", "40 P3360")
        {
            Settings = ["HARVEST_MIN_NOTIONAL=5", NoBreakEven], Asked = "SELL 0.25025 @0.5", Ends = "LONG 1.001@3309.99001", MirrorAt = null,
        },
        new("a snapshot shows that a crumb is left", "0 B1@3300 s3200", "5 X1@3300", "10 X0.001@3300", "20 P3460")
        {
            Codes = "Corrected 1", Ends = "LONG 0.001@3300 of 1 dust",
        },
    ];

    private static IEnumerable<ProducerCase> Times() =>
    [
        new("a price from before the entry comes after it", "0 B1@100 s90", "10 P112 t:-120", "20 P102.5")
        {
            Settings = ["HARVEST_TRAIL_SOURCE=risk", "HARVEST_TRAIL_ATR_MULT=1"], Codes = "LatePrice 1", Ends = "LONG 1@100", MirrorAt = 100,
        },
        new("a price from before the last one comes after it", "0 B1@3300 s3200", "10 P3310", "20 P3350 ms:9.999") { Codes = "LatePrice 1", Ends = "LONG 1@3300" },
        new("a price from before the epoch that a snapshot opened", "0 X1@3300 s3200 ms:0", "1 P3360 ms:-60", "2 P3320")
        {
            Codes = "LatePrice 1, Opened 1", Ends = "LONG 1@3300",
        },
        new("a price of whole seconds comes after a finer one of that second", "0 B1@3300 s3200", "10.5 P3310 ms:10.4", "10.6 P3360 t:10")
        {
            Asked = Rung, Ends = "LONG 1@3300",
        },
        new("a fill comes late: it is money, and no mark", "0 B1@3300 s3200", "10 P3320", "20 S0.5@3370 ms:5", "30 P3350")
        {
            Asked = Rung, Ends = "LONG 0.5@3300 of 1",
        },
        new("a flat snapshot of the second in which a fill opened", "10.2 B1@3300 s3200 t:10", "10.5 X0 ms:10.4", "15.5 X1@3300 ms:15.4", "20 P3360")
        {
            Asked = Rung, Codes = "StaleSnapshot 1", Ends = "LONG 1@3300",
        },
        new("an open snapshot of the second in which a fill closed", "0 B1@3300 s3200", "10.2 S1@3330 t:10", "10.5 X1@3300 ms:10.4", "15.5 X0 ms:15.4", "20 P3360")
        {
            Codes = "StaleSnapshot 1",
        },
        new("a snapshot of whole seconds may be from before the fill", "10.2 B1@3300 s3200 ms:10.2", "10.5 X0 t:10", "16 X1@3300 t:15", "20 P3360")
        {
            Asked = Rung, Codes = "StaleSnapshot 1", Ends = "LONG 1@3300",
        },
        new("a fill of whole seconds may be in the snapshot", "0 B1@3300 s3200", "10.45 X2@3300 ms:10.4", "10.5 B1@3300 t:10", "11 P3350",
            "15.5 X2@3300 ms:15.4", "16 P3360") { Asked = "STOP 3300, SELL 0.5 @0.5", Codes = "Corrected 1, MayBeInSnapshot 1", Ends = "LONG 2@3300" },
        new("a snapshot two hours ahead swallows no fill", "0 X1@3300 s3200 ms:7200", "10 B1@3300 ms:10", "20 X2@3300 ms:20", "30 P3350")
        {
            Asked = "STOP 3300, SELL 0.5 @0.5", Codes = "ClockAhead 1, Opened 1", Ends = "LONG 2@3300",
        },
        new("a fill two hours ahead makes no snapshot stale", "0 B1@3300 s3200 ms:7200", "10 X0 ms:10", "20 P3400") { Codes = "ClockAhead 1, Closed 1" },
        new("a price two hours ahead makes no price late", "0 B1@3300 s3200", "10 P3310 ms:7200", "20 P3350 ms:20")
        {
            Asked = Rung, Codes = "ClockAhead 1", Ends = "LONG 1@3300",
        },
        new("no clock is believed that is ahead", "0 B1@3300 s3200", "10 P3310 ms:14.9", "11 P3350 ms:11")
        {
            Settings = ["HARVEST_MAX_CLOCK_AHEAD_SEC=0"], Asked = Rung, Codes = "ClockAhead 1", Ends = "LONG 1@3300",
        },
        new("a clock a little ahead is believed", "0 B1@3300 s3200", "10 P3350 ms:14.9") { Asked = Rung, Ends = "LONG 1@3300" },
    ];

    private static IEnumerable<ProducerCase> Executions() =>
    [
        new("both sides of a trade have its id", "0 B1@3300 s3200 id:t1 order:a", "1 S0.4@3310 id:t1 order:b") { Ends = "LONG 0.6@3300 of 1" },
        new("two orders count their trades from one", "0 B1@3300 s3200 id:1 order:a", "1 B1@3300 id:1 order:b") { Ends = "LONG 2@3300" },
        new("a fill is sent again with noise in it", "0 B0.3@3300 s3200 id:t1 order:a", "1 B0.30000000000000004@3300 s3200 id:t1 order:a")
        {
            Codes = "DuplicateExecution 1", Ends = "LONG 0.3@3300",
        },
        new("an execution comes again with another quantity", "0 B1@3300 s3200 id:t1 order:a", "1 B2@3300 id:t1 order:a", "2 P3350")
        {
            Codes = "ExecutionChanged 1", Ends = "LONG 1@3300 suspect",
        },
        new("an execution comes again with another price", "0 B1@3300 s3200 id:t1", "1 B1@3301 id:t1", "2 P3350") { Codes = "ExecutionChanged 1", Ends = "LONG 1@3300 suspect" },
        new("an exit comes again with another quantity", "0 B1@3300 s3200", "1 S1@3310 id:t1", "2 S2@3310 id:t1", "3 B1@3300 s3200", "4 P3350")
        {
            Codes = "ExecutionChanged 1", Ends = "LONG 1@3300 suspect",
        },
        new("two parts of an order are alike, or one is told twice", "0 B0.5@3300 s3200 order:o1 status:PARTIALLY_FILLED ms:0",
            "0.1 B0.5@3300 s3200 order:o1 status:PARTIALLY_FILLED ms:0", "10 S1@3330", "20 P3300")
        {
            Codes = "MayBeRepeated 1", Ends = "SHORT 0.5@3330 suspect",
        },
        new("two parts of an order are alike, and a snapshot tells", "0 B0.5@3300 s3200 order:o1 status:PARTIAL ms:0",
            "0.1 B0.5@3300 s3200 order:o1 status:PARTIAL ms:0", "10 X1@3300", "20 P3350") { Asked = Rung, Codes = "Corrected 1, MayBeRepeated 1", Ends = "LONG 1@3300" },
        new("an order that is filled to its end is told twice", "0 B1@3300 s3200 order:o1 t:0", "1 B1@3300 s3200 order:o1 t:0", "2 P3350")
        {
            Asked = Rung, Codes = "DuplicateExecution 1", Ends = "LONG 1@3300",
        },
        new("two hundred and one fills are sent again",
            [.. Enumerable.Range(0, 402).Select(i => $"{i} B1@3300 s3200 id:t{i % 201} ms:{i % 201}")])
        {
            Codes = "DuplicateExecution 128, TooOldToJudge 73", Ends = "LONG 201@3300 suspect",
            CodesInReplay = "DuplicateExecution 201", EndsInReplay = "LONG 201@3300",
        },
        new("one order takes two hundred others of one instant", [.. Enumerable.Range(0, 200).Select(i => $"{i} B1@3300 s3200 id:t{i} ms:0")]) { Ends = "LONG 200@3300" },
    ];

    private static IEnumerable<ProducerCase> Suspects() =>
    [
        new("a fill is lost while flat", "0 !B1", "10 S1@3350", "20 P3300") { Settings = ["HARVEST_FALLBACK_STOP_PCT=0.01"], Ends = "SHORT 1@3350 suspect" },
        new("a fill is lost while flat, and a snapshot says flat", "0 !B1", "10 X0", "20 B1@3300 s3200", "30 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("a fill is lost while flat, and a trade closes", "0 !B1", "10 B1@3300 s3200", "20 S1@3310", "30 B1@3300 s3200", "40 P3350") { Asked = Rung, Ends = "LONG 1@3300" },
        new("a fill is lost, and hedge mode opens", "0 !B1", "10 B1@3300 s3200 side:LONG", "20 P3350") { Ends = "FLAT suspect, LONG 1@3300 suspect" },
        new("a fill is lost in hedge mode, and the other side opens", "0 B1@3300 s3200 side:LONG", "10 !S1 side:SHORT", "20 S1@3300 s3400 side:SHORT", "30 P3360")
        {
            Ends = "LONG 1@3300 suspect, SHORT 1@3300 suspect", MirrorAt = null,
        },
        new("a fill is lost in hedge mode, and snapshots tell of both sides", "0 B1@3300 s3200 side:LONG", "10 !S1 side:SHORT", "20 X1@3300 side:LONG", "21 X0 side:SHORT",
            "25 S1@3300 s3400 side:SHORT", "30 P3350") { Asked = Rung, Ends = "LONG 1@3300, SHORT 1@3300", MirrorAt = null },
        new("an exit comes before its entry", "20 S1@3350 ro ms:20", "21 B1@3300 s3200 ms:0", "22 P3400") { Codes = "NothingToReduce 1" },
        new("an exit of two parts comes before its entry", "20 S0.5@3350 ro ms:20", "21 S0.5@3360 ro ms:21", "22 B1@3300 s3200 ms:0", "23 P3400") { Codes = "NothingToReduce 2" },
        new("a partial exit comes before its entry", "20 S0.4@3320 ro ms:20", "21 B1@3300 s3200 ms:0", "22 P3350")
        {
            Asked = Rung, Codes = "NothingToReduce 1", Ends = "LONG 0.6@3300 of 1",
        },
        new("an exit comes before the second half of its entry", "0 B1@3300 s3200 ms:0", "20 S2@3350 ro ms:20", "21 B1@3300 s3200 ms:10", "22 P3400") { Codes = "ReductionSurplus 1" },
        new("an exit comes before its entry in hedge mode", "20 S1@3350 side:LONG ms:20", "21 B1@3300 s3200 side:LONG ms:0", "22 P3400") { Codes = "NothingToReduce 1" },
        new("an exit without entry, and then another trade", "0 S1@3350 ro", "10 B1@3300 s3200", "20 P3400") { Codes = "NothingToReduce 1", Ends = "LONG 1@3300 suspect" },
        new("an exit without entry, and a snapshot says flat", "0 S1@3350 ro", "5 X0", "10 B1@3300 s3200", "20 P3350") { Asked = Rung, Codes = "NothingToReduce 1", Ends = "LONG 1@3300" },
        new("a one-way fill, and a hedge snapshot", "0 B1@3300 s3200", "10 X1@3300 s3200 side:LONG", "20 P3350")
        {
            Codes = "MixedPositionModes 2, Opened 1", Ends = "LONG 1@3300 suspect, LONG 1@3300 suspect",
        },
        new("a one-way fill, and a hedge fill", "0 B1@3300 s3200", "10 B1@3300 s3200 side:LONG", "20 P3350")
        {
            Codes = "MixedPositionModes 2", Ends = "LONG 1@3300 suspect, LONG 1@3300 suspect",
        },
        new("a hedge fill, and a one-way fill", "0 B1@3300 s3200 side:LONG", "10 B1@3300 s3200", "20 P3350")
        {
            Codes = "MixedPositionModes 2", Ends = "LONG 1@3300 suspect, LONG 1@3300 suspect",
        },
        new("a snapshot that confirms the hedge side settles nothing", "0 B1@3300 s3200", "10 X1@3300 s3200 side:LONG", "20 X1@3300 side:LONG", "30 P3350")
        {
            Codes = "MixedPositionModes 3, Opened 1", Ends = "LONG 1@3300 suspect, LONG 1@3300 suspect",
        },
        new("a snapshot closes the one-way side", "0 B1@3300 s3200", "10 X1@3300 s3200 side:LONG", "20 X0", "25 X1@3300 side:LONG", "30 P3350")
        {
            Asked = Rung, Codes = "Closed 1, MixedPositionModes 2, Opened 1", Ends = "LONG 1@3300",
        },
    ];

    private static IEnumerable<ProducerCase> Corrections() =>
    [
        new("one fill is counted twice", "0 B1@3300 s3200", "1 B1@3300", "10 X1@3300", "20 P3350") { Asked = Rung, Codes = "Corrected 1", Ends = "LONG 1@3300" },
        new("a fill is counted twice after a snapshot confirmed the first", "0 B1@3300 s3200", "5 X1@3300", "6 B1@3300", "10 X1@3300", "20 P3350")
        {
            Asked = Rung, Codes = "Corrected 1", Ends = "LONG 1@3300",
        },
        new("what was confirmed was held", "0 B2@3300 s3200", "5 X2@3300", "6 B1@3300", "10 X1@3300", "20 P3350")
        {
            Asked = "STOP 3300, SELL 0.5 @0.5", Codes = "Corrected 1", Ends = "LONG 1@3300 of 2",
        },
        new("what a snapshot corrected to was held", "0 B1@3300 s3200", "5 X3@3300", "10 X1@3300", "20 P3350")
        {
            Asked = "STOP 3300, SELL 0.75 @0.5", Codes = "Corrected 2", Ends = "LONG 1@3300 of 3",
        },
        new("a reverse split", "0 B100@1 s.9", "10 X10@10", "20 P11")
        {
            Asked = "STOP 10, SELL 2.5 @0.5, SELL 2.5 @1", Codes = "Rescaled 1", Ends = "LONG 10@10", MirrorAt = null,
        },
        new("a reverse split of a short", "0 S100@1 s1.1", "10 X-10@10", "20 P9")
        {
            Asked = "STOP 10, BUY 2.5 @0.5, BUY 2.5 @1", Codes = "Rescaled 1", Ends = "SHORT 10@10", MirrorAt = null,
        },
        new("a split", "0 B10@10 s9", "10 X100@1", "20 P1.1")
        {
            Asked = "STOP 1, SELL 25 @0.5, SELL 25 @1", Codes = "Rescaled 1", Ends = "LONG 100@1", MirrorAt = null,
        },
        new("a split after the first rung", "0 B100@1 s.9", "5 P1.05", "10 X10@10 m10.5", "20 P11")
        {
            Asked = "STOP 1, SELL 25 @0.5 | STOP 10 | SELL 2.5 @1", Codes = "Rescaled 1", Ends = "LONG 10@10", MirrorAt = null,
        },
        new("a redenomination", "0 B5@60000 s59000", "10 X5000@60", "20 P61")
        {
            Asked = "STOP 60, SELL 1250 @0.5, SELL 1250 @1", Codes = "Rescaled 1", Ends = "LONG 5000@60", MirrorAt = null,
        },
        new("a split of two for three, with a rounded entry", "0 B100@10 s9", "10 X150@6.67", "20 P7.1")
        {
            Asked = "STOP 6.67, SELL 37.5 @0.5", Codes = "Rescaled 1", Ends = "LONG 150@6.67", MirrorAt = null,
        },
    ];

    private static IEnumerable<ProducerCase> Jumps() =>
    [
        new("one price has a digit too many", "0 B1@60010 s59000", "10 P600100", "20 P60020") { Codes = "PriceJump 1", Ends = "LONG 1@60010", MirrorAt = null },
        new("one price has a digit too few", "0 S1@60010 s61000", "10 P6001", "20 P60000") { Codes = "PriceJump 1", Ends = "SHORT 1@60010", MirrorAt = null },
        new("a jump that a second price confirms", "0 B1@100 s70", "10 P125", "20 P126")
        {
            Asked = "STOP 100, SELL 0.25 @0.5", Codes = "PriceJump 1", Ends = "LONG 1@100", MirrorAt = 100,
        },
        new("two wild prices confirm each other in nothing", "0 B1@100 s90", "10 P1000", "20 P10", "30 P101") { Codes = "PriceJump 2", Ends = "LONG 1@100", MirrorAt = null },
        new("one wild price is told twice", "0 B1@100 s90", "10 P1000 ms:10", "11 P1000 ms:10", "20 P101") { Codes = "PriceJump 2", Ends = "LONG 1@100", MirrorAt = null },
        new("a fill at a wild price is money, and no mark", "0 B1@100 s90", "10 S0.5@1000", "20 P104") { Codes = "PriceJump 1", Ends = "LONG 0.5@100 of 1", MirrorAt = null },
        new("a wild mark in a snapshot", "0 B1@3300 s3200", "10 X1@3300 m33000", "20 P3310") { Codes = "PriceJump 1", Ends = "LONG 1@3300", MirrorAt = null },
        new("a jump where none is held", "0 B1@100 s70", "10 P125")
        {
            Settings = ["HARVEST_MAX_PRICE_JUMP_PCT=0"], Asked = "STOP 100, SELL 0.25 @0.5", Ends = "LONG 1@100", MirrorAt = 100,
        },
        new("a jump after a minute of silence", "0 B1@100 s70", "61 P125") { Asked = "STOP 100, SELL 0.25 @0.5", Ends = "LONG 1@100", MirrorAt = 100 },
    ];
}
