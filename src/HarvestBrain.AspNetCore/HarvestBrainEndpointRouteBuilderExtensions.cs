using HarvestBrain.AspNetCore;
using HarvestBrain.AspNetCore.Api;
using HarvestBrain.AspNetCore.Exposition;
using HarvestBrain.AspNetCore.Health;
using HarvestBrain.AspNetCore.Page;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

#pragma warning disable IDE0130 // where a caller looks for it
namespace Microsoft.AspNetCore.Builder;

/// <summary>Shows HarvestBrain to the outside.</summary>
public static class HarvestBrainEndpointRouteBuilderExtensions
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps <c>/</c> (the status page), <c>/metrics</c>, <c>/health/live</c>, <c>/health/ready</c>, <c>/api/positions</c> and
    /// <c>/api/intents</c>, <c>/api/trades</c>. All of them only read. In a group they stand below its prefix:
    /// <c>app.MapGroup("/harvest").MapHarvestBrain()</c>. Call it before the application starts: the metrics are counted from then on.
    /// </summary>
    /// <param name="endpoints">The application, or a group.</param>
    /// <returns>All of them, for what is to hold for each: <c>.RequireAuthorization()</c>.</returns>
    /// <exception cref="InvalidOperationException">The services lack <c>AddHarvestBrain()</c> or
    /// <c>AddHarvestBrainStatus()</c>.</exception>
    public static IEndpointConventionBuilder MapHarvestBrain(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        HarvestBrainMonitor monitor = endpoints.ServiceProvider.GetService<HarvestBrainMonitor>()
            ?? throw new InvalidOperationException("call services.AddHarvestBrain() and services.AddHarvestBrainStatus() first");
        RouteGroupBuilder group = endpoints.MapGroup("");
        Map("/", context => StatusPage.WriteAsync(context.Response)).WithMetadata(TokenRule.ShowsPage);
        Map("/metrics", context => MetricsResponse.WriteAsync(context, monitor));
        Map("/health/live", context => HealthResponses.LiveAsync(context.Response, monitor)).WithMetadata(TokenRule.Open);
        Map("/health/ready", context => HealthResponses.ReadyAsync(context.Response, monitor)).WithMetadata(TokenRule.Open);
        Map("/api/positions", context => PositionsResponse.WriteAsync(context, monitor));
        Map("/api/trades", context => TradesResponse.WriteAsync(context, monitor));
        Map("/api/intents", context => IntentsResponse.WriteAsync(context, monitor));
        return group;

        // A plain RequestDelegate: nothing about it is found out by reflection, so that it may be trimmed.
        IEndpointConventionBuilder Map(string path, RequestDelegate handle) => group.MapMethods(path, Reading, handle);
    }
}
