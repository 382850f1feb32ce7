using System.CommandLine;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Host.Commands;

/// <summary>Validates the settings and prints the effective ones, as an env file would have them, with secrets masked.</summary>
internal static class CheckConfigCommand
{
    public static Command Create()
    {
        var command = new Command("check-config", "Validate the settings and print the effective ones, with secrets masked.");
        command.SetAction((_, stop) => RunAsync(stop));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken stop)
    {
        UnknownVariables.Report();
        SettingReader reader = HostSettings.Reader();
        HostSettings settings = HostSettings.Read(reader);
        if (SettingProblems.Report(reader)) return ExitCode.BadConfiguration;
        foreach (Setting setting in HostSettings.All)
            Console.Out.WriteLine($"{setting.Name}={SecretMask.Of(setting, Effective(setting, reader, settings))}");
        await using ServiceProvider services = new ServiceCollection().AddHarvestBrain(settings.Apply).BuildServiceProvider();
        IOptions<HarvestBrainOptions> options = services.GetRequiredService<IOptions<HarvestBrainOptions>>();
        bool isWrong = SettingProblems.Report(options) || await DoNotFitAsync(options.Value, stop).ConfigureAwait(false);
        return isWrong ? ExitCode.BadConfiguration : ExitCode.Ok;
    }

    // Settings are right or wrong without Redis; what only Redis can say is said when it is there. That it is not is no problem of the
    // settings, so it stands with them, as a comment, and not on standard error.
    private static async Task<bool> DoNotFitAsync(HarvestBrainOptions options, CancellationToken stop)
    {
        try
        {
            return SettingProblems.Report(await HarvestOperations.CheckAsync(options, stop).ConfigureAwait(false));
        }
        catch (StoreException e)
        {
            Console.Out.WriteLine($"# Redis was not asked whether the settings fit it: {OneLine.Of(SecretMask.Apply(e.Message))}");
            return false;
        }
    }

    // A stream or key that is not set follows the prefix.
    private static string Effective(Setting setting, SettingReader reader, HostSettings settings)
    {
        if (reader.IsSet(setting) || !setting.Default.StartsWith("quantum:", StringComparison.Ordinal)) return reader.Text(setting);
        return string.Concat(settings.Redis.KeyPrefix, setting.Default.AsSpan("quantum".Length));
    }
}
