using System.Runtime.CompilerServices;
using HarvestBrain.Host.Http;
using HarvestBrain.Host.Logging;
using HarvestBrain.Host.Service;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Host;

/// <summary>What the settings ask for, put together.</summary>
internal static class Composition
{
    /// <summary>The services of the settings; each that runs is an <see cref="IHostedService"/>.</summary>
    public static ServiceProvider Of(HostSettings settings, LineLoggerProvider log, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        more?.Invoke(services);
        services.AddSingleton<ILoggerFactory>(new LineLoggerFactory(log));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        if (settings.Http is { } http) AddHttp(services, http);
        services.AddHarvestBrain(settings.Apply);
        if (settings.Telemetry.IsOn) services.AddHarvestBrainOpenTelemetry();
        if (settings.Notifications.IsOn) services.AddHarvestBrainNotifications(options => options.Settings = settings.Notifications);
        if (SystemdNotifier.IsWanted) services.AddSingleton<IHostedService, SystemdNotifier>();
        return services.BuildServiceProvider();
    }

    // A method of its own: whoever does not call it does not load a web server.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddHttp(ServiceCollection services, HttpSettings http)
    {
        services.AddSingleton(http);
        services.AddHarvestBrainStatus();
        services.AddSingleton<IHostedService, HttpEndpoint>();
    }
}
