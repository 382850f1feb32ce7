using System.Globalization;
using System.Net;
using System.Text.Json;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Packages.Tests;

/// <summary>New projects in an empty folder, which know nothing but the packages and what docs/embedding.md shows.</summary>
public sealed class ConsumerTests(Workshop workshop)
{
    [Fact]
    public void Engine_InANewConsoleProject_PrintsWhatTheDocumentShows()
    {
        string folder = Built("Engine", "HarvestBrain.Core");
        string[] restored = Restored(folder);

        Assert.Equal([$"HarvestBrain.Core/{workshop.Version}"], restored);
        Assert.Equal(
            Repository.Blocks(Examples.Embedding).First(block => block.Language == "text").Text,
            Running.ToEnd(folder, $"{Running.Dotnet} bin/Release/net10.0/Engine.dll"));
    }

    [Fact]
    public void Service_InANewGenericHost_PublishesWhatTheDocumentShows()
    {
        string folder = Built("Service", "HarvestBrain.Core", "HarvestBrain.Redis");
        string[] commands = Repository.Commands(Examples.Embedding, "redis-cli");
        using var redis = new RedisServer();
        using var service = new Running(folder, $"{Running.Dotnet} bin/Release/net10.0/Service.dll", Shown.Port(redis));
        foreach (string command in commands[..^1]) Shown.Run(command, redis);

        string published = "";
        Eventually.True(
            () => (published = Shown.Run(commands[^1], redis)).Contains("HARVEST_PARTIAL", StringComparison.Ordinal), "an intent comes out", () => service.Output);
        string[] payloads = [.. published.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith('{'))];

        Assert.Equal(["MOVE_STOP", "HARVEST_PARTIAL"], payloads.Select(payload => Member(payload, "intent_type").GetString()));
        Assert.Equal((0.25m, "SELL"), (Member(payloads[1], "qty").GetDecimal(), Member(payloads[1], "side").GetString()));
        Assert.Equal(0, service.Terminate());
    }

    [Fact]
    public async Task Web_InANewAspNetCoreProject_WantsAuthorizationForAllThatItShows()
    {
        string folder = Built("Web", "HarvestBrain.AspNetCore", "HarvestBrain.Core", "HarvestBrain.Redis");
        using var redis = new RedisServer();
        Uri address = new($"http://127.0.0.1:{RedisServer.FreePort()}");
        using var service = new Running(folder, $"{Running.Dotnet} bin/Release/net10.0/Web.dll --urls {address}", Shown.Port(redis));
        Eventually.True(() => service.Output.Contains("Now listening", StringComparison.Ordinal), "it listens", () => service.Output);
        using var client = new HttpClient { BaseAddress = address };

        foreach (string path in (string[])["/harvest", "/harvest/metrics", "/harvest/health/live", "/harvest/health/ready", "/harvest/api/positions"])
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, answer.StatusCode));
        }
        Assert.Equal(0, service.Terminate());
    }

    [Fact]
    public void Examples_OfEveryDocument_Compile()
    {
        string folder = Path.Combine(workshop.Consumers, Examples.All);

        string[] shown =
        [
            .. Repository.Documents.SelectMany(document => Repository.Blocks(document).Where(block => block.Language == "csharp").Select(_ => document)),
        ];
        Assert.True(File.Exists(Path.Combine(folder, $"bin/Release/net10.0/{Examples.All}.dll")));
        Assert.Equal(shown.Length, Directory.GetFiles(folder, "*.cs").Length);
        Assert.Superset(
            new HashSet<string>(["docs/embedding.md", .. Workshop.Names.Select(name => $"src/{name}/README.md")]), shown.ToHashSet());
        // Nothing that is C# hides behind another name.
        Assert.All(Repository.Documents.SelectMany(Repository.Blocks), block => Assert.DoesNotContain(block.Language, (string[])["cs", "c", "CSharp"]));
    }

    /// <summary>A project's folder, where exactly these libraries of ours are the packed ones.</summary>
    private string Built(string project, params string[] libraries)
    {
        string folder = Path.Combine(workshop.Consumers, project);
        string output = Path.Combine(folder, "bin/Release/net10.0");
        Assert.Equal(
            libraries.Select(library => library + ".dll"),
            Directory.GetFiles(output, "HarvestBrain.*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string library in libraries)
        {
            string packed = Path.Combine(workshop.PackedSources, $"src/{library}/bin/Release/net10.0/{library}.dll");
            Assert.Equal(File.ReadAllBytes(packed), File.ReadAllBytes(Path.Combine(output, library + ".dll")));
        }
        return folder;
    }

    private static string[] Restored(string folder)
    {
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "obj/project.assets.json")));
        return [.. assets.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name)];
    }

    private static JsonElement Member(string payload, string name) => JsonDocument.Parse(payload).RootElement.GetProperty(name);
}

/// <summary>Commands as a document shows them, for a server on a port of its own.</summary>
internal static class Shown
{
    public static (string Name, string Value) Port(RedisServer redis) => ("REDIS_PORT", redis.Port.ToString(CultureInfo.InvariantCulture));

    public static string Run(string command, RedisServer redis)
    {
        Assert.StartsWith("redis-cli ", command, StringComparison.Ordinal);
        return Running.ToEnd(Path.GetTempPath(), $"redis-cli -p {redis.Port}{command["redis-cli".Length..]}");
    }
}
