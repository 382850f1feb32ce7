using HarvestBrain.AspNetCore;
using HarvestBrain.Redis.Observers;
using Microsoft.Extensions.DependencyInjection.Extensions;

#pragma warning disable IDE0130 // where a caller looks for it
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what <c>MapHarvestBrain</c> shows.</summary>
public static class HarvestBrainStatusServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="HarvestBrainMonitor"/>, which remembers the last intents and refusals and collects the metrics. Beside
    /// <c>AddHarvestBrain()</c>, before or after it. Calling it again changes nothing.
    /// </summary>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddHarvestBrainStatus(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(HarvestBrainMonitor))) return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RecentActivity>();
        services.AddSingleton<IHarvestObserver>(provider => provider.GetRequiredService<RecentActivity>());
        services.AddSingleton<HarvestBrainMonitor>();
        return services;
    }
}
