namespace HarvestBrain.Host.Tests.Commands;

/// <summary>No command writes over a file that it reads.</summary>
public sealed class OwnFilesTests : IDisposable
{
    private const string Trades = """
        {"symbol":"ETHUSDT","side":"BUY","qty":1,"price":100,"status":"FILLED","stop_loss":90,"fee":0.1,"ts":1768693500}
        {"symbol":"ETHUSDT","side":"SELL","qty":1,"price":95,"status":"FILLED","fee":0.1,"ts":1768693620}

        """;

    private readonly TempFolder _folder = new();
    private readonly string _file;

    public OwnFilesTests()
    {
        _file = _folder.Write("own.csv", Trades);
        Directory.CreateDirectory(_folder.Path("sub"));
        File.CreateSymbolicLink(_folder.Path("link.csv"), _file);
        Directory.CreateSymbolicLink(_folder.Path("way"), _folder.Path("."));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("import own.csv -o own.csv")]
    [InlineData("import own.csv -o sub/../own.csv")]
    [InlineData("import own.csv -o link.csv")]
    [InlineData("import link.csv -o way/own.csv")]
    [InlineData("import - -o own.csv")]
    [InlineData("import other.csv --stops own.csv -o own.csv")]
    [InlineData("import other.csv --risk orders=own.csv -o own.csv")]
    [InlineData("report own.csv --json own.csv")]
    [InlineData("report other.csv own.csv -o own.csv")]
    [InlineData("report - --json own.csv")]
    [InlineData("sweep own.csv --ladder 1:* -o own.csv")]
    [InlineData("sweep own.csv --ladder 1:* --json way/way/own.csv")]
    [InlineData("compare own.csv other.csv -o own.csv")]
    [InlineData("compare other.csv own.csv -o own.csv")]
    public void Output_ThatIsAnInput_IsRefused_AndTheFileStays(string line)
    {
        _folder.Write("other.csv", Trades);

        CliResult result = Cli.Shell($"cd '{_folder.Path(".")}' && harvestbrain {line.Replace("*", "'*'", StringComparison.Ordinal)} < own.csv");

        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.EndsWith("own.csv: is one of the files to read, and would be overwritten; name another\n", result.Error.Replace("link.csv", "own.csv", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(Trades, File.ReadAllText(_file));
    }

    [Fact]
    public void Output_ThatIsNoInput_IsWritten()
    {
        string circle = _folder.Path("circle"), json = _folder.Write("report.json", "before");
        File.CreateSymbolicLink(circle, circle);

        Assert.Equal(0, Cli.Run("report", _file, "--json", json).ExitCode);
        Assert.StartsWith("{", File.ReadAllText(json), StringComparison.Ordinal);
        Assert.Equal(0, Cli.RunOn(Trades, "report", "-", "-o", "/dev/null").ExitCode);
        Assert.Equal(73, Cli.Run("report", _file, "-o", circle).ExitCode);
    }
}
