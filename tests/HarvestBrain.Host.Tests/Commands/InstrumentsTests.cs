using static HarvestBrain.Host.Tests.Recording;

namespace HarvestBrain.Host.Tests.Commands;

/// <summary>What <c>instruments</c> prints, and that a replay takes it.</summary>
public sealed class InstrumentsTests
{
    private const string Okx = """
        {"data":[{"instType":"SWAP","instId":"ETH-USDT-SWAP","ctVal":"0.1","ctMult":"1","ctType":"linear","lotSz":"1","tickSz":"0.5","state":"live"},
        {"instType":"SWAP","instId":"BTC-USD-SWAP","ctVal":"100","ctMult":"1","ctType":"inverse","lotSz":"1","tickSz":"0.1","state":"live"},
        {"instType":"SPOT","instId":"ODD-USDT","baseCcy":"ODD","quoteCcy":"USDT","lotSz":"1e-20","tickSz":"1","state":"live"}]}
        """;

    [Fact]
    public void Print_IsATable_AndWhatNoSettingTakesIsLeftOut()
    {
        CliResult result = Cli.RunOn(Okx, "instruments", "-", "--print");
        Assert.Equal(
            [
                "symbol         contract_type  contract_size  qty_step  price_tick  min_notional  base_asset  quote_asset",
                "BTC-USD-SWAP   inverse        1              1         0.1         -             BTC         USD",
                "ETH-USDT-SWAP  linear         0.1            1         0.5         -             ETH         USDT",
            ],
            result.OutputLines);
        Assert.Equal(
            [
                "harvestbrain: BTC-USD-SWAP is an inverse contract: it is tracked, and nothing is asked for",
                "harvestbrain: ODD-USDT is left out: HARVEST_QTY_STEP: found '0.00000000000000000001'; allowed: 0, or a number from 1e-12 to 1e15",
            ],
            result.ErrorLines);
        Assert.Equal(65, result.ExitCode);
    }

    [Fact]
    public void Env_IsWhatAReplayTakes()
    {
        using var folder = new TempFolder();
        CliResult env = Cli.RunOn(Okx, "instruments", "-", "--env", "--plain", "--only", "ETH-USDT-SWAP");
        Assert.Equal((0, ""), (env.ExitCode, env.Error));
        Assert.Contains("--set=ETHUSDT.HARVEST_CONTRACT_SIZE=0.1", env.OutputLines);
        string arguments = folder.Write("eth.args", env.Output);
        string session = folder.Write("session.ndjson", Of(Open.Replace("\"qty\":1,", "\"qty\":10,", StringComparison.Ordinal), Rise));
        CliResult replay = Cli.Run("replay", $"@{arguments}", session);
        Assert.Equal((0, ""), (replay.ExitCode, replay.Error));
        // Two and a half contracts are no order; a contract is a tenth.
        Assert.Contains("\"qty\":2,", replay.OutputLines[1], StringComparison.Ordinal);
        Assert.Contains("\"unrealized_pnl\":52,", replay.OutputLines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(66, "harvestbrain: /nowhere.json: no such file", "/nowhere.json")]
    [InlineData(65, "harvestbrain: -: is none of Binance's exchangeInfo, Bybit's instruments-info, OKX's instruments and the markets of ccxt", "-")]
    [InlineData(64, "harvestbrain: Required argument 'FILE' missing for command: 'instruments'.")]
    public void What_IsNoList_IsRefused(int code, string error, params string[] arguments)
    {
        CliResult result = Cli.RunOn("{}", ["instruments", "--print", .. arguments]);
        Assert.Equal(code, result.ExitCode);
        Assert.Equal(error, result.ErrorLines[0]);
    }

    [Fact]
    public void Only_ThatIsNotThere_AndTwoOfOneName_AreSaid()
    {
        CliResult result = Cli.RunOn(Okx, "instruments", "-", "--print", "--only", "eth-usdt-swap", "--only", "SOLUSDT");
        Assert.Equal((65, 2), (result.ExitCode, result.OutputLines.Length));
        Assert.Equal(["harvestbrain: --only SOLUSDT: no such instrument is traded there"], result.ErrorLines);

        const string Two = """
            {"a":{"symbol":"ETH/USDT","base":"ETH","quote":"USDT","precision":{"amount":0.1}},"b":{"symbol":"ETH/USDT:USDT","base":"ETH","quote":"USDT"}}
            """;
        result = Cli.RunOn(Two, "instruments", "-", "--print", "--plain");
        Assert.Equal((65, ""), (result.ExitCode, result.Output));
        Assert.Equal(
            ["harvestbrain: -: ETH/USDT and ETH/USDT:USDT are both ETHUSDT: take one of them with --only, or neither with --plain"], result.ErrorLines);
        Assert.Equal(3, Cli.RunOn(Two, "instruments", "-", "--print").OutputLines.Length);
    }
}
