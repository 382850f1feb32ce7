using System.CommandLine;
using System.Globalization;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Store;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Host.Commands;

/// <summary>Sets the kill switch that the service with these settings reads.</summary>
/// <remarks>It needs the settings of Redis alone: a ladder that does not parse must not keep anybody from stopping what runs.</remarks>
internal static class KillCommand
{
    private const int MaxReasonLength = 200;

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
        var reason = new Option<string?>("--reason")
        {
            Description = "Why; shown, with who and when, to whoever looks.", HelpName = "TEXT",
        };
        var command = new Command("kill", "Stop publishing at once, or go on; positions are kept up to date.") { state, user, reason };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(state)!.Equals("on", StringComparison.OrdinalIgnoreCase), Note(parsed.GetValue(reason)),
            parsed.GetValue(user), stop));
        return command;
    }

    /// <summary>When, who and why, on one line.</summary>
    private static string Note(string? reason)
    {
        string why = new([.. (reason ?? "").Trim().Select(c => char.IsControl(c) ? ' ' : c).Take(MaxReasonLength)]);
        string now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string who = Environment.GetEnvironmentVariable("SUDO_USER") ?? Environment.UserName;
        return $"{now} {who}@{Environment.MachineName}{(why.Length > 0 ? $": {why}" : "")}";
    }

    private static async Task<int> RunAsync(bool on, string note, string? user, CancellationToken stop)
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
            Say(await HarvestOperations.SetKillSwitchAsync(options, on, note, user, password, stop).ConfigureAwait(false));
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
