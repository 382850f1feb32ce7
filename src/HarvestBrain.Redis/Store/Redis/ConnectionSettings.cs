using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>What the client needs to connect, made from the settings.</summary>
internal static class ConnectionSettings
{
    // Before the client's own timeout, which it looks at once a second, ours is over.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>The connection string as the client reads it.</summary>
    /// <exception cref="FormatException">It is none, its timeouts are shorter than our blocking reads, or this machine has no TLS.</exception>
    public static ConfigurationOptions Of(RedisSettings settings, CallLimits limits)
    {
        bool fromUrl = settings.Url.Length > 0;
        // The client takes all of it for the name of a host, and shows it, with the password in it, whenever it cannot be found.
        if (settings.Url.Contains("://", StringComparison.Ordinal)) throw new FormatException("is an address with a scheme; write host:port,user=...,password=...,ssl=true");
        ConfigurationOptions options = ConfigurationOptions.Parse(fromUrl ? settings.Url : $"{settings.Host}:{settings.Port}");
        if (options.EndPoints.Count == 0) throw new FormatException("names no endpoint");
        if (options.Ssl && !OpenSsl.IsInstalled) throw new FormatException($"ssl=true {OpenSsl.Problem}");
        if (!Names(settings.Url, "syncTimeout")) options.SyncTimeout = Milliseconds(limits.Call + Margin);
        if (options.SyncTimeout <= limits.LongestWait.TotalMilliseconds)
            throw new FormatException($"syncTimeout {options.SyncTimeout} ms is not above {Milliseconds(limits.LongestWait)} ms, the longest blocking read");
        if (!Names(settings.Url, "connectTimeout")) options.ConnectTimeout = Milliseconds(limits.Connect);
        return Ours(options);
    }

    /// <summary>The connection that waits beside an application's multiplexer: to the same endpoints, as the same user, with the same TLS.</summary>
    /// <param name="shared">The multiplexer.</param>
    /// <param name="registered">
    /// What it was made with, if the application registered that too; otherwise its connection string says, in which a certificate that a
    /// callback chooses or accepts has no place.
    /// </param>
    /// <param name="limits">How long things may take.</param>
    public static ConfigurationOptions Beside(IConnectionMultiplexer shared, ConfigurationOptions? registered, CallLimits limits)
    {
        ConfigurationOptions options = registered?.Clone() ?? ConfigurationOptions.Parse(shared.Configuration);
        options.SyncTimeout = options.AsyncTimeout = Milliseconds(limits.Call + Margin);
        options.ConnectTimeout = Milliseconds(limits.Connect);
        return Ours(options);
    }

    /// <summary>Notes the problem with a connection string, if it has one.</summary>
    public static string? Problem(RedisSettings settings)
    {
        try
        {
            Of(settings, CallLimits.Loop);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return e.Message;
        }
    }

    private static ConfigurationOptions Ours(ConfigurationOptions options)
    {
        options.SetDefaultPorts();
        options.AbortOnConnectFail = true; // we reconnect ourselves, with a fresh connection
        options.BacklogPolicy = BacklogPolicy.FailFast; // what cannot be sent now must not be sent later
        // Nobody publishes or subscribes: without the two, the client makes no second connection for it, and asks for no key of its own.
        options.ConfigurationChannel = "";
        options.TieBreaker = "";
        options.SetClientLibrary = false; // one right less, which a server below 7.2 does not even know by name
        options.AllowAdmin = true; // for CONFIG GET alone, whose refusal is a warning; never asked of an application's own multiplexer
        // Both protocols work. This one is forced unless the connection string names the other: it needs no HELLO, which proxies and older
        // ACLs refuse, and every answer has one form.
        options.Protocol ??= RedisProtocol.Resp2;
        return options;
    }

    private static int Milliseconds(TimeSpan time) => (int)time.TotalMilliseconds;

    private static bool Names(string url, string option) => url.Contains(option + "=", StringComparison.OrdinalIgnoreCase);
}
