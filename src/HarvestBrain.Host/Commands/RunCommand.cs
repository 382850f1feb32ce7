using System.CommandLine;
using HarvestBrain.Core.Settings;
using HarvestBrain.Host.Logging;
using HarvestBrain.Host.Service;
using HarvestBrain.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Host.Commands;

/// <summary>The service.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Run the service (also what happens with no command).");
        command.SetAction((_, stop) => RunAsync(stop));
        return command;
    }

    public static async Task<int> RunAsync(CancellationToken stop)
    {
        UnknownVariables.Report();
        SettingReader reader = HostSettings.Reader();
        HostSettings settings = HostSettings.Read(reader);
        if (SettingProblems.Report(reader)) return ExitCode.BadConfiguration;

        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        LineLoggerProvider logger;
        try
        {
            logger = new LineLoggerProvider(settings.LeastLevel, settings.LogAsJson, settings.LogFile, TimeProvider.System);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reader.Refuse(HostSettings.LogFileSetting, e.Message);
            SettingProblems.Report(reader);
            return ExitCode.BadConfiguration;
        }
        builder.Logging.AddProvider(logger);
        builder.Logging.SetMinimumLevel(settings.LeastLevel);
        builder.Logging.AddFilter("Microsoft", LogLevel.Error);
        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        builder.Services.AddHarvestBrain(settings.Apply);
        builder.Services.AddHostedService<SystemdNotifier>();

        using IHost host = builder.Build();
        BackgroundService[] services = [.. host.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
        await host.RunAsync(stop).ConfigureAwait(false);
        return Result(services);
    }

    /// <summary>How the service ended: an error in it stops the host, which does not tell.</summary>
    private static int Result(BackgroundService[] services)
    {
        foreach (BackgroundService service in services)
        {
            if (service.ExecuteTask?.Exception?.InnerException is not { } error) continue;
            Console.Error.WriteLine(error switch
            {
                RedisUnreachableException => $"harvestbrain: Redis cannot be reached: {error.Message}",
                Core.Positions.StateException => $"harvestbrain: {error.Message}",
                _ => $"harvestbrain: internal error: {error}",
            });
            return error is RedisUnreachableException ? ExitCode.Unavailable : ExitCode.Internal;
        }
        return ExitCode.Ok;
    }
}
