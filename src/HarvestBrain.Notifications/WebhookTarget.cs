using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Notifications;

/// <summary>Any HTTP server, by a signed POST of JSON.</summary>
internal sealed class WebhookTarget(NotificationSettings settings, HarvestMode mode, string instance, TimeProvider time) : ITarget
{
    public const string TimestampHeader = "HarvestBrain-Timestamp";
    public const string SignatureHeader = "HarvestBrain-Signature";
    public const string DeliveryHeader = "HarvestBrain-Delivery";

    private const int MaxNotifications = 100; // notifications a request: some fifty kilobytes

    private readonly Uri _address = new(settings.WebhookUrl);
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(settings.WebhookSecret);

    public string Name => "webhook";

    public TimeSpan Spacing => TimeSpan.Zero;

    public bool Fits(IReadOnlyList<Notification> message, Notification next) => message.Count < MaxNotifications;

    public HttpRequestMessage Request(IReadOnlyList<Notification> message, long dropped, string id)
    {
        byte[] body = Body(message, dropped, id);
        string timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(DeliveryHeader, id);
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, $"v1={Sign(timestamp, body)}");
        return request;
    }

    /// <summary>HMAC-SHA256 over the timestamp, a full stop and the body, in lower-case hexadecimal.</summary>
    private string Sign(string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp), (byte)'.', .. body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(_secret, signed));
    }

    private byte[] Body(IReadOnlyList<Notification> message, long dropped, string id)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("delivery", id);
            json.WriteString("mode", Words.Of(mode));
            json.WriteString("instance", instance);
            json.WriteNumber("dropped", dropped);
            json.WriteStartArray("notifications");
            foreach (Notification notification in message) Write(json, notification);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Notification notification)
    {
        json.WriteStartObject();
        json.WriteString("type", notification.Type);
        json.WriteString("time", IntentEncoder.Iso8601(notification.AtUnixMs));
        json.WriteString("text", notification.Text);
        Write("symbol", notification.Symbol);
        Write("position_side", notification.PositionSide);
        Write("side", notification.Side);
        WriteNumber("qty", notification.Quantity);
        WriteNumber("stop_price", notification.StopPrice);
        WriteNumber("r_level", notification.RLevel);
        Write("reason", notification.Reason);
        Write("intent_id", notification.IntentId);
        WriteNumber("attempt", notification.Attempt);
        json.WriteEndObject();

        void Write(string name, string? value)
        {
            if (value is not null) json.WriteString(name, value);
        }

        void WriteNumber(string name, decimal? value)
        {
            if (value is { } number) json.WriteNumber(name, number);
        }
    }
}
