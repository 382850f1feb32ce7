using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace HarvestBrain.Notifications;

/// <summary>
/// The one HTTP client. What goes wrong becomes a few words of ours: neither an address nor the text of an exception or an answer ever
/// leaves it, since the token of a Telegram bot stands in the address.
/// </summary>
internal sealed class Sender : IDisposable
{
    private const int MaxAnswer = 4096; // of a refusal, in bytes: it is one line of JSON

    // Nothing follows it: a redirect would take the token, or the signature, to somebody else.
    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address is found
            MaxConnectionsPerServer = 2,
            MaxResponseHeadersLength = 16, // KiB
            MaxResponseDrainSize = MaxAnswer,
            ActivityHeadersPropagator = null, // no trace of the request, which would hold its address
        })
    {
        Timeout = Timeout.InfiniteTimeSpan, // ours counts the answer's body too
    };

    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;

    /// <param name="limit">How long one request may take, to the end of the answer.</param>
    /// <param name="time">Tells how long it is until the date of a Retry-After.</param>
    public Sender(TimeSpan limit, TimeProvider time)
    {
        _limit = limit;
        _time = time;
    }

    /// <summary>Sends a request.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<Delivery> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(_limit);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token)
                .ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return new Delivery(DeliveryResult.Taken);
            string why = $"HTTP {(int)response.StatusCode}";
            if (!IsPassing(response.StatusCode)) return new Delivery(DeliveryResult.Refused, why);
            TimeSpan? after = Wait(response.Headers) ?? await BodyWaitAsync(response, limit.Token).ConfigureAwait(false);
            return new Delivery(DeliveryResult.Again, why, after);
        }
        catch (HttpRequestException e)
        {
            return new Delivery(DeliveryResult.Again, e.HttpRequestError.ToString());
        }
        catch (IOException)
        {
            return new Delivery(DeliveryResult.Again, "the connection broke");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Delivery(DeliveryResult.Again, $"no answer within {_limit.TotalSeconds:0.#} s");
        }
#pragma warning disable CA1031 // an answer that nobody thought of costs its message, which is told, and not all that come after
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new Delivery(DeliveryResult.Refused, e.GetType().Name);
        }
    }

    public void Dispose() => _client.Dispose();

    // Too early, too many, or the server's own trouble. All else is about the request, which will be no other the next time.
    private static bool IsPassing(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425;

    // Read here, because the framework takes a number of seconds above 31 bits for none.
    private TimeSpan? Wait(HttpResponseHeaders headers)
    {
        if (headers.RetryAfter?.Date is { } date) return date - _time.GetUtcNow();
        return headers.NonValidated.TryGetValues("Retry-After", out HeaderStringValues values)
            && IsSeconds(values.ToString(), out double seconds)
            ? Seconds(seconds)
            : null;
    }

    private static bool IsSeconds(string text, out double seconds) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds) && double.IsFinite(seconds);

    // Of what is more than anybody waits for, it does not matter how much more.
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.SecondsPerDay));

    /// <summary>Telegram says it in the body: <c>{"parameters":{"retry_after":5}}</c>.</summary>
    private static async Task<TimeSpan?> BodyWaitAsync(HttpResponseMessage response, CancellationToken stop)
    {
        if (response.StatusCode != HttpStatusCode.TooManyRequests) return null;
        byte[] answer = new byte[MaxAnswer];
        Stream body = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        int length = await body.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, stop).ConfigureAwait(false);
        try
        {
            using JsonDocument json = JsonDocument.Parse(answer.AsMemory(0, length));
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("parameters", out JsonElement parameters)
                && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("retry_after", out JsonElement after)
                && after.ValueKind == JsonValueKind.Number && after.TryGetDouble(out double seconds)
                    ? Seconds(seconds)
                    : null;
        }
        catch (JsonException)
        {
            return null; // somebody else's server: it does not say
        }
    }
}
