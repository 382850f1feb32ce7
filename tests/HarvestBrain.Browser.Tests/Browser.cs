using System.Diagnostics;
using HarvestBrain.Browser.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browser))]

namespace HarvestBrain.Browser.Tests;

/// <summary>One headless chromium, and the accessibility scanner, for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("harvest-axe-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The scanner's script.</summary>
    public string Axe { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        FetchAxe();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("HARVEST_TEST_CHROMIUM") ?? "/usr/bin/chromium",
            Args = Arguments,
        });
    }

    /// <summary>A page of its own, which notes all that should not happen.</summary>
    public async Task<WatchedPage> Open(Uri address, BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await _browser!.NewContextAsync(options);
        var page = new WatchedPage(context, await context.NewPageAsync(), address);
        await page.Go();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // The version is pinned by the lock file; nothing of it is run but the script, in the page.
    private void FetchAxe()
    {
        foreach (string file in (string[])["package.json", "package-lock.json"])
            File.Copy(Path.Combine(AppContext.BaseDirectory, "axe", file), Path.Combine(_folder, file));
        using Process npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = npm.StandardOutput.ReadToEndAsync(), errors = npm.StandardError.ReadToEndAsync();
        Assert.True(npm.WaitForExit(TimeSpan.FromMinutes(2)), "npm does not end");
        Assert.True(npm.ExitCode == 0, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
        Axe = File.ReadAllText(Path.Combine(_folder, "node_modules/axe-core/axe.min.js"));
    }
}
