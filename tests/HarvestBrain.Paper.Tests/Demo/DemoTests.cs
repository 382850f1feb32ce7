using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Paper.Tests.Demo;

/// <summary>The real command: something to see while it runs, and nothing left when it has ended, however that came.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harvest-demo-test-").FullName;
    private readonly HttpClient _http = new();

    [Fact]
    public async Task Demo_AtSpeed20_ShowsMovingPositionsAndTrades_AndSigtermLeavesNothing()
    {
        using WorkerProcess demo = Start("--speed", "20", "--seed", "3");
        int redis = RedisOf(demo);
        string page = Page(demo);
        await ShowsItAsync(demo, page);

        demo.Terminate();

        Assert.Equal(0, demo.WaitForExit());
        Assert.Equal("", demo.Errors);
        AssertNothingLeft(page, redis);
    }

    [Fact]
    public void Demo_SecondsThatAreOver_Ends0_AndLeavesNothing()
    {
        using WorkerProcess demo = Start("--speed", "20", "--seconds", "2");
        int redis = RedisOf(demo); // from its beginning on: the demo may be short
        string page = Page(demo);

        Assert.Equal(0, demo.WaitForExit());
        Assert.Equal("", demo.Errors);
        AssertNothingLeft(page, redis);
    }

    [Fact]
    public void Demo_CtrlC_ReachesTheServerToo_Ends0_AndLeavesNothing()
    {
        using WorkerProcess demo = Start("--speed", "20");
        int redis = RedisOf(demo); // from its beginning on: the demo may be short
        string page = Page(demo);
        Signal.Interrupt(redis);
        Signal.Interrupt(demo.Pid);

        Assert.Equal(0, demo.WaitForExit());
        Assert.Equal("", demo.Errors);
        AssertNothingLeft(page, redis);
    }

    /// <summary>The terminal is closed.</summary>
    [Fact]
    public void Demo_SigHup_Ends0_AndLeavesNothing()
    {
        using WorkerProcess demo = Start("--speed", "20");
        int redis = RedisOf(demo); // from its beginning on: the demo may be short
        string page = Page(demo);
        Signal.HangUp(demo.Pid);

        Assert.Equal(0, demo.WaitForExit());
        Assert.Equal("", demo.Errors);
        AssertNothingLeft(page, redis);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Demo_RedisThatDies_Is69_AndLeavesNothing(bool killed)
    {
        using WorkerProcess demo = Start("--speed", "20");
        int redis = RedisOf(demo); // from its beginning on: the demo may be short
        string page = Page(demo);
        if (killed) Signal.Kill(redis);
        else Signal.Terminate(redis); // it ends with 0

        Assert.Equal(69, demo.WaitForExit());
        Assert.Equal("harvestbrain: the demo's redis-server is gone", demo.Errors);
        AssertNothingLeft(page, redis);
    }

    [Fact]
    public async Task Demo_WithoutRedisServer_ShowsAllOfItInMemory_SaysWhatThatLeavesOut_AndCtrlCLeavesNothing()
    {
        using WorkerProcess demo = WorkerProcess.Start(
            ["demo", "--speed", "20", "--seed", "3"], port: 1, ("PATH", _folder), ("TMPDIR", _folder));
        string page = Page(demo);
        await ShowsItAsync(demo, page);
        Assert.Contains(demo.Lines, line => line.StartsWith("redis-server is not installed, so it runs in memory. Left out: ", StringComparison.Ordinal)
            && line.Contains("apt-get install redis-server", StringComparison.Ordinal));
        Assert.Empty(Children(demo.Pid));
        Signal.Interrupt(demo.Pid);

        Assert.Equal(0, demo.WaitForExit());
        Assert.Equal("", demo.Errors);
        AssertNothingLeft(page);
    }

    [Fact]
    public void Demo_OnAPortThatIsTaken_SaysSo()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        using WorkerProcess demo = Start("--port", $"{port}");

        Assert.Equal(69, demo.WaitForExit());
        Assert.Equal($"harvestbrain: port {port} is taken", demo.Errors);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Demo_SettingsOfTheEnvironment_HaveNoSay()
    {
        using var own = new RedisServer();
        using WorkerProcess demo = WorkerProcess.Start(
            ["demo", "--speed", "20", "--seconds", "2"], own.Port, ("TMPDIR", _folder), ("HARVEST_MODE", "nonsense"), ("HARVEST_KEY_PREFIX", "mine"));

        Assert.Equal(0, demo.WaitForExit());
        Assert.Equal(0, own.Number("DBSIZE"));
    }

    [Theory]
    [InlineData("--speed 0: expected 0.1 to 100", "--speed", "0")]
    [InlineData("--seconds -1: expected 0 to 86400", "--seconds", "-1")]
    [InlineData("--port 70000: expected 0 to 65535", "--port", "70000")]
    public void Option_OutOfBounds_Is64(string error, params string[] options)
    {
        using WorkerProcess demo = Start(options);

        Assert.Equal(64, demo.WaitForExit());
        Assert.Contains(error, demo.Errors, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private WorkerProcess Start(params string[] options) => WorkerProcess.Start(["demo", .. options], port: 1, ("TMPDIR", _folder));

    private static string Page(WorkerProcess demo)
    {
        string? line = null;
        Eventually.True(
            () => (line = Array.Find(demo.Lines, line => line.StartsWith("The page: ", StringComparison.Ordinal))) is not null || demo.Ended,
            "it says where its page is", () => demo.Output);
        Assert.True(line is not null, demo.Output);
        return line.Split(' ')[2];
    }

    /// <summary>Positions that move, trades that are over, the line of what they came to.</summary>
    private async Task ShowsItAsync(WorkerProcess demo, string page)
    {
        Assert.Contains("<html", await _http.GetStringAsync(page), StringComparison.Ordinal); // at once: it says where when it is there
        await EventuallyAsync(async () => (await PositionsAsync(page)).Count >= 3, "positions are open", demo);
        Dictionary<string, decimal> before = await PositionsAsync(page);
        await EventuallyAsync(async () => (await PositionsAsync(page)).Any(now => before.TryGetValue(now.Key, out decimal mark) && mark != now.Value), "they move", demo);
        await EventuallyAsync(async () => (await JsonAsync(page + "api/trades")).GetProperty("trades").GetArrayLength() >= 2, "trades are over", demo);
        await EventuallyAsync(async () => (await JsonAsync(page + "api/trades")).GetProperty("equity").GetArrayLength() >= 2, "they make a line", demo);
        JsonElement service = (await JsonAsync(page + "api/positions")).GetProperty("service");
        Assert.Equal(("live", "owner"), (service.GetProperty("mode").GetString(), service.GetProperty("state").GetString()));
        Assert.Equal(0, service.GetProperty("suspect").GetInt32());
        Eventually.True(
            () => demo.Ended || Array.Exists(demo.Lines, line => line.StartsWith("FILLED ", StringComparison.Ordinal)), "the venue fills", () => demo.Output);
        Assert.False(demo.Ended, demo.Output);
    }

    private async Task<Dictionary<string, decimal>> PositionsAsync(string page)
    {
        JsonElement json = await JsonAsync(page + "api/positions");
        return json.GetProperty("positions").EnumerateArray().ToDictionary(
            position => $"{position.GetProperty("symbol").GetString()}:{position.GetProperty("position_side").GetString()}", position => position.GetProperty("mark_price").GetDecimal());
    }

    private async Task<JsonElement> JsonAsync(string url) => JsonDocument.Parse(await _http.GetStringAsync(url)).RootElement;

    // The page is not there at once, and neither is what it shows.
    private static async Task EventuallyAsync(Func<Task<bool>> condition, string what, WorkerProcess demo)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!await TrueAsync(condition))
        {
            Assert.False(demo.Ended || TimeProvider.System.GetElapsedTime(began) > Eventually.Limit, $"not in time: {what}\n{demo.Output}");
            await Task.Delay(20);
        }
    }

    private static async Task<bool> TrueAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The process id of its redis-server: the one child that it has.</summary>
    private static int RedisOf(WorkerProcess demo)
    {
        int found = 0;
        Eventually.True(
            () => (found = Children(demo.Pid).FirstOrDefault()) > 0 || demo.Ended, "it has a redis-server", () => demo.Output);
        return found;
    }

    private static IEnumerable<int> Children(int parent)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int pid)) continue;
            if (Stat(folder) is { } stat && stat[1] == parent.ToString(CultureInfo.InvariantCulture) && stat[0] != "Z") yield return pid;
        }
    }

    // State, parent and what follows; null of a process that has ended meanwhile.
    private static string[]? Stat(string folder)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void AssertNothingLeft(string page, int redis)
    {
        Assert.True(redis > 0);
        Assert.False(Directory.Exists($"/proc/{redis}"), "redis-server is still there");
        AssertNothingLeft(page);
    }

    private void AssertNothingLeft(string page)
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        using var client = new TcpClient();
        Assert.Throws<SocketException>(() => client.Connect("127.0.0.1", new Uri(page).Port));
    }
}
