using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using HarvestBrain.AspNetCore.Tests.Support;
using HarvestBrain.Host.Tests.Documentation;

namespace HarvestBrain.Deploy.Tests.Native;

/// <summary>What the native program shows by HTTP.</summary>
public sealed partial class HttpTests(PublishedProgram published) : IClassFixture<PublishedProgram>
{
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0";

    [Fact]
    public async Task PageApiHealthAndMetrics_AreThere()
    {
        Assert.NotNull(published);
        using var service = new ShownService(ShownService.Nobody);
        service.Trade();

        Assert.Contains("<script", await service.Text(""), StringComparison.Ordinal);
        Assert.Equal("""{"status":"live"}""", await service.Text("health/live"));
        Assert.Equal("owner", (await service.Json("health/ready")).GetProperty("state").GetString());
        JsonElement position = (await service.Json("api/positions")).GetProperty("positions")[0];
        Assert.Equal(("ETHUSDT", "LONG", "1"), (Text("symbol"), Text("side"), Text("qty")));
        Assert.Equal(2, (await service.Json("api/intents")).GetProperty("intents").GetArrayLength());
        using HttpResponseMessage missing = await service.Get("nothing");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        string plain = await service.Text("metrics"), open = await service.Text("metrics", OpenMetrics);
        Promtool.Check(Path.GetTempPath(), plain, "check", "metrics");
        Assert.EndsWith("\n# EOF\n", open, StringComparison.Ordinal);
        Assert.Equal(1, ShownService.MetricIn(plain, "harvest_rungs_total{event=\"requested\"}"));
        string documented = File.ReadAllText(Path.Combine(Shell.Root, "docs/monitoring.md"));
        string[] names = [.. Markdown.Rows(documented).Select(row => row[0]).Where(name => MetricName().IsMatch(name))];
        Assert.True(names.Length > 40, $"{names.Length} names");
        Assert.All(names, name => Assert.Contains($"# TYPE {name} ", plain, StringComparison.Ordinal));

        string Text(string name) => position.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : position.GetProperty(name).GetRawText();
    }

    [Fact]
    public async Task Token_IsAskedFor()
    {
        using var service = new ShownService(("HARVEST_HTTP_TOKEN", "0123456789abcdef0123456789abcdef"));
        using HttpResponseMessage refused = await service.Get("metrics"), wrong = await service.Get("metrics", "no"), right = await service.Get("metrics", "0123456789abcdef0123456789abcdef");
        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, wrong.StatusCode, right.StatusCode));
    }

    [GeneratedRegex("^(harvest|process|dotnet)_[a-z_]+$")]
    private static partial Regex MetricName();
}
