using System.CommandLine;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Host.Commands;

/// <summary>Validates the settings and prints the effective ones, as an env file would have them, with secrets masked.</summary>
internal static class CheckConfigCommand
{
    public static Command Create()
    {
        var command = new Command("check-config", "Validate the settings and print the effective ones, with secrets masked.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        UnknownVariables.Report();
        SettingReader reader = HostSettings.Reader();
        HostSettings settings = HostSettings.Read(reader);
        if (SettingProblems.Report(reader)) return ExitCode.BadConfiguration;
        foreach (Setting setting in HostSettings.All)
            Console.Out.WriteLine($"{setting.Name}={SecretMask.Of(setting, Effective(setting, reader, settings))}");
        using ServiceProvider services = new ServiceCollection().AddHarvestBrain(settings.Apply).BuildServiceProvider();
        return SettingProblems.Report(services.GetRequiredService<IOptions<HarvestBrainOptions>>()) ? ExitCode.BadConfiguration : ExitCode.Ok;
    }

    // A stream or key that is not set follows the prefix.
    private static string Effective(Setting setting, SettingReader reader, HostSettings settings)
    {
        if (reader.IsSet(setting) || !setting.Default.StartsWith("quantum:", StringComparison.Ordinal)) return reader.Text(setting);
        return string.Concat(settings.Redis.KeyPrefix, setting.Default.AsSpan("quantum".Length));
    }
}
