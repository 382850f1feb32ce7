using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace HarvestBrain.Browser.Tests;

/// <summary>The status page in a browser, with everything noted that it should not do.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _address;
    private readonly ConcurrentQueue<string> _wrong = new();

    internal WatchedPage(IBrowserContext context, IPage page, Uri address)
    {
        _context = context;
        _address = address;
        Page = page;
        page.SetDefaultTimeout(30_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _wrong.Enqueue($"console: {message.Text}");
        };
        page.PageError += (_, error) => _wrong.Enqueue($"error: {error}");
        page.Dialog += (_, dialog) => _wrong.Enqueue($"dialog: {dialog.Message}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address.ToString(), StringComparison.Ordinal) && request.Url != "data:,") _wrong.Enqueue($"request: {request.Url}");
            if (request.IsNavigationRequest) Navigations++;
        };
    }

    public IPage Page { get; }

    /// <summary>How often a document was loaded.</summary>
    public int Navigations { get; private set; }

    /// <summary>What went wrong so far: errors in the console, requests to anywhere else, dialogs.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    public Task Go() => Page.GotoAsync(_address.ToString());

    public ILocator this[string selector] => Page.Locator(selector);

    public Task Sees(string selector, string text) => Assertions.Expect(Page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = 30_000 });

    /// <summary>What the scanner finds, of serious and critical impact, as text; empty when nothing.</summary>
    public async Task<string> Scan(string axe)
    {
        // Not by a script element, which the page's own policy forbids.
        await Page.EvaluateAsync(axe);
        string found = await Page.EvaluateAsync<string>("async () => JSON.stringify((await axe.run(document)).violations)");
        return string.Join('\n', JsonDocument.Parse(found).RootElement.EnumerateArray()
            .Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical")
            .Select(violation => violation.GetRawText()));
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
