using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HarvestBrain.AspNetCore.Tests.Support;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.AspNetCore.Tests.Http;

/// <summary>Who means no good, against a real program.</summary>
public sealed class GateTests
{
    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Method_ThatDoesNotRead_Is405(string method) =>
        Assert.StartsWith("HTTP/1.1 405 ", await Shared.Raw($"{method} /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", 413)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 413)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413)]
    [InlineData("GET /metrics HTTP/1.1\r\n\r\n", 400)] // no host
    [InlineData("GET /metrics HTTP/1.1\r\nHost: rebound.example\r\n\r\n", 421)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost.rebound.example\r\n\r\n", 421)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", 200)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: [::1]\r\n\r\n", 200)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n\r\n", 403)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n\r\n", 200)] // a link
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n\r\n", 200)]
    [InlineData("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET /../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET /api/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("GET //etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET /status.js HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET http://169.254.169.254/latest HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n", 404)]
    [InlineData("garbage\r\n\r\n", 400)]
    [InlineData("GET /metrics HTTP/9.9\r\nHost: localhost\r\n\r\n", 505)]
    public async Task Request_OfAnyForm_IsAnsweredByItsCode(string request, int status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", await Shared.Raw(request), StringComparison.Ordinal);

    [Theory]
    [InlineData(3_000, 1, 414)]
    [InlineData(10, 9_000, 431)]
    public async Task Request_TooLarge_IsRefused(int path, int header, int status) => Assert.StartsWith(
        $"HTTP/1.1 {status} ",
        await Shared.Raw($"GET /{new string('a', path)} HTTP/1.1\r\nHost: localhost\r\nX: {new string('b', header)}\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public async Task Answers_TellNothingOfTheServer_AndForbidGuessing()
    {
        using HttpResponseMessage response = await Shared.Service.Get("api/positions");
        Assert.Empty(response.Headers.Server);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Head_HasTheHeadersAndNoBody()
    {
        string answer = await Shared.Raw("HEAD /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Matches(@"Content-Length: \d{4,}", answer);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    /// <summary>Clients that say nothing, half of something, or never read, more than are let in: the loop does not notice, and the endpoint comes back.</summary>
    [Fact]
    public async Task SlowClients_StallNothing_AndAreCutOff()
    {
        using var service = new ShownService();
        service.Trade();
        TimeSpan before = Twenty(3353); // as long as they take alone
        var clients = new List<TcpClient>();
        try
        {
            for (int i = 0; i < 100; i++)
            {
                var client = new TcpClient { ReceiveBufferSize = 1024 };
                await client.ConnectAsync(IPAddress.Loopback, service.Port);
                string said = (i % 3) switch
                {
                    0 => "",
                    1 => "GET /metrics HTTP/1.1\r\nHost: loc",
                    _ => string.Concat(Enumerable.Repeat("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", 50)), // and never reads
                };
                try
                {
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(said));
                }
                catch (IOException)
                {
                    // One of those that were not let in.
                }
                clients.Add(client);
            }
            Assert.InRange(Twenty(3373), TimeSpan.Zero, TimeSpan.FromSeconds(5) + (10 * before));

            Eventually.True(Answers, "somebody else is answered again", () => service.Process.Output);
        }
        finally
        {
            foreach (TcpClient client in clients) client.Dispose();
        }
        Assert.False(service.Process.Said(LogEvent.HttpFailed));

        TimeSpan Twenty(int price)
        {
            var clock = Stopwatch.StartNew();
            for (int i = 0; i < 20; i++)
                service.Settle(service.Add("symbol", "ETHUSDT", "status", "PRICE_UPDATE", "price", $"{price + i}"));
            return clock.Elapsed;
        }

        bool Answers()
        {
            try
            {
                using var http = new HttpClient { BaseAddress = service.Address, Timeout = TimeSpan.FromSeconds(5) };
                return http.GetAsync("health/ready").Result.StatusCode == HttpStatusCode.OK;
            }
            catch (AggregateException)
            {
                return false;
            }
        }
    }

    /// <summary>Readers of megabytes who never read: each holds a little, few hold a list, and the others are told to come again.</summary>
    [Fact]
    public async Task SlowReaders_OfManyPositions_CostLittleMemory()
    {
        using var service = new ShownService(("HARVEST_LADDER", string.Join(',', Enumerable.Range(1, 20).Select(i => $"{i}:0.05"))));
        using RespClient redis = service.Redis.Connect();
        object?[] ids = redis.Pipeline([.. Enumerable.Range(0, 2000).Select(i => (object[])
            ["XADD", ShownService.Input, "*", "symbol", $"S{i}", "side", "BUY", "qty", "1", "price", "100", "stop_loss", "90", "status", "FILLED"])]);
        service.Settle((string)ids[^1]!);
        string positions = "";
        Eventually.True(() => (positions = service.Text("api/positions").Result).Length > 3_000_000, "megabytes of positions", () => $"{positions.Length}");
        for (int i = 0; i < 5; i++) await service.Text("api/positions");

        double before = Megabytes(service);
        TcpClient[] clients = [.. Enumerable.Range(0, 60).Select(_ => new TcpClient { ReceiveBufferSize = 1024 })];
        try
        {
            foreach (TcpClient client in clients)
            {
                await client.ConnectAsync(IPAddress.Loopback, service.Port);
                await client.GetStream().WriteAsync("GET /api/positions HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            }
            double most = 0;
            Eventually.True(() =>
            {
                most = Math.Max(most, Megabytes(service));
                using HttpResponseMessage again = service.Get("api/positions").Result;
                return again.StatusCode == HttpStatusCode.ServiceUnavailable;
            }, "no more at a time", () => service.Process.Output);
            service.Settle(service.Add("symbol", "S1", "status", "PRICE_UPDATE", "price", "101"));
            Assert.InRange(Math.Max(most, Megabytes(service)) - before, -1000, 150); // 60 copies would be over 200, with what the server buffers over 400
            Eventually.True(() => service.Get("api/positions").Result.StatusCode == HttpStatusCode.OK, "they are cut off");
        }
        finally
        {
            foreach (TcpClient client in clients) client.Dispose();
        }
        Assert.False(service.Process.Said(LogEvent.HttpFailed));
    }

    private static double Megabytes(ShownService service)
    {
        using Process process = Process.GetProcessById(service.Process.Pid);
        return process.WorkingSet64 / 1e6;
    }

    /// <summary>One program for all that only asks.</summary>
    private static class Shared
    {
        private static readonly Lazy<ShownService> Lazy = new(() =>
        {
            var service = new ShownService();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => service.Dispose();
            return service;
        });

        public static ShownService Service => Lazy.Value;

        public static async Task<string> Raw(string request)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Service.Port);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
            using var limit = new CancellationTokenSource(Eventually.Limit);
            byte[] buffer = new byte[65536];
            var answer = new StringBuilder();
            // To the end of the head, or of all when the server closes.
            while (!(answer.ToString() is { } text && text.Contains("\r\n\r\n", StringComparison.Ordinal)))
            {
                int read = await stream.ReadAsync(buffer, limit.Token);
                if (read == 0) break;
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
            if (request.StartsWith("HEAD", StringComparison.Ordinal))
            {
                int read = await stream.ReadAsync(buffer, limit.Token); // nothing but the end follows
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
            return answer.ToString();
        }
    }
}
