using HarvestBrain.Redis.Store;
using HarvestBrain.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

#pragma warning disable IDE0130 // where a caller looks for it
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Takes Redis and the clock away from a service, for tests.</summary>
public static class HarvestBrainTestingExtensions
{
    /// <summary>
    /// The service of <c>AddHarvestBrain</c>, called before or after, works in memory: <see cref="InMemoryHarvest"/> is what it reads and
    /// writes, and
    /// <see cref="FakeTimeProvider"/> its time, which passes by <c>Advance</c> alone. Both are services of the application. No connection
    /// is made.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="clock">A clock of one's own; without one it begins at 2026-01-18 00:00:00 UTC.</param>
    public static IServiceCollection UseInMemoryHarvest(this IServiceCollection services, FakeTimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        clock ??= new FakeTimeProvider(new DateTimeOffset(2026, 1, 18, 0, 0, 0, TimeSpan.Zero));
        services.RemoveAll<TimeProvider>();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(clock);
        services.TryAddSingleton<InMemoryHarvest>();
        services.TryAddSingleton<IHarvestStores>(provider => provider.GetRequiredService<InMemoryHarvest>());
        return services;
    }
}
