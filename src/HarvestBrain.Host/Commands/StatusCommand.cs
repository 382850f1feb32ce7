using System.CommandLine;
using HarvestBrain.Core.Settings;
using HarvestBrain.Host.Status;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Host.Commands;

/// <summary>The service in the terminal, from Redis alone.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var watch = new Option<bool>("--watch") { Description = "A new picture every two seconds, until Ctrl-C." };
        var json = new Option<bool>("--json") { Description = "One JSON object a picture, on one line." };
        Option<int?> partition = PartitionOption.Create();
        var command = new Command("status", "Show what the service does and holds, from Redis alone.") { watch, json, partition };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(watch), parsed.GetValue(json), parsed.GetValue(partition), stop));
        return command;
    }

    private static async Task<int> RunAsync(bool watch, bool json, int? partition, CancellationToken stop)
    {
        UnknownVariables.Report();
        SettingReader reader = HostSettings.Reader();
        HostSettings settings = HostSettings.Read(reader);
        if (SettingProblems.Report(reader)) return ExitCode.BadConfiguration;
        await using ServiceProvider services = new ServiceCollection().AddHarvestBrain(settings.Apply).BuildServiceProvider();
        IOptions<HarvestBrainOptions> options = services.GetRequiredService<IOptions<HarvestBrainOptions>>();
        if (SettingProblems.Report(options)) return ExitCode.BadConfiguration;

        if (PartitionOption.Of(options.Value, partition) is not { } looked) return ExitCode.Usage;

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var signals = new StopSignals(stopping);
        await using var status = new StatusReader(looked);
        using var screen = new StatusScreen(json, watch);
        try
        {
            if (watch) await WatchAsync(status, screen, stopping.Token).ConfigureAwait(false);
            else screen.Show(await status.ReadAsync(stopping.Token).ConfigureAwait(false));
            return ExitCode.Ok;
        }
        catch (StoreException e)
        {
            Console.Error.WriteLine($"harvestbrain: Redis: {e.Message}");
            return ExitCode.Unavailable;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
    }

    private static async Task WatchAsync(StatusReader status, StatusScreen screen, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                screen.Show(await status.ReadAsync(stop).ConfigureAwait(false));
            }
            catch (StoreException e)
            {
                screen.ShowAway(e.Message); // whoever watches wants to see it come back
            }
        }
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }
}
