using System.Globalization;
using System.Text.RegularExpressions;
using HarvestBrain.AspNetCore.Tests.Support;
using HarvestBrain.Host.Tests.Documentation;
using HarvestBrain.Redis.Tests.Support;
using Microsoft.Playwright;

namespace HarvestBrain.Browser.Tests;

/// <summary>The status page of a real program, in a real browser.</summary>
public sealed class StatusPageTests(Browser browser)
{
    private const string Row = "#positions tr";
    private const int Slow = 4; // a machine with more to do than these tests

    [Fact]
    public async Task Page_OfATrade_ShowsPositionLadderAndIntents_AndFollowsWithoutReload()
    {
        using var service = new ShownService();
        await using WatchedPage page = await browser.Open(service.Address);
        await page.Sees("#positions-empty", "No open position.");
        service.Trade();

        await page.Sees(Row, "ETHUSDT");
        await page.Sees(Row, "0.52 R");
        await page.Sees(Row, "break even");
        await page.Sees("#mode.shadow", "SHADOWSuggestions only");
        await page.Sees("#badges", "owner");
        await page.Sees("#intents", "SELL 0.25 reduce-only");
        await page.Sees("#intents", "stop 3200 → 3300, break even");
        await page.Sees("#intents tr:first-child", "suggested");
        await page.Sees(Row, "3400close 0.25"); // the next trigger
        await page.Sees(Row, "33001.55 %0.52 Rbreak even"); // the stop, and how far it is
        await page.Sees("#open", "+0.52 R+52.00");
        await page.Sees("#risk", "0.000.00 R if all stops are hit");
        await page.Sees("#today", "0.00 R0 trades");
        await page.Sees("#facts", "29 of 30"); // stop moves have a limit of their own
        string? ladder = await page["#positions svg"].GetAttributeAsync("aria-label");
        Assert.Equal("Long from 3300, price 3352, stop 3300; 0.5 R asked for; 1 R to come; 1.5 R to come", ladder);
        Assert.Equal(1, await page["#positions svg .rung.requested"].CountAsync());
        Assert.Equal(2, await page["#positions svg .rung.armed"].CountAsync());

        // The executor fills, the price goes on.
        string id = $"harvest:ETHUSDT:{(await service.Json("api/positions")).GetProperty("positions")[0].GetProperty("epoch").GetString()}:rung:0.5";
        service.Add("symbol", "ETHUSDT", "side", "SELL", "qty", "0.25", "price", "3352", "status", "FILLED", "intent_id", id);
        service.Add("symbol", "ETHUSDT", "status", "PRICE_UPDATE", "price", "3400");
        await page.Sees(Row, "1.00 R");
        await page.Sees(Row, "0.75");
        await page.Sees(Row, "13.00 realised");
        await Assertions.Expect(page["#positions svg .rung.filled"]).ToHaveCountAsync(1);
        await page.Sees("#news", "ETHUSDT: SELL 0.25 reduce-only"); // for a screen reader

        service.Redis.Do("SET", "quantum:kill", "1");
        service.Add("symbol", "ETHUSDT", "status", "PRICE_UPDATE", "price", "3450");
        await page.Sees("#badges", "KILL SWITCH ON");
        await page.Sees("#problems", "The kill switch is on");
        await page.Sees("#refusals", "KillSwitch");
        await Assertions.Expect(page["#positions svg .rung.due"]).ToHaveCountAsync(1);

        service.Add("symbol", "ETHUSDT", "side", "SELL", "qty", "0.75", "price", "3450", "status", "FILLED");
        await page.Sees("#positions-empty", "No open position.");
        await page.Sees("#today", "+1.25 R1 trade, +125.50 net");
        await page.Sees("#trades", "+1.25 R");
        await Assertions.Expect(page["#equity svg"]).ToHaveAttributeAsync("aria-label", new Regex("^Equity line: \\+1.25 R in 1 trade "));
        Assert.Equal(1, page.Navigations);
        Assert.Empty(page.Wrong);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Page_OfSeveralQuoteCurrencies_AddsUpEachAlone(ColorScheme scheme, int width)
    {
        using var service = new ShownService();
        service.Trade(); // 52 USDT, and its stop at the entry
        service.Add("symbol", "ETHBTC", "side", "BUY", "qty", "10", "price", "0.05", "stop_loss", "0.04", "status", "FILLED");
        service.Settle(service.Add("symbol", "ETHBTC", "status", "PRICE_UPDATE", "price", "0.048"));
        await using WatchedPage page = await browser.Open(
            service.Address, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        await page.Sees("#open", "+0.32 R−0.02 BTC, +52.00 USDT");
        await page.Sees("#realised", "0.00 BTC, 0.00 USDT of what is open");
        await page.Sees("#risk", "1.00 R0.10 BTC, 0.00 USDT if all stops are hit");
        service.Add("symbol", "ETHUSDT", "side", "SELL", "qty", "1", "price", "3360", "status", "FILLED");
        service.Add("symbol", "ETHBTC", "side", "SELL", "qty", "10", "price", "0.06", "status", "FILLED");
        await page.Sees("#today", "+1.60 R2 trades, +0.10 BTC, +60.00 USDT net");
        Assert.Equal("", await page.Scan(browser.Axe));
        Assert.Equal(width, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.Empty(page.Wrong);
    }

    [Fact]
    public async Task Page_ShowsNumbersAndTimesAsTheyAre()
    {
        using var service = new ShownService();
        await using WatchedPage page = await browser.Open(service.Address);
        string longAgo = DateTimeOffset.UtcNow.AddDays(-3).ToString("O", CultureInfo.InvariantCulture);
        service.Add("symbol", "PEPE", "side", "BUY", "qty", "1234567891", "price", "0.00001234", "stop_loss", "0.000011", "status", "FILLED");
        service.Add("symbol", "OLD", "side", "BUY", "qty", "1", "price", "100", "stop_loss", "90", "status", "FILLED", "timestamp", longAgo);
        service.Add("symbol", "OLD", "status", "PRICE_UPDATE", "price", "104.96", "timestamp", longAgo);
        await page.Sees("#positions tr:has-text('PEPE')", "1234567891");
        ILocator old = page["#positions tr:has-text('OLD')"];
        await Assertions.Expect(old).ToContainTextAsync("0.49 R"); // 0.496 has not reached the rung at 0.5
        await Assertions.Expect(old).ToContainTextAsync("3 d old");

        await page.Sees("#problems", "One position has old prices");

        // A rung that is kept back stands at its own R, and says so.
        service.Redis.Do("HSET", "quantum:config:harvest:CANARY", "min_r", "1000");
        service.Add("symbol", "CANARY", "side", "BUY", "qty", "1", "price", "100", "stop_loss", "90", "status", "FILLED");
        ILocator canary = page["#positions tr:has-text('CANARY')"];
        await Assertions.Expect(canary).ToContainTextAsync("10100close 0.25kept back by HARVEST_MIN_R");
        Assert.Equal(3, (await canary.Locator("svg circle.rung").EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('cx'))")).Distinct().Count());

        // Refused is not asked for.
        service.Trade();
        await page.Sees("#positions tr:has-text('ETHUSDT')", "0.52 R");
        string epoch = (await service.Json("api/positions")).GetProperty("positions").EnumerateArray()
            .Single(position => position.GetProperty("symbol").GetString() == "ETHUSDT").GetProperty("epoch").GetString()!;
        service.Add("symbol", "ETHUSDT", "status", "REJECTED", "intent_id", $"harvest:ETHUSDT:{epoch}:rung:0.5");
        await Assertions.Expect(page["#positions svg .rung.rejected"]).ToHaveCountAsync(1);

        // What no order can close is dust.
        service.Add("symbol", "CANARY", "side", "SELL", "qty", "0.999", "price", "101", "status", "FILLED", "reduce_only", "true");
        await Assertions.Expect(canary).ToContainTextAsync("dust");
        await Assertions.Expect(canary).ToContainTextAsync("0.001");

        await page["#pause"].ClickAsync();
        await page.Sees("#as-of", ", paused");
        await page["#pause"].ClickAsync();
        await page.Sees("#as-of", "again every 2 s");
        service.Process.Kill();
        await page.Sees("#badges", "no answer");
        Assert.Equal("! HarvestBrain: no answer", await page.Page.TitleAsync());
        await Assertions.Expect(page["#badges"]).Not.ToContainTextAsync("owner");
    }

    [Fact]
    public async Task Page_OfAServiceWhosePositionsAreNotKnown_DoesNotSayThereAreNone()
    {
        using var service = new ShownService();
        service.Trade();
        service.StandBy();
        await using WatchedPage page = await browser.Open(service.Address);
        await page.Sees("#as-of", "Positions not known yet");
        await page.Sees("#facts", "Open positions–");
        await page.Sees("#positions-empty", "the hot standby");
        await page.Sees("#open", "–not known");
    }

    [Fact]
    public async Task Page_WhileRedisIsAway_ShowsTheLastPictureWithItsAge()
    {
        using var service = new ShownService();
        service.Trade();
        service.FreezeRedis(); // before anybody has looked
        await using WatchedPage page = await browser.Open(service.Address);
        await page.Sees("#old", "The last picture");
        await page.Sees("#old", " s old");
        await page.Sees(Row, "ETHUSDT");
        await page.Sees("#intents", "SELL 0.25 reduce-only");
    }

    [Fact]
    public async Task Page_InLiveMode_CannotBeMistakenForShadow_AndSaysWhatPausesAndWhoStoppedIt()
    {
        using var service = new ShownService(("HARVEST_MODE", "live"));
        service.Trade();
        await using WatchedPage page = await browser.Open(service.Address);
        await page.Sees("#mode.live", "LIVEIntents are orders");
        await page.Sees("#intents tr:last-child", "waiting");
        Assert.Equal("LIVE HarvestBrain: owner", await page.Page.TitleAsync());
        await page["#pause"].ClickAsync();
        await page.Sees("#paused", "The service goes on");
        await page["#pause"].ClickAsync();
        service.Run("kill", "on", "--reason", "the venue answers late");
        await page.Sees("#problems", ": the venue answers late");
        service.Run("kill", "off", "--reason", "it is well again");
        await page.Sees("#facts", ": it is well again");
        Assert.Equal("", await page.Scan(browser.Axe));
        Assert.Empty(page.Wrong);
    }

    [Fact]
    public async Task Page_OfManyPositions_IsSortedFilteredAndSearched_WithoutAStall_TheUrgentFirst()
    {
        const int Many = 200;
        using var service = new ShownService();
        using RespClient client = service.Redis.Connect();
        object?[] added = client.Pipeline([.. Enumerable.Range(0, Many).Select(i => Entry(i, "side", i % 2 == 0 ? "BUY" : "SELL", "qty", "1", "price", "100", "stop_loss", i % 2 == 0 ? "90" : "110", "status", "FILLED"))]);
        service.Settle((string)added[^1]!);
        service.Settle((string)Move(0)[^1]!);
        service.Settle(service.Add("symbol", "S150", "side", "SELL", "qty", "a few", "price", "100", "status", "FILLED")); // what may be missing makes it suspect
        await using WatchedPage page = await browser.Open(service.Address, new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        await Assertions.Expect(page[Row]).ToHaveCountAsync(Many, new() { Timeout = 30_000 });
        await page.Sees(Row + ":first-child", "suspect");
        Assert.True(await page.Page.EvaluateAsync<bool>("() => document.querySelector('#intents').getBoundingClientRect().top < 600"), "intents stand beside");

        await page["#columns button:has-text('R')"].First.ClickAsync();
        await Assertions.Expect(page["#columns th[aria-sort=descending]"]).ToHaveTextAsync("R");
        string[] sorted = await page[Row + " td:nth-child(2)"].AllTextContentsAsync() is var cells ? [.. cells] : [];
        Assert.Equal(sorted.Select(Number).OrderDescending(), sorted.Select(Number));
        await page["#filter"].SelectOptionAsync("short");
        await Assertions.Expect(page[Row]).ToHaveCountAsync(Many / 2);
        await page["#search"].FillAsync("s15");
        await Assertions.Expect(page[Row]).ToHaveCountAsync(6); // S15, S151 ... S159
        await page.Sees("#count", "6 of 200");
        await page["#search"].FillAsync("");
        await page["#filter"].SelectOptionAsync("all");

        // A person takes a tenth of a second for at once.
        double slowest = await page.Page.EvaluateAsync<double>("""
            () => Math.max(...[...document.querySelectorAll("#columns button")].flatMap((button) => [1, 2, 3].map(() => {
              const begun = performance.now();
              button.click();
              document.body.getBoundingClientRect(); // with the layout
              return performance.now() - begun;
            })))
            """);
        Assert.InRange(slowest, 0, 100 * Slow);

        Assert.Empty(page.Wrong);

        object?[] Move(int by) => client.Pipeline([.. Enumerable.Range(0, Many).Select(i => Entry(i, "status", "PRICE_UPDATE", "price", $"{98 + (((i * 7) + by) % 40 * 0.1m)}"))]);
        static object[] Entry(int i, params object[] fields) => ["XADD", ShownService.Input, "*", "symbol", $"S{i}", .. fields];
        static decimal Number(string r) => decimal.Parse(r.Replace(" R", "", StringComparison.Ordinal).Replace('−', '-'), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Page_OnAPhone_HasRowsOfOneLine_ThatOpen()
    {
        using var service = new ShownService();
        Everything(service);
        await using WatchedPage page = await browser.Open(service.Address, new() { ViewportSize = new() { Width = 390, Height = 844 } });
        await Assertions.Expect(page[Row]).ToHaveCountAsync(4, new() { Timeout = 30_000 });
        Assert.InRange(await page.Page.EvaluateAsync<double>("() => Math.max(...[...document.querySelectorAll('#positions tr')].map((row) => row.offsetHeight))"), 20, 44);
        ILocator row = page["#positions tr:has-text('ETHUSDT')"];
        await Assertions.Expect(row.Locator("svg")).ToBeHiddenAsync();
        await row.Locator("button").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(row.Locator("svg")).ToBeVisibleAsync();
        await Assertions.Expect(row.Locator("button")).ToHaveAttributeAsync("aria-expanded", "true");
        Assert.Equal("", await page.Scan(browser.Axe));
        Assert.Equal(390, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Page_OfAnEmptyService_SaysWhatToDoNext()
    {
        using var service = new ShownService(("HARVEST_KEY_PREFIX", "desk1"));
        await using WatchedPage page = await browser.Open(service.Address);
        await page.Sees("#positions-empty pre", "redis-cli XADD desk1:stream:execution.result '*' symbol ETHUSDT side BUY");
        await page.Sees("#intents-empty", "None yet.");
        await page.Sees("#refusals-empty", "None since the start.");
        await Assertions.Expect(page["#intents-table"]).ToBeHiddenAsync();
        await page.Page.SetViewportSizeAsync(380, 900);
        await Assertions.Expect(page["#intents-table"]).ToBeHiddenAsync();
        Assert.Equal("", await page.Scan(browser.Axe));
        Assert.Empty(page.Wrong);
    }

    [Fact]
    public async Task Page_OfHostileSymbols_ShowsThemAsText()
    {
        string[] hostile =
        [
            "<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "\"><svg onload=alert(3)>", "line\none", "{{7*7}}${7*7}", "‮LSEVER", "__proto__",
        ];
        using var service = new ShownService();
        await using WatchedPage page = await browser.Open(service.Address);
        foreach (string symbol in hostile) service.Trade(symbol);
        service.Add("symbol", new string('X', 10_240), "side", "BUY", "qty", "1", "price", "1", "status", "FILLED");
        service.Add("symbol", "BAD", "status", "<b onclick=alert(4)>ODD</b>");

        foreach (string symbol in hostile)
        {
            ILocator name = page.Page.GetByText(symbol, new() { Exact = true }).First;
            await Assertions.Expect(name).ToBeVisibleAsync(new() { Timeout = 30_000 });
        }
        await Assertions.Expect(page[Row]).ToHaveCountAsync(hostile.Length);
        await page.Sees("#refusals", "<b onclick=alert(4)>ODD</b>");
        await page.Sees("#refusals", "SymbolInvalid");
        Assert.Equal(0, await page["main img, main script, [onerror], [onload], [onclick]"].CountAsync());
        Assert.Empty(page.Wrong);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 380)]
    [InlineData(ColorScheme.Dark, 380)]
    public async Task Page_WithEverythingOnIt_IsAccessible_AndFitsItsWidth(ColorScheme scheme, int width)
    {
        using var service = new ShownService();
        Everything(service);
        await using WatchedPage page = await browser.Open(service.Address, new()
        {
            ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 }, ReducedMotion = ReducedMotion.Reduce,
        });
        await page.Sees("#refusals", "StatusUnknown");
        await Assertions.Expect(page[Row]).ToHaveCountAsync(4);

        Assert.Equal("", await page.Scan(browser.Axe));
        Assert.Equal(width, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.Equal(4, await page.Page.GetByRole(AriaRole.Table, new() { Name = "Positions" }).GetByRole(AriaRole.Row).CountAsync() - 1);
        Assert.Empty(page.Wrong);
    }

    [Fact]
    public async Task Page_ByKeyboard_SkipsToThePositions_AndCanBePaused()
    {
        using var service = new ShownService();
        service.Trade();
        await using WatchedPage page = await browser.Open(service.Address);
        await page.Sees(Row, "3352");
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page["#positions-title"]).ToBeFocusedAsync();

        await page["#pause"].FocusAsync();
        await page.Page.Keyboard.PressAsync("Space");
        await page.Sees("#pause", "Resume");
        Assert.Equal("true", await page["#pause"].GetAttributeAsync("aria-pressed"));
        int asked = 0;
        page.Page.Request += (_, _) => asked++;
        service.Settle(service.Add("symbol", "ETHUSDT", "status", "PRICE_UPDATE", "price", "3360"));
        await page.Page.WaitForTimeoutAsync(3000); // longer than it waits between two questions: there is nothing to wait for but time
        Assert.Equal(0, asked);
        await page.Page.Keyboard.PressAsync("Space");
        await page.Sees(Row, "3360");
    }

    [Fact]
    public async Task Page_WhenTheServiceOrRedisGoes_SaysSo()
    {
        using var service = new ShownService();
        service.Trade();
        await using WatchedPage page = await browser.Open(service.Address);
        await page.Sees(Row, "ETHUSDT");
        service.Redis.Kill();
        await page.Sees("#badges", "Redis is away");
        await page.Sees("#problems", "Nothing is read or published until it works");
        await page.Sees(Row, "ETHUSDT"); // what was known stays
        service.Redis.Start();
        // What Redis lost of its last second may be told instead: that is another test's.
        await Assertions.Expect(page["#problems"]).Not.ToContainTextAsync("Redis is away", new() { Timeout = 30_000 });
        Assert.Empty(page.Wrong);

        service.Process.Kill();
        await page.Sees("#problems", "The service does not answer");
    }

    [Fact]
    public async Task Page_WithAToken_AsksForIt_AndShowsNothingBefore()
    {
        const string Token = "0123456789abcdef";
        using var service = new ShownService(("HARVEST_HTTP_TOKEN", Token));
        service.Trade();
        await using WatchedPage page = await browser.Open(service.Address);
        await Assertions.Expect(page["#ask"]).ToBeVisibleAsync();
        await Assertions.Expect(page["#all"]).ToBeHiddenAsync();
        Assert.Equal("", await page.Scan(browser.Axe));
        await page["#token"].FillAsync("пароль-которого-нет"); // no header can hold it
        await page["#token"].PressAsync("Enter");
        await page.Sees("#ask-wrong", "That is not the token.");
        await page["#token"].FillAsync("0123456789abcdeX");
        await page["#token"].PressAsync("Enter");
        await page.Sees("#ask-wrong", "That is not the token.");
        await page["#token"].FillAsync(Token);
        await page["#token"].PressAsync("Enter");
        await page.Sees(Row, "ETHUSDT");

        Assert.DoesNotContain(Token, page.Page.Url, StringComparison.Ordinal);
        await page.Go(); // the tab keeps it
        await page.Sees(Row, "ETHUSDT");
        // The browser notes the refusals; nothing else went wrong.
        Assert.All(page.Wrong, wrong => Assert.Contains("401", wrong, StringComparison.Ordinal));
    }

    /// <summary>Makes the pictures of the documents anew when HARVEST_SCREENSHOT is set; always tries how they are made.</summary>
    [Fact]
    public async Task Screenshot_OfTheDemo_IsTheOneInTheDocuments()
    {
        int port = RedisServer.FreePort();
        using WorkerProcess demo = WorkerProcess.Start(["demo", "--speed", "20", "--port", $"{port}"], port: 1);
        Eventually.True(() => demo.Output.Contains("FILLED ", StringComparison.Ordinal) || demo.Ended, "it is at work", () => demo.Output);
        await Take("status-page.png", 1280, 900, ColorScheme.Light);
        await Take("status-page-phone.png", 390, 1000, ColorScheme.Dark);
        demo.Terminate();
        demo.WaitForExit();

        async Task Take(string name, int width, int height, ColorScheme scheme)
        {
            await using WatchedPage page = await browser.Open(
                new Uri($"http://127.0.0.1:{port}/"), new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
            await Assertions.Expect(page["#trades tr:nth-child(40)"]).ToBeAttachedAsync(new() { Timeout = 90_000 });
            await Assertions.Expect(page[Row + ":nth-child(6)"]).ToBeAttachedAsync(new() { Timeout = 90_000 });
            byte[] made = await page.Page.ScreenshotAsync();
            string path = Path.Combine(Repository.Root, "docs", name);
            if (Environment.GetEnvironmentVariable("HARVEST_SCREENSHOT") is not null) await File.WriteAllBytesAsync(path, made);

            byte[] kept = await File.ReadAllBytesAsync(path);
            Assert.Equal(made.AsSpan(0, 8).ToArray(), kept.AsSpan(0, 8).ToArray());
            Assert.InRange(kept.Length, 20_000, 400_000);
            Assert.Empty(page.Wrong);
        }
    }

    /// <summary>A long under way, a short at its first rung, one without a stop, one that is suspect; what was asked for, refused and not understood.</summary>
    private static void Everything(ShownService service)
    {
        Open("ETHUSDT", "BUY", 1, 3300, 3200);
        Price("ETHUSDT", 3352);
        string epoch = "";
        Eventually.True(() => (epoch = Epoch("ETHUSDT")).Length > 0, "the position is shown");
        service.Add("symbol", "ETHUSDT", "side", "SELL", "qty", "0.25", "price", "3352", "status", "FILLED", "intent_id", $"harvest:ETHUSDT:{epoch}:rung:0.5");
        Price("ETHUSDT", 3412);
        Open("BTCUSDT", "SELL", 0.2m, 97_000, 98_500);
        Price("BTCUSDT", 96_100);
        Open("XRPUSDT", "BUY", 5000, 2.11m, 0);
        Price("XRPUSDT", 2.14m);
        Open("SOLUSDT", "BUY", 40, 182, 178);
        Price("SOLUSDT", 183.2m);
        service.Add("symbol", "SOLUSDT", "side", "SELL", "qty", "a few", "price", "183", "status", "FILLED");
        service.Add("symbol", "BNBUSDT", "side", "SELL", "qty", "1", "price", "640", "status", "FILLED", "reduce_only", "true");
        service.Settle(service.Add("symbol", "DOGEUSDT", "status", "ODD"));

        void Open(string symbol, string side, decimal quantity, decimal price, decimal stop) => service.Add(
            "symbol", symbol, "side", side, "qty", Text(quantity), "price", Text(price), "stop_loss", Text(stop), "status", "FILLED");
        void Price(string symbol, decimal price) => service.Settle(service.Add("symbol", symbol, "status", "PRICE_UPDATE", "price", Text(price)));
        string Epoch(string symbol) => service.Json("api/positions").Result.GetProperty("positions").EnumerateArray()
            .Where(position => position.GetProperty("symbol").GetString() == symbol).Select(position => position.GetProperty("epoch").GetString()!).SingleOrDefault("");
        static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
    }
}
