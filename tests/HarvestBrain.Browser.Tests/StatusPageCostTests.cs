using System.Text.Json;
using HarvestBrain.AspNetCore.Tests.Support;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.Playwright;

namespace HarvestBrain.Browser.Tests;

/// <summary>What the page costs who leaves it open, in the browser and in the service: processor time, not what the clock says.</summary>
public sealed class StatusPageCostTests(Browser browser)
{
    private const int Many = 200;
    private const int Updates = 8;
    private const double MsBetweenUpdates = 2000;

    /// <summary>
    /// All prices move between two updates. Of the updates the one in the middle counts: other programs empty the caches of the processor, and
    /// the first updates run code that is not compiled yet.
    /// </summary>
    [Fact]
    public async Task Update_OfManyPositions_TakesLessThanAHundredthOfACore()
    {
        using var service = new ShownService();
        using RespClient client = service.Redis.Connect();
        service.Settle(Add(i => ["side", i % 2 == 0 ? "BUY" : "SELL", "qty", "1", "price", "100", "stop_loss", i % 2 == 0 ? "90" : "110", "status", "FILLED"]));
        Move(0);
        await using WatchedPage page = await browser.Open(service.Address, new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        await Assertions.Expect(page["#positions tr"]).ToHaveCountAsync(Many, new() { Timeout = 30_000 });

        ICDPSession tools = await page.Page.Context.NewCDPSessionAsync(page.Page);
        await tools.SendAsync("Performance.enable", new Dictionary<string, object> { ["timeDomain"] = "threadTicks" }); // its own work, not that of others
        var shares = new List<double>();
        for (int i = 1; i <= Updates; i++)
        {
            Move(i);
            double before = await BusyMs(tools);
            await NextUpdate(page);
            shares.Add((await BusyMs(tools) - before) / MsBetweenUpdates);
        }
        shares.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"an update of {Many} positions, part of a core: least {shares[0]:P2}, median {shares[Updates / 2]:P2}, most {shares[^1]:P2}");
        Assert.InRange(shares[Updates / 2], 0, 0.01);
        Assert.Empty(page.Wrong);

        void Move(int by) => service.Settle(Add(i => ["status", "PRICE_UPDATE", "price", $"{98 + (((i * 7) + by) % 40 * 0.1m)}"]));
        string Add(Func<int, object[]> fields) => (string)client.Pipeline(
            [.. Enumerable.Range(0, Many).Select(i => (object[])["XADD", ShownService.Input, "*", "symbol", $"S{i}", .. fields(i)])])[^1]!;
    }

    /// <summary>Nobody sees it but for its title: it asks rarely, and at once when it is looked at again.</summary>
    [Fact]
    public async Task Page_ThatIsHidden_AsksRarely()
    {
        using var service = new ShownService();
        service.Trade();
        await using WatchedPage page = await browser.Open(service.Address);
        await page.Sees("#positions tr", "3352");
        int asked = 0;
        page.Page.Request += (_, _) => asked++;
        await Hide(true);
        await page.Page.WaitForTimeoutAsync(7000); // the time of three updates and a half: there is nothing to wait for but time
        Assert.InRange(asked, 0, 2); // the one that was due already, and what it found to have changed
        service.Settle(service.Add("symbol", "ETHUSDT", "status", "PRICE_UPDATE", "price", "3360"));
        await Hide(false);
        await page.Sees("#positions tr", "3360");

        Task Hide(bool hidden) => page.Page.EvaluateAsync(
            """
            (hidden) => {
              Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
              document.dispatchEvent(new Event("visibilitychange"));
            }
            """,
            hidden);
    }

    /// <summary>Intents, refusals and trades are asked for once, and again when there are others.</summary>
    [Fact]
    public async Task Update_WithoutNews_IsOneQuestion()
    {
        using var service = new ShownService();
        service.Trade();
        await using WatchedPage page = await browser.Open(service.Address);
        await page.Sees("#intents tr:first-child", "suggested");
        var asked = new System.Collections.Concurrent.ConcurrentQueue<string>();
        page.Page.Request += (_, request) => asked.Enqueue(new Uri(request.Url).AbsolutePath);
        for (int i = 0; i < 3; i++) await NextUpdate(page);
        Assert.Equal(["/api/positions"], asked.Distinct());
        service.Add("symbol", "SOLUSDT", "status", "ODD");
        await page.Sees("#refusals", "StatusUnknown");
        Assert.Contains("/api/intents", asked);
        Assert.DoesNotContain("/api/trades", asked);
    }

    // What has been shown is not over when it is in the document: style, layout and paint come with the next frame.
    private static async Task NextUpdate(WatchedPage page) => await page.Page.EvaluateAsync("""
        () => new Promise((done) => new MutationObserver((_, observer) => {
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)));
        }).observe(document.querySelector("#as-of"), { childList: true, subtree: true }))
        """);

    private static async Task<double> BusyMs(ICDPSession tools)
    {
        JsonElement metrics = (await tools.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
        return 1000 * metrics.EnumerateArray().Single(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
    }
}
