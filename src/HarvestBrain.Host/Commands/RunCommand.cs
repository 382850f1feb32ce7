using System.CommandLine;
using HarvestBrain.Core.Settings;
using HarvestBrain.Host.Logging;
using HarvestBrain.Host.Service;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

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

        LineLoggerProvider logger;
        try
        {
            logger = new LineLoggerProvider(settings.MinLevel, settings.LogAsJson, settings.LogFile, TimeProvider.System);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reader.Refuse(HostSettings.LogFileSetting, e.Message);
            SettingProblems.Report(reader);
            return ExitCode.BadConfiguration;
        }
        using LineLoggerProvider log = logger;
        await using ServiceProvider services = Composition.Of(settings, log);
        if (SettingProblems.Report(services.GetRequiredService<IOptions<HarvestBrainOptions>>())) return ExitCode.BadConfiguration;
        BackgroundService[] running = [.. services.GetServices<IHostedService>().Cast<BackgroundService>()];
        // The library goes on trying, for the sake of whoever embeds it. This program is nothing else: whoever started it decides.
        Task<Exception> failure = services.GetRequiredService<HarvestStatus>().Failure;
        await ServiceRunner.RunAsync(running, failure, stop).ConfigureAwait(false);
        Exception? error = failure.IsCompleted ? await failure.ConfigureAwait(false) : null;
        error ??= running.Select(service => service.ExecuteTask?.Exception?.InnerException).FirstOrDefault(thrown => thrown is not null);
        return Result(error);
    }

    /// <summary>How the service ended, and why.</summary>
    private static int Result(Exception? error)
    {
        if (error is null) return ExitCode.Ok;
        if (error is OptionsValidationException invalid)
        {
            SettingProblems.Report(invalid);
            return ExitCode.BadConfiguration;
        }
        Console.Error.WriteLine(error switch
        {
            RedisUnreachableException => $"harvestbrain: Redis cannot be reached: {error.Message}",
            Core.State.StateException => $"harvestbrain: {error.Message}",
            _ => $"harvestbrain: internal error: {error}",
        });
        return error is RedisUnreachableException ? ExitCode.Unavailable : ExitCode.Internal;
    }
}
