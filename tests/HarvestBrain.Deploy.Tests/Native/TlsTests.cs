using HarvestBrain.Host.Tests;
using HarvestBrain.Notifications.Tests;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Deploy.Tests.Native;

/// <summary>What the native program does over TLS, and what it says where the library for it is missing.</summary>
public sealed class TlsTests(PublishedProgram published) : IClassFixture<PublishedProgram>
{
    private const int TargetFails = 61;

    [Fact]
    public void TelegramAndWebhook_OverHttps_AreTold()
    {
        Assert.NotNull(published);
        using var certificate = new Certificate();
        using var telegram = new HttpStub(certificate.Server);
        using var webhook = new HttpStub(certificate.Server);
        using var redis = new RedisServer();
        using var service = WorkerProcess.Run(redis, [.. Settings(telegram.Address, webhook.Address), ("SSL_CERT_FILE", certificate.File)]);
        Eventually.True(
            () => telegram.Taken.Any(request => request.Text.Contains("started in shadow mode", StringComparison.Ordinal)), "the chat is told", () => service.Output);
        Assert.Equal("/bot1:TOKEN/sendMessage", telegram.Taken[0].Path);
        Eventually.True(() => webhook.Taken.Count > 0, "the webhook is told", () => service.Output);
        Assert.Contains(webhook.Taken[0].Headers, header => header.Key.Contains("Signature", StringComparison.OrdinalIgnoreCase));
        service.Terminate();
        Assert.Equal(0, service.WaitForExit());
    }

    [Fact]
    public void Certificate_ThatNobodyVouchesFor_IsRefused()
    {
        using var certificate = new Certificate();
        using var telegram = new HttpStub(certificate.Server);
        using var redis = new RedisServer();
        using var service = WorkerProcess.Run(redis, Settings(telegram.Address, ""));
        service.WaitFor(TargetFails, "telegram");
        Assert.Empty(telegram.Seen);
    }

    [Fact]
    public void Redis_OverTls_IsUsed()
    {
        using var certificate = new Certificate();
        int port = RedisServer.FreePort();
        using var redis = new RedisServer(certificate.Redis(port));
        using var service = WorkerProcess.Run(redis, ("REDIS_URL", $"127.0.0.1:{port},ssl=true"), ("SSL_CERT_FILE", certificate.File));
        service.WaitFor(LogEvent.Loaded);
        redis.Text("XADD", "quantum:stream:execution.result", "*", "symbol", "ETHUSDT", "side", "BUY", "qty", "1", "price", "3300", "stop_loss", "3200", "status", "FILLED");
        redis.Text("XADD", "quantum:stream:execution.result", "*", "symbol", "ETHUSDT", "status", "PRICE_UPDATE", "price", "3352");
        service.WaitFor(LogEvent.Intent, times: 2);
    }

    /// <summary>.NET ends the process without a word when it needs OpenSSL and does not find it.</summary>
    [Theory]
    [InlineData("http://", "http://hooks.invalid/hook", "HARVEST_WEBHOOK_SECRET")]
    [InlineData("https://", "", "TELEGRAM_API")]
    public void WithoutOpenSsl_WhatNeedsIt_IsNamed(string api, string url, string setting)
    {
        using var folder = new TempFolder();
        foreach (string version in (string[])["3", "1.1", "1.0.2", "1.0.0", "10"]) folder.Write($"libssl.so.{version}", "no library");
        (string, string) hidden = ("LD_LIBRARY_PATH", folder.Path(""));
        using var redis = new RedisServer();
        using var refused = WorkerProcess.Run(redis, [.. Settings(api + NoServer.Authority, url), hidden]);
        Assert.Equal(78, refused.WaitForExit());
        Assert.Contains(setting, refused.Errors, StringComparison.Ordinal);
        Assert.Contains("install libssl3", refused.Errors, StringComparison.Ordinal);

        using var plain = WorkerProcess.Run(redis, [.. Settings("http://" + NoServer.Authority, ""), hidden]);
        plain.WaitFor(TargetFails, "telegram"); // what does not need it, works without
        plain.Terminate();
        Assert.Equal(0, plain.WaitForExit());
    }

    private static (string, string)[] Settings(string api, string url) =>
    [
        ("HARVEST_LEASE_SEC", "1"), ("TELEGRAM_BOT_TOKEN", "1:TOKEN"), ("TELEGRAM_CHAT_ID", "1"), ("TELEGRAM_API", api), ("HARVEST_WEBHOOK_URL", url),
        ("HARVEST_WEBHOOK_SECRET", "secret-of-the-webhook"),
    ];
}
