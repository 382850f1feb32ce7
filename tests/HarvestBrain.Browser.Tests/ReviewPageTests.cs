using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;
using HarvestBrain.Review;
using Microsoft.Playwright;

namespace HarvestBrain.Browser.Tests;

/// <summary>The pages of a review in a browser: nothing serious for the scanner, nothing fetched, readable without script and on a phone.</summary>
public sealed class ReviewPageTests(Browser browser)
{
    public static TheoryData<string, ColorScheme, int> Looks => new()
    {
        { "report", ColorScheme.Light, 1280 },
        { "report", ColorScheme.Dark, 390 },
        { "sweep", ColorScheme.Light, 390 },
        { "sweep", ColorScheme.Dark, 1280 },
    };

    [Theory, MemberData(nameof(Looks))]
    public async Task Page_IsAccessible_InEveryLook(string what, ColorScheme scheme, int width)
    {
        string file = Path.GetTempFileName() + ".html";
        try
        {
            await File.WriteAllBytesAsync(file, what == "report" ? Report() : Sweep());
            await using WatchedPage page = await browser.Open(new Uri("file://" + file), new BrowserNewContextOptions
            {
                ColorScheme = scheme,
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
            });

            Assert.Equal("", await page.Scan(browser.Axe));
            Assert.Empty(page.Wrong);
            // No part of the page is wider than the screen: tables scroll by themselves.
            Assert.Equal(width, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            await page.Sees("#s0", "per trade");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ReviewOptions Options => new() { Settings = new EngineSettings(HarvestMode.Shadow, "", 30, HarvestPolicy.Default) };

    private static byte[] Report()
    {
        var report = new Report(Options);
        foreach (HarvestEvent e in Trades()) report.Apply(e);
        return report.Finish([new ReviewInput("trades.ndjson", new string('0', 64), 1, 0, 0)]).ToHtml();
    }

    private static byte[] Sweep()
    {
        Assert.Null(SweepPlan.TryParse(["{0.5,1,1.5}:{0.25,0.5},{2,3}:*"], "0.5,off", null, Options.Settings, out SweepPlan? plan));
        var sweep = new Sweep(Options, plan!);
        foreach (HarvestEvent e in Trades()) sweep.Apply(e);
        return sweep.Finish([new ReviewInput("trades.ndjson", new string('0', 64), 1, 0, 0)]).ToHtml();
    }

    // Sixty trades on a walk that comes back now and then; some won, some lost.
    private static IEnumerable<HarvestEvent> Trades()
    {
        long at = 1_735_776_000_000, id = 0;
        for (int trade = 0; trade < 60; trade++)
        {
            yield return HarvestEvent.Fill(Next(), at, "ETHUSDT", OrderSide.Buy, 1, 100, 90);
            for (int step = 1; step < 20; step++) yield return HarvestEvent.PriceUpdate(Next(), at, "ETHUSDT", 100 + (((step * (trade + 3)) % 37) - 9));
            yield return HarvestEvent.Fill(Next(), at, "ETHUSDT", OrderSide.Sell, 1, 91 + (trade * 7 % 25));
            at += 20 * 60 * 60 * 1000;
        }

        EntryId Next() => new(at += 60_000, ++id);
    }
}
