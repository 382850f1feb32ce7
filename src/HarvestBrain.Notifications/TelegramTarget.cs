using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace HarvestBrain.Notifications;

/// <summary>
/// A chat, by the sendMessage method of the Bot API. Text goes without <c>parse_mode</c>: it is shown as it is, so that nothing in it can
/// format anything, and there is nothing to escape.
/// </summary>
internal sealed class TelegramTarget(NotificationSettings settings) : ITarget
{
    /// <summary>Longest text that the Bot API takes, in UTF-16 code units, as it counts them.</summary>
    public const int MaxCharacters = 4096;

    private const int Head = 64; // for the line that says how many were dropped

    private readonly Uri _address = new($"{settings.TelegramApi.TrimEnd('/')}/bot{settings.TelegramToken}/sendMessage");

    public string Name => "telegram";

    /// <summary>The Bot API's own advice for a single chat.</summary>
    public TimeSpan Spacing => TimeSpan.FromSeconds(1);

    public bool Fits(IReadOnlyList<Notification> message, Notification next) =>
        Head + message.Sum(notification => notification.Text.Length + 1) + next.Text.Length <= MaxCharacters;

    public HttpRequestMessage Request(IReadOnlyList<Notification> message, long dropped, string id)
    {
        var text = new StringBuilder();
        if (dropped > 0) text.Append(CultureInfo.InvariantCulture, $"({dropped} earlier messages were dropped)\n");
        text.AppendJoin('\n', message.Select(notification => notification.Text));
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("chat_id", settings.TelegramChat);
            json.WriteString("text", text.ToString());
            json.WriteStartObject("link_preview_options");
            json.WriteBoolean("is_disabled", true);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
    }
}
