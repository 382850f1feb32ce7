using HarvestBrain.Notifications;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

#pragma warning disable IDE0130 // where a caller looks for it
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds notifications to an application with HarvestBrain in it.</summary>
public static class HarvestBrainNotificationsExtensions
{
    /// <summary>
    /// Adds notifications to Telegram and a webhook, as the application's <see cref="IConfiguration"/> says; with nothing set they are off.
    /// Before or after <c>AddHarvestBrain</c>. Calling it again changes nothing.
    /// </summary>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddHarvestBrainNotifications(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<HarvestNotificationOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HarvestNotificationOptions>,
            ReadNotificationConfiguration>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HarvestNotificationOptions>,
            HarvestNotificationOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        return services.AddHarvestObserver<HarvestNotifier>();
    }

    /// <summary>As <see cref="AddHarvestBrainNotifications(IServiceCollection)"/>, with the settings of a configuration section.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">Its keys are the names of the settings.</param>
    public static IServiceCollection AddHarvestBrainNotifications(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddHarvestBrainNotifications(options => ReadNotificationConfiguration.Read(section, options));
    }

    /// <summary>As <see cref="AddHarvestBrainNotifications(IServiceCollection)"/>, with settings made in code.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options.</param>
    public static IServiceCollection AddHarvestBrainNotifications(this IServiceCollection services,
        Action<HarvestNotificationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddHarvestBrainNotifications();
        services.Configure(configure);
        return services;
    }
}
