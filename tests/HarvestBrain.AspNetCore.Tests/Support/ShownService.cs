using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.AspNetCore.Tests.Support;

/// <summary>A real program with its HTTP endpoint on, beside a Redis of its own.</summary>
internal sealed class ShownService : IDisposable
{
    public const string Input = "quantum:stream:execution.result";

    /// <summary>Notifications to a chat that nobody answers for.</summary>
    public static readonly (string Name, string Value)[] Nobody =
        [("TELEGRAM_BOT_TOKEN", "1:x"), ("TELEGRAM_CHAT_ID", "1"), ("TELEGRAM_API", "http://" + NoServer.Authority)];

    private readonly HttpClient _client;
    private readonly (string Name, string Value)[] _settings;

    public ShownService(params (string Name, string Value)[] settings)
    {
        Port = RedisServer.FreePort();
        _settings = [("HARVEST_HTTP", $"127.0.0.1:{Port}"), ("HARVEST_LEASE_SEC", "1"), .. settings];
        _client = new HttpClient { BaseAddress = Address, Timeout = Eventually.Limit };
        Process = Start();
    }

    public RedisServer Redis { get; } = new(RedisServer.Durable);

    public WorkerProcess Process { get; private set; }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>Another process in the place of the one that runs.</summary>
    public void Restart()
    {
        Process.Dispose();
        Process = Start();
    }

    /// <summary>Runs another command of the program beside it.</summary>
    public void Run(params string[] command)
    {
        using WorkerProcess other = WorkerProcess.Start(command, Redis.Port);
        Assert.Equal(0, other.WaitForExit());
    }

    private WorkerProcess Start()
    {
        Process = WorkerProcess.Run(Redis, _settings);
        Process.WaitFor(LogEvent.Listening);
        Process.WaitFor(LogEvent.Loaded);
        Eventually.True(() => !Get("health/ready").Result.Content.ReadAsStringAsync().Result.Contains("starting", StringComparison.Ordinal), "it works", () => Process.Output);
        return Process;
    }

    public string Add(params object[] fields) => Redis.Text(["XADD", Input, "*", .. fields])!;

    /// <summary>A long of 1 at 3300 with its stop at 3200 that reaches half an R: a partial close and a stop move.</summary>
    public void Trade(string symbol = "ETHUSDT")
    {
        Add("symbol", symbol, "side", "BUY", "qty", "1", "price", "3300", "stop_loss", "3200", "status", "FILLED");
        Settle(Add("symbol", symbol, "status", "PRICE_UPDATE", "price", "3352"));
    }

    /// <summary>Redis answers nobody any more, and the service has found out.</summary>
    public void FreezeRedis()
    {
        Redis.Do("CLIENT", "PAUSE", "60000", "ALL");
        Eventually.True(() => Get("health/ready").Result.Content.ReadAsStringAsync().Result.Contains("redis_away", StringComparison.Ordinal), "it says so");
    }

    /// <summary>Somebody else holds the lease, and the service has found out.</summary>
    public void StandBy()
    {
        Redis.Do("SET", "quantum:harvest:lease", "999:somebody", "PX", "600000");
        Eventually.Equal("standby", () => Json("health/ready").Result.GetProperty("state").GetString(), "it stands by", () => Process.Output);
    }

    /// <summary>Waits until an entry is applied.</summary>
    public void Settle(string id) =>
        Eventually.Equal(id, () => Redis.Text("HGET", "quantum:harvest:checkpoint", Input), "the entry is applied", () => Process.Output);

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, string? token = null, string? accept = null, HttpContent? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body, Version = HttpVersion.Version11 };
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return _client.SendAsync(request);
    }

    public Task<HttpResponseMessage> Get(string path, string? token = null, string? accept = null) => Send(HttpMethod.Get, path, token, accept);

    public async Task<JsonElement> Json(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using HttpResponseMessage response = await Get(path);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{path}: {response.StatusCode} {text}");
        Assert.Equal(new MediaTypeHeaderValue("application/json", "utf-8"), response.Content.Headers.ContentType);
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<string> Text(string path, string? accept = null)
    {
        using HttpResponseMessage response = await Get(path, accept: accept);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>The value of a time series, by its name and labels as they are written.</summary>
    public async Task<double?> Metric(string series) => MetricIn(await Text("metrics"), series);

    public static double? MetricIn(string exposition, string series)
    {
        string? line = exposition.Split('\n').SingleOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line.AsSpan(series.Length + 1), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _client.Dispose();
        Process.Dispose();
        Redis.Dispose();
    }
}
