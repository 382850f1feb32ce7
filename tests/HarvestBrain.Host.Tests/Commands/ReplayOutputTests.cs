using static HarvestBrain.Host.Tests.Recording;

namespace HarvestBrain.Host.Tests.Commands;

/// <summary>What <c>replay</c> prints (contracts, section 5).</summary>
public sealed class ReplayOutputTests
{
    private const string Rungs =
        """
        "rungs":[{"r":0.5,"fraction":0.25,"state":"STATE1","qty":0.25},{"r":1,"fraction":0.25,"state":"STATE2","qty":0.25},{"r":1.5,"fraction":0.25,"state":"armed","qty":0.25}]
        """;

    [Fact]
    public void Replay_PrintsThePayloadOfEveryIntent_AndNothingElse()
    {
        CliResult result = Cli.RunOn(Session, "replay", "-");

        Assert.Equal(Intents, result.OutputLines);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void Replay_OfNothing_PrintsNothing()
    {
        CliResult result = Cli.RunOn("", "replay", "-");
        Assert.Equal(new CliResult(0, "", ""), result);
    }

    [Fact]
    public void Positions_AddsALineAfterEveryEntryThatChangedOne()
    {
        CliResult result = Cli.RunOn(Of(Open, Rise, """{"symbol":"OTHER","price":1,"status":"PRICE_UPDATE","T":1768693539416}"""), "replay", "--positions", "-");

        Assert.Equal(
            [
                Line("1768693537416-0", 3200, "0", 3300, "armed", "armed", "initial"),
                StopMove,
                FirstClose,
                Line("1768693538416-0", 3300, "0.52", 3352, "requested", "armed", "break_even"),
            ],
            result.OutputLines);
        Assert.Equal(0, result.ExitCode);

        static string Line(string id, int stop, string r, int peak, string state1, string state2, string kind) => Flat(
            $$"""
            {"type":"position","id":"{{id}}","symbol":"ETHUSDT","position_side":"BOTH","side":"LONG","qty":1,"entry_price":3300,
            "stop_loss":{{stop}},"initial_risk":100,"r_level":{{r}},"realized_pnl":0,"fees":0,"peak_price":{{peak}},"epoch":"1768693537416-0",
            {{Rungs.Replace("STATE1", state1, StringComparison.Ordinal).Replace("STATE2", state2, StringComparison.Ordinal)}},"realized_r":0,"stop_kind":"{{kind}}"}
            """);
    }

    [Fact]
    public void PositionSnapshot_IsFoldedAndItsDriftTold()
    {
        const string Half = """
            {"id":"1768693537900-0","event_type":"position.snapshot","payload":{"symbol":"ETHUSDT","positionAmt":"0.5","entryPrice":"3300.0","markPrice":"3301"}}
            """;
        CliResult result = Cli.RunOn(Of(Open, Half), "replay", "--positions", "-");

        Assert.Equal(["-:2: ETHUSDT:BOTH drift Corrected(quantity: 1 -> 0.5, entry: 3300 -> 3300)"], result.ErrorLines);
        Assert.Equal(2, result.OutputLines.Length);
        Assert.StartsWith(
            """{"type":"position","id":"1768693537900-0","symbol":"ETHUSDT","position_side":"BOTH","side":"LONG","qty":0.5,"entry_price":3300,""",
            result.OutputLines[1], StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void SimulateFills_ClosesTheLoop_WithSlippageAndFees()
    {
        CliResult result = Cli.RunOn(Session, "replay", "--positions", "--simulate-fills", "--slippage-bps", "10", "--fee-bps", "5", "-");

        // 3352 less 0.1 % is 3348.648: a quarter earns 12.162 and costs 0.05 % of 837.162. Then 3402.5, then the stop at 3299.
        const string Rung1 = """{"r":0.5,"fraction":0.25,"state":"filled","qty":0.25,"filled_qty":0.25,"avg_price":3348.648,"realized_r":0.12162}""";
        const string Rung2 = """{"r":1,"fraction":0.25,"state":"filled","qty":0.25,"filled_qty":0.25,"avg_price":3399.0975,"realized_r":0.24774375}""";
        const string Armed2 = """{"r":1,"fraction":0.25,"state":"armed","qty":0.25}""";
        const string Armed3 = """{"r":1.5,"fraction":0.25,"state":"armed","qty":0.25}""";
        const string Long = "\"symbol\":\"ETHUSDT\",\"position_side\":\"BOTH\",\"side\":\"LONG\"";
        const string Epoch = "\"epoch\":\"1768693537416-0\"";
        string[] lines = result.OutputLines;
        Assert.Equal(9, lines.Length);
        Assert.Equal(StopMove, lines[1]);
        Assert.Equal(FirstClose, lines[2]);
        Assert.Equal(
            $$"""{"type":"position","id":"1768693538416-0",{{Long}},"qty":0.75,"entry_price":3300,"stop_loss":3300,"initial_risk":100,"r_level":0.48648,"realized_pnl":12.162,"fees":0.418581,"peak_price":3352,{{Epoch}},"rungs":[{{Rung1}},{{Armed2}},{{Armed3}}],"realized_r":0.12162,"stop_kind":"break_even","simulated":true}""",
            lines[4]);
        Assert.Equal(SecondClose("76.875"), lines[5]);
        Assert.Equal(
            $$"""{"type":"position","id":"1768693539416-0",{{Long}},"qty":0.5,"entry_price":3300,"stop_loss":3300,"initial_risk":100,"r_level":0.990975,"realized_pnl":36.936375,"fees":0.8434681875,"peak_price":3402.5,{{Epoch}},"rungs":[{{Rung1}},{{Rung2}},{{Armed3}}],"realized_r":0.36936375,"stop_kind":"break_even","simulated":true}""",
            lines[7]);
        Assert.Equal(
            $$"""{"type":"position","id":"1768693540416-0","symbol":"ETHUSDT","position_side":"BOTH","side":"FLAT","qty":0,"entry_price":null,"stop_loss":null,"initial_risk":null,"r_level":null,"realized_pnl":34.786875,"fees":1.6673934375,"peak_price":3402.5,{{Epoch}},"rungs":[{{Rung1}},{{Rung2}},{{Armed3}}],"realized_r":0.34786875,"closed_epoch":"1768693537416-0","simulated":true}""",
            lines[8]);
        foreach (int recorded in (int[])[0, 3, 6]) Assert.DoesNotContain("simulated", lines[recorded], StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void SimulateFills_WithoutCosts_FillsAtTheMark()
    {
        CliResult result = Cli.RunOn(Of(Open, Rise), "replay", "--positions", "--simulate-fills", "-");
        Assert.Contains("\"qty\":0.75,", result.OutputLines[^1], StringComparison.Ordinal);
        Assert.Contains("\"r_level\":0.52,\"realized_pnl\":13,\"fees\":0,", result.OutputLines[^1], StringComparison.Ordinal);
        Assert.Contains("\"avg_price\":3352,", result.OutputLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_IsATableOnStandardError()
    {
        CliResult result = Cli.RunOn(Session, "replay", "--simulate-fills", "--slippage-bps", "10", "--fee-bps", "5", "--summary", "-");

        Assert.Equal(
            [
                "symbol   fills  intents  asked qty  harvested qty  realised PnL  realised R  open PnL  fees  net PnL  net PnL unharvested  difference",
                new string('-', 133),
                "ETHUSDT      1        3        0.5            0.5         34.79        0.35      0.00  1.67    33.12                -1.00       34.12",
                "",
                "4 entries. PnL in quote currency, before fees unless net.",
                "Between two prices of an open position lie 0.520 R in the median.",
                "Stop moves: break_even 1.",
                "Stops hit: break_even 1.",
            ],
            result.ErrorLines);
        Assert.Equal([StopMove, FirstClose, SecondClose("76.875")], result.OutputLines);
    }

    [Fact]
    public void Summary_OfSeveralCurrencies_HasNoTotal()
    {
        string ofBtc = Open.Replace("ETHUSDT", "ETHBTC", StringComparison.Ordinal), other = Rise.Replace("ETHUSDT", "SOLUSDT", StringComparison.Ordinal);
        CliResult result = Cli.RunOn(Of(Open, ofBtc, Rise, other), "replay", "--summary", "-");
        Assert.DoesNotContain(result.ErrorLines, line => line.StartsWith("total", StringComparison.Ordinal));
        Assert.Contains("No total: the money is in BTC, USDT.", result.ErrorLines);
        Assert.Contains("ETHBTC: nothing can be said about a ladder: no prices.", result.ErrorLines);
        Assert.EndsWith("   no prices", result.ErrorLines.Single(line => line.StartsWith("ETHBTC ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("Prices and no fill: SOLUSDT.", result.ErrorLines);
        // A setting knows better than the name.
        result = Cli.RunOn(Of(Open, ofBtc, Rise, other), "replay", "--summary", "--set", "HARVEST_QUOTE_ASSET=USDT", "-");
        Assert.Contains(result.ErrorLines, line => line.StartsWith("total", StringComparison.Ordinal));
    }

    [Fact]
    public void Summary_NamesWhatItCannotKnow()
    {
        string noStop = Open.Replace(",\"stop_loss\":3200", ",\"trade_id\":\"1\"", StringComparison.Ordinal);
        CliResult result = Cli.RunOn(Of(noStop, noStop.Replace("7416-0", "7417-0", StringComparison.Ordinal), Rise), "replay", "--summary", "-");
        Assert.Contains("Epochs without a known risk, of which nothing is harvested: ETHUSDT 1.", result.ErrorLines);
        Assert.Contains("Refused fills: DuplicateExecution 1.", result.ErrorLines);
        Assert.DoesNotContain("in the median", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_OfSeveralSymbols_HasATotal()
    {
        CliResult result = Cli.RunOn(
            Of(Open, Open.Replace("ETHUSDT", "A", StringComparison.Ordinal), Rise, Rise.Replace("ETHUSDT", "A", StringComparison.Ordinal)),
            "replay", "--summary", "-");

        string[] lines = result.ErrorLines;
        Assert.Equal(["symbol", "-----", "A", "ETHUSDT", "-----", "total"], lines[..6].Select(line => line.StartsWith('-') ? "-----" : line.Split(' ')[0]));
        Assert.All(lines[..6], line => Assert.Equal(lines[0].Length, line.Length));
        Assert.Equal(["total", "2", "4", "0.00", "0.00", "104.00", "0.00", "104.00", "104.00", "0.00"], lines[5].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Set_WinsOverTheEnvironment_AndIsRepeatable()
    {
        CliResult result = Cli.RunWith(
            [("HARVEST_MODE", "shadow"), ("HARVEST_LADDER", "0.25:1"), ("HARVEST_SET_BE_AT_R", "")],
            Of(Open, Rise),
            "replay", "--set", "HARVEST_MODE=live", "--set", "HARVEST_INSTANCE=b", "--set", "HARVEST_MIN_R=9", "-", "--set", "HARVEST_MIN_R=0.51");

        string line = Assert.Single(result.OutputLines);
        Assert.StartsWith("{\"intent_type\":\"REDUCE_ONLY\",\"harvest_type\":\"HARVEST_PARTIAL\",", line, StringComparison.Ordinal);
        Assert.Contains("\"qty\":1,\"quantity\":1,\"reason\":\"R=0.52 >= 0.51\",", line, StringComparison.Ordinal);
        Assert.Contains("\"rung_r\":0.25,", line, StringComparison.Ordinal);
        Assert.Contains("\"dry_run\":false,\"confidence\":1.0,\"source\":\"harvest_brain\",\"instance\":\"b\",", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Environment_IsTakenWhereNothingIsSet()
    {
        CliResult result = Cli.RunWith([("HARVEST_MODE", "live"), ("HARVEST_SET_BE_AT_R", "0.52")], Of(Open, Rise), "replay", "-");
        Assert.Equal(2, result.OutputLines.Length);
        Assert.Contains("\"intent_type\":\"REDUCE_ONLY\"", result.OutputLines[1], StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"R=0.52 >= 0.52\"", result.OutputLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void SetToNothing_IsNotTheDefault()
    {
        CliResult result = Cli.RunWith([("HARVEST_SET_BE_AT_R", "0.1")], Of(Open, Rise), "replay", "--set", "HARVEST_SET_BE_AT_R=", "-");
        Assert.Equal([FirstClose], result.OutputLines);
    }

    [Fact]
    public void GuardsSetTo0_AreOff()
    {
        // A minute later a cost looks at the position again; the last price is old by then.
        const string Funding = """{"id":"1768693600416-0","symbol":"ETHUSDT","status":"FUNDING","fee":0.1}""";
        string input = Of(Open, RiseFurther, Funding); // a stop and two closes

        int Lines(string rate, string freshness) => Cli.RunWith(
            [("HARVEST_MAX_ACTIONS_PER_MIN", rate)], input, "replay", "--set", $"HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC={freshness}", "-").OutputLines.Length;

        Assert.Equal(3, Cli.RunWith([("HARVEST_MAX_ACTIONS_PER_MIN", "0")], input, "replay", "-").OutputLines.Length);
        Assert.Equal((2, 3, 3), (Lines("1", "30"), Lines("1", "0"), Lines("1", "100")));
        Assert.Equal(3, Cli.RunWith(
            [("HARVEST_MAX_ACTIONS_PER_MIN", "1")], input, "replay", "--set", "ETHUSDT.HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC=0", "-").OutputLines.Length);
    }

    [Theory]
    [InlineData("HARVEST_MAX_ACTIONS_PER_MIN", "100001", "100000")]
    [InlineData("HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC", "86401", "86400")]
    public void GuardsOutOfBounds_AreRefused_AndItSaysHowToSwitchThemOff(string name, string value, string most)
    {
        string problem = $"  {name}: found '{value}'; allowed: a whole number from 1 to {most}; in a replay also 0 = off";
        CliResult result = Cli.RunOn(Session, "replay", "--set", $"{name}={value}", "-");
        Assert.Equal((78, problem), (result.ExitCode, result.ErrorLines[^1]));

        // The service takes neither.
        Assert.Equal(problem, Cli.RunWith([(name, value)], "", "check-config").ErrorLines[^1]);
        Assert.Equal(problem.Replace($"'{value}'", "'0'", StringComparison.Ordinal), Cli.RunWith([(name, "0")], "", "check-config").ErrorLines[^1]);
    }

    [Fact]
    public void RefusedFills_AreTold_AndAreNoBadInput()
    {
        string fill = Open.Replace("\"qty\"", "\"trade_id\":\"t\",\"qty\"", StringComparison.Ordinal);
        CliResult result = Cli.RunOn(Of(fill, fill), "replay", "-");
        Assert.Equal(["-:2: ETHUSDT:BOTH DuplicateExecution(quantity: 1, price: 3300)"], result.ErrorLines);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void Output_IsTheSameEveryTime()
    {
        using var folder = new TempFolder();
        string file = folder.Write(
            "session.ndjson", Of([.. SessionGeneration.SessionGenerator.Lines(new SessionGeneration.SessionOptions { Seed = 5, Entries = 20_000 })]));
        string[] arguments = ["replay", "--positions", "--simulate-fills", "--slippage-bps", "1.5", "--fee-bps", "4", "--summary", file];

        CliResult first = Cli.Run(arguments), second = Cli.Run(arguments);

        Assert.Equal(0, first.ExitCode);
        Assert.True(first.OutputLines.Length > 10_000);
        Assert.Equal(first, second);
        Assert.Equal(first.Output, Cli.RunOn(File.ReadAllText(file), [.. arguments[..^1], "-"]).Output);
    }
}
