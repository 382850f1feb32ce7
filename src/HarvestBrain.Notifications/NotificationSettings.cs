using System.Text.RegularExpressions;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis;

namespace HarvestBrain.Notifications;

/// <summary>Where notifications go. Everything empty, the default: nowhere.</summary>
public sealed partial record NotificationSettings
{
    /// <summary>Shortest secret of a webhook, in characters.</summary>
    public const int MinSecretLength = 16;

    /// <summary>TELEGRAM_BOT_TOKEN.</summary>
    public static Setting TelegramTokenSetting { get; } = new(
        "TELEGRAM_BOT_TOKEN", "", "letters, digits and any of : - _, or empty", "Telegram: the bot that writes; empty = no Telegram",
        IsSecret: true);

    /// <summary>TELEGRAM_CHAT_ID.</summary>
    public static Setting TelegramChatSetting { get; } = new(
        "TELEGRAM_CHAT_ID", "", "a chat id, @ and the name of a channel, or empty",
        "Telegram: the chat that it writes to; needed with a token");

    /// <summary>TELEGRAM_API.</summary>
    public static Setting TelegramApiSetting { get; } = new(
        "TELEGRAM_API", "https://api.telegram.org", "an http or https address", "Telegram: base address of the Bot API");

    /// <summary>HARVEST_WEBHOOK_URL.</summary>
    public static Setting WebhookUrlSetting { get; } = new(
        "HARVEST_WEBHOOK_URL", "", "an http or https address, or empty", "webhook: where notifications are posted to; empty = none",
        IsSecret: true);

    /// <summary>HARVEST_WEBHOOK_SECRET.</summary>
    public static Setting WebhookSecretSetting { get; } = new(
        "HARVEST_WEBHOOK_SECRET", "", "16 characters or more, or empty", "webhook: key of the signature; needed with an address",
        IsSecret: true);

    /// <summary>All of them, in the order in which they are documented.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [TelegramTokenSetting, TelegramChatSetting, TelegramApiSetting, WebhookUrlSetting, WebhookSecretSetting];

    /// <summary>Token of the Telegram bot; empty (the default) = no Telegram. A secret.</summary>
    public string TelegramToken { get; init; } = "";

    /// <summary>Telegram chat that is written to: its id, or <c>@channel</c>.</summary>
    public string TelegramChat { get; init; } = "";

    /// <summary>Base address of the Bot API.</summary>
    public string TelegramApi { get; init; } = TelegramApiSetting.Default;

    /// <summary>Address that is posted to; empty (the default) = no webhook. May hold a secret.</summary>
    public string WebhookUrl { get; init; } = "";

    /// <summary>Key of the signature. A secret.</summary>
    public string WebhookSecret { get; init; } = "";

    /// <summary>Telegram is told.</summary>
    public bool HasTelegram => TelegramToken.Length > 0;

    /// <summary>A webhook is told.</summary>
    public bool HasWebhook => WebhookUrl.Length > 0;

    /// <summary>Anybody is told.</summary>
    public bool IsOn => HasTelegram || HasWebhook;

    /// <summary>Reads the settings. When the reader has problems afterwards, the result must not be used.</summary>
    public static NotificationSettings Read(SettingReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var settings = new NotificationSettings
        {
            TelegramToken = reader.Text(TelegramTokenSetting),
            TelegramChat = reader.Text(TelegramChatSetting),
            TelegramApi = reader.Text(TelegramApiSetting),
            WebhookUrl = reader.Text(WebhookUrlSetting),
            WebhookSecret = reader.Text(WebhookSecretSetting),
        };
        foreach ((Setting setting, string? why) in settings.Problems()) reader.Refuse(setting, why, hideValue: true);
        return settings;
    }

    /// <summary>What is wrong with the settings, none with its value.</summary>
    internal IEnumerable<(Setting Setting, string? Why)> Problems()
    {
        if (!TelegramToken.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_')) yield return (TelegramTokenSetting, null);
        if (HasTelegram && TelegramChat.Length == 0)
            yield return (TelegramChatSetting, $"{TelegramTokenSetting.Name} is set, and there is nobody to write to");
        if (!IsAddress(TelegramApi)) yield return (TelegramApiSetting, null);
        else if (TelegramApi.Contains('?', StringComparison.Ordinal) || BotPath().IsMatch(TelegramApi))
            yield return (TelegramApiSetting, $"it is the address alone: the token belongs into {TelegramTokenSetting.Name}");
        else if (HasTelegram && IsHttps(TelegramApi) && !OpenSsl.IsInstalled) yield return (TelegramApiSetting, $"https {OpenSsl.Problem}");
        if (HasWebhook && !IsAddress(WebhookUrl)) yield return (WebhookUrlSetting, null);
        if (HasWebhook && WebhookSecret.Length == 0)
            yield return (WebhookSecretSetting, $"{WebhookUrlSetting.Name} is set, and nobody could tell who posts there");
        else if (HasWebhook && !OpenSsl.IsInstalled) yield return (WebhookSecretSetting, $"the signature {OpenSsl.Problem}");
        else if (WebhookSecret.Length is > 0 and < MinSecretLength) yield return (WebhookSecretSetting, "it is too short");
    }

    /// <summary>What is on, and nothing of it: a token stands in most of the members.</summary>
    public override string ToString() => $"{nameof(NotificationSettings)} {{ Telegram = {HasTelegram}, Webhook = {HasWebhook} }}";

    [GeneratedRegex("/bot[0-9]+(:|%3A)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex BotPath();

    private static bool IsHttps(string address) => address.StartsWith(Uri.UriSchemeHttps + ":", StringComparison.OrdinalIgnoreCase);

    // A fragment would never be sent, and a user in the address is no way to authenticate that we know.
    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0 && uri.UserInfo.Length == 0
        && uri.Fragment.Length == 0;
}
