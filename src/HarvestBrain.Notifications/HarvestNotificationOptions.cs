using HarvestBrain.Core.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Notifications;

/// <summary>
/// What notifications can be told. From configuration the keys are the names of the settings (<c>TELEGRAM_BOT_TOKEN</c>, ...); in code, set
/// the member.
/// </summary>
public sealed class HarvestNotificationOptions
{
    /// <summary>Where notifications go; nowhere by default.</summary>
    public NotificationSettings Settings { get; set; } = new();
}

/// <summary>Reads the options from the application's configuration, if it has one.</summary>
internal sealed class ReadNotificationConfiguration(IConfiguration? configuration = null) : IConfigureOptions<HarvestNotificationOptions>
{
    public void Configure(HarvestNotificationOptions options)
    {
        if (configuration is not null) Read(configuration, options);
    }

    // What is wrong with them, the validator says, whoever set them.
    public static void Read(IConfiguration section, HarvestNotificationOptions options) =>
        options.Settings = NotificationSettings.Read(new SettingReader(name => section[name]));
}

/// <summary>Refuses options that cannot work, with every problem at once and no value of a secret.</summary>
internal sealed class HarvestNotificationOptionsValidator : IValidateOptions<HarvestNotificationOptions>
{
    public ValidateOptionsResult Validate(string? name, HarvestNotificationOptions options)
    {
        string[] problems = [.. options.Settings.Problems()
            .Select(problem => $"{problem.Setting.Name}: {problem.Why ?? $"allowed: {problem.Setting.Allowed}"}")];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
