using System.CommandLine;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Host.Commands;

/// <summary>Sets the kill switch that the service with these settings reads.</summary>
/// <remarks>It needs the settings of Redis alone: a ladder that does not parse must not keep anybody from stopping what runs.</remarks>
internal static class KillCommand
{
    public const string PasswordVariable = "REDISCLI_AUTH"; // as redis-cli has it, and so the scripts of ops

    public static Command Create()
    {
        var state = new Argument<string>("on|off") { Description = "on: publish nothing. off: go on." };
        state.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "on", "off");
        var user = new Option<string?>("--user")
        {
            Description = $"A user of Redis who may write the key, with the password in {PasswordVariable}; without it the service's.",
            HelpName = "NAME",
        };
        var command = new Command("kill", "Stop publishing at once, or go on; positions are kept up to date.") { state, user };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(state)!.Equals("on", StringComparison.OrdinalIgnoreCase), parsed.GetValue(user), stop));
        return command;
    }

    private static async Task<int> RunAsync(bool on, string? user, CancellationToken stop)
    {
        UnknownVariables.Report();
        SettingReader reader = HostSettings.Reader();
        RedisSettings redis = RedisSettingsReader.Read(reader);
        if (SettingProblems.Report(reader)) return ExitCode.BadConfiguration;
        string? password = Environment.GetEnvironmentVariable(PasswordVariable);
        if (user is not null && string.IsNullOrEmpty(password))
        {
            Console.Error.WriteLine($"harvestbrain: --user {user} needs the password in {PasswordVariable}");
            return ExitCode.Usage;
        }
        try
        {
            var options = new HarvestBrainOptions { Redis = redis };
            Say(await HarvestOperations.SetKillSwitchAsync(options, on, user, password, stop).ConfigureAwait(false));
            return ExitCode.Ok;
        }
        catch (StoreException e)
        {
            Console.Error.WriteLine($"harvestbrain: Redis: {e.Message}");
            if (e.Fault == StoreFault.Denied && user is null)
                Console.Error.WriteLine(
                    $"harvestbrain: a user who may write the key can: kill {(on ? "on" : "off")} --user NAME, "
                    + $"with the password in {PasswordVariable}");
            return ExitCode.Unavailable;
        }
        catch (OptionsValidationException e)
        {
            SettingProblems.Report(e);
            return ExitCode.BadConfiguration;
        }
    }

    private static void Say(KillSwitchState now)
    {
        string holds = now.On ? "on: nothing is published" : "off: publishing again";
        string asItIs = now is { On: true, Value: null } ? ", left as it is: of another type than text" : "";
        Console.Out.WriteLine($"kill switch {holds} ({now.Key}{asItIs})");
    }
}
