using System.Net.Sockets;
using HarvestBrain.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Host.Http;

/// <summary>
/// Shows the service by HTTP. A web application of its own, so that nothing it does can stop the service: if it cannot listen, it says so
/// and tries again.
/// </summary>
internal sealed class HttpEndpoint(HttpSettings settings, HarvestBrainMonitor monitor, ILogger<HttpEndpoint> logger, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(500); // for answers that are on their way

    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when its address answers for the first time.</summary>
    public Task Listening => _listening.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool said = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            WebApplication app = Build();
            await using (app.ConfigureAwait(false))
            {
                try
                {
                    await app.StartAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or SocketException)
                {
                    if (!said) HttpLog.CannotListen(logger, settings.Address.ToString(), e.Message);
                    said = true;
                    await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    continue;
                }
                _listening.TrySetResult();
                HttpLog.Listening(logger, settings.Address.ToString(), settings.Token.Length > 0);
                await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                using var limit = new CancellationTokenSource(StopLimit);
                await app.StopAsync(limit.Token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Nothing but Kestrel and routing: no configuration of its own, so that no variable of the environment opens another port.
    /// </summary>
    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Limit);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(monitor);
        builder.Services.AddSingleton<IHostLifetime>(new SignalsAreNotOurs());
        WebApplication app = builder.Build();
        app.Use(new RequestGate(settings, logger).InvokeAsync);
        app.UseRouting();
        if (settings.Token.Length > 0) app.UseHarvestBrainToken(settings.Token);
        app.MapHarvestBrain();
        return app;
    }

    // A scraper, a probe and a few pages: small requests on few connections. Who is slow or says nothing is cut off.
    private void Limit(KestrelServerOptions options)
    {
        options.Listen(settings.Address, listen => listen.Protocols = HttpProtocols.Http1);
        options.AddServerHeader = false;
        KestrelServerLimits limits = options.Limits;
        limits.MaxConcurrentConnections = 64;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = 2 * 1024;
        limits.MaxRequestHeadersTotalSize = 8 * 1024;
        limits.MaxRequestHeaderCount = 50;
        limits.MaxRequestBodySize = 0;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 32 * 1024, gracePeriod: TimeSpan.FromSeconds(5));
    }

    /// <summary>The program listens for signals; a second listener would end the page before the service.</summary>
    private sealed class SignalsAreNotOurs : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
