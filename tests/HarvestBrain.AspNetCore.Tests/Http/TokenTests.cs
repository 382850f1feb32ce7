using System.Net;
using HarvestBrain.AspNetCore.Tests.Support;

namespace HarvestBrain.AspNetCore.Tests.Http;

public sealed class TokenTests
{
    private const string Token = "0123456789abcdef.-_~+/=";

    [Fact]
    public async Task Token_IsWantedByEveryPathButHealth()
    {
        using var service = new ShownService(("HARVEST_HTTP_TOKEN", Token));
        foreach (string path in (string[])["health/live", "health/ready"])
            Assert.Equal(HttpStatusCode.OK, await Status(path, null));
        foreach (string path in (string[])["", "metrics", "api/positions", "api/intents", "nothing", "health", "health/other", "HEALTH/live/../../metrics"])
        {
            foreach (string? wrong in (string?[])[null, "", "x", Token + "x", Token[..^1], Token.ToUpperInvariant(), new string('0', 5000), $"{Token},{Token}"])
                Assert.Equal((path, wrong, HttpStatusCode.Unauthorized), (path, wrong, await Status(path, wrong)));
        }
        foreach (string path in (string[])["", "metrics", "api/positions", "api/intents"]) Assert.Equal(HttpStatusCode.OK, await Status(path, Token));
        Assert.Equal(HttpStatusCode.NotFound, await Status("nothing", Token));

        using HttpResponseMessage refused = await service.Get("api/positions");
        Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
        Assert.Equal("", await refused.Content.ReadAsStringAsync());
        Assert.True(refused.Headers.ConnectionClose); // who has none keeps no connection
        // The page asks for the token, and holds nothing.
        using HttpResponseMessage page = await service.Get("");
        Assert.Equal((HttpStatusCode.Unauthorized, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.DoesNotContain(Token, service.Process.Output, StringComparison.Ordinal);

        async Task<HttpStatusCode> Status(string path, string? token)
        {
            using HttpResponseMessage response = await service.Get(path, token);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Token_LetsAnyHostNameAsk()
    {
        using var service = new ShownService(("HARVEST_HTTP_TOKEN", Token));
        using var client = new HttpClient { BaseAddress = service.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics") { Headers = { Host = "monitored.example" } };
        request.Headers.TryAddWithoutValidation("Authorization", $"bearer {Token}");
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
