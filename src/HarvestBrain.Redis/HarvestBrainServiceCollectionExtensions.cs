using System.Diagnostics.CodeAnalysis;
using HarvestBrain.Redis.Observers;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using HarvestBrainRedis = HarvestBrain.Redis;

#pragma warning disable IDE0130 // where a caller looks for it
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds HarvestBrain to an application.</summary>
public static class HarvestBrainServiceCollectionExtensions
{
    /// <summary>
    /// Adds the service, with the settings of the application's <see cref="IConfiguration"/> if it has one (environment variables
    /// such as HARVEST_MODE are part of a generic host's), else with the defaults. An <c>IConnectionMultiplexer</c> that the
    /// application registered is used. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddHarvestBrain(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(HarvestBrainRedis.HarvestBrainService))) return services;
        services.AddOptions<HarvestBrainRedis.HarvestBrainOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor
            .Singleton<IConfigureOptions<HarvestBrainRedis.HarvestBrainOptions>, HarvestBrainRedis.ReadApplicationConfiguration>());
        services.TryAddEnumerable(ServiceDescriptor
            .Singleton<IValidateOptions<HarvestBrainRedis.HarvestBrainOptions>, HarvestBrainRedis.HarvestBrainOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HarvestStatus>();
        services.TryAddSingleton<HarvestMetrics>();
        services.TryAddSingleton<PositionsView>();
        services.AddSingleton<HarvestBrainRedis.HarvestBrainService>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<HarvestBrainRedis.HarvestBrainService>());
        return services;
    }

    /// <summary>As <see cref="AddHarvestBrain(IServiceCollection)"/>, with the settings of a configuration section.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">
    /// Its keys are the names of the settings. A key of a section that is none is an error, which names the nearest one; of a whole
    /// configuration, which belongs to others too, it means nothing.
    /// </param>
    public static IServiceCollection AddHarvestBrain(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddHarvestBrain(options => HarvestBrainRedis.ReadApplicationConfiguration.Read(section, options));
    }

    /// <summary>As <see cref="AddHarvestBrain(IServiceCollection, IConfiguration)"/>, and then changed in code.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">Its keys are the names of the settings.</param>
    /// <param name="configure">Changes the options that the section gave.</param>
    public static IServiceCollection AddHarvestBrain(
        this IServiceCollection services, IConfiguration section, Action<HarvestBrainRedis.HarvestBrainOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddHarvestBrain(section).Configure(configure);
    }

    /// <summary>As <see cref="AddHarvestBrain(IServiceCollection)"/>, with settings made in code.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options.</param>
    public static IServiceCollection AddHarvestBrain(
        this IServiceCollection services, Action<HarvestBrainRedis.HarvestBrainOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddHarvestBrain();
        services.Configure(configure);
        return services;
    }

    /// <summary>
    /// Adds an observer: it is told what the service publishes, after the commit, and can never break or hold up the service. A singleton,
    /// made by the application's services; adding the same type again changes nothing. Before or after <c>AddHarvestBrain</c>.
    /// </summary>
    /// <typeparam name="TObserver">The observer.</typeparam>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddHarvestObserver<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TObserver>(this IServiceCollection services)
        where TObserver : class, IHarvestObserver
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHarvestObserver, TObserver>());
        return services;
    }

    /// <summary>Adds the health check <c>harvestbrain</c>.</summary>
    public static IHealthChecksBuilder AddHarvestBrain(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<HarvestBrainHealthCheck>("harvestbrain");
    }
}
