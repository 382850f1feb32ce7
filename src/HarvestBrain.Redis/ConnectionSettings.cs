using StackExchange.Redis;

namespace HarvestBrain.Redis;

/// <summary>What the client needs to connect, made from the settings.</summary>
internal static class ConnectionSettings
{
    /// <summary>The longest that we let Redis block; the client's own timeouts must be longer.</summary>
    public const int LongestBlockMs = 2000;

    private const int CallTimeoutMs = 5000;
    private const int ConnectTimeoutMs = 1000;

    /// <summary>The connection string as the client reads it.</summary>
    /// <exception cref="FormatException">It is none, its timeouts are shorter than our blocking reads, or this machine has no TLS.</exception>
    public static ConfigurationOptions Of(RedisSettings settings)
    {
        bool fromUrl = settings.Url.Length > 0;
        ConfigurationOptions options = ConfigurationOptions.Parse(fromUrl ? settings.Url : $"{settings.Host}:{settings.Port}");
        if (options.EndPoints.Count == 0) throw new FormatException("names no endpoint");
        if (options.Ssl && !OpenSsl.IsInstalled) throw new FormatException($"ssl=true {OpenSsl.Problem}");
        if (!Names(settings.Url, "syncTimeout")) options.SyncTimeout = CallTimeoutMs;
        if (options.SyncTimeout <= LongestBlockMs)
            throw new FormatException($"syncTimeout {options.SyncTimeout} ms is not above {LongestBlockMs} ms, the longest blocking read");
        if (!Names(settings.Url, "connectTimeout")) options.ConnectTimeout = ConnectTimeoutMs;
        options.AbortOnConnectFail = true; // we reconnect ourselves, with a fresh connection
        return options;
    }

    /// <summary>Notes the problem with a connection string, if it has one.</summary>
    public static string? Problem(RedisSettings settings)
    {
        try
        {
            Of(settings);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return e.Message;
        }
    }

    private static bool Names(string url, string option) => url.Contains(option + "=", StringComparison.OrdinalIgnoreCase);
}
