using HarvestBrain.Core.Settings;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>What the client needs to connect, made from the settings.</summary>
internal static class ConnectionSettings
{
    // Before the client's own timeout, which it looks at once a second, ours is over.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>What the settings say, as the client reads it.</summary>
    /// <exception cref="ConnectionSettingsException">
    /// They name nobody to connect to, contradict each other, have timeouts shorter than our blocking reads, or this machine has no TLS.
    /// </exception>
    public static ConfigurationOptions Of(RedisSettings settings, CallLimits limits)
    {
        ConfigurationOptions options = settings.Url.Length > 0 ? OfUrl(settings.Url) : OfHost(settings);
        options.User = Agreed(RedisSettings.UserSetting, settings.User, options.User);
        options.Password = Agreed(RedisSettings.PasswordSetting, settings.Password, options.Password);
        if (settings.Tls is { } tls)
        {
            if (Names(settings.Url, "ssl") && tls != options.Ssl) throw Contradicts(RedisSettings.TlsSetting);
            options.Ssl = tls;
        }
        Setting secured = settings.Tls is null ? RedisSettings.UrlSetting : RedisSettings.TlsSetting;
        if (options.Ssl && !OpenSsl.IsInstalled) throw Problem(secured, $"TLS {OpenSsl.Problem}");
        if (!Names(settings.Url, "syncTimeout")) options.SyncTimeout = Milliseconds(limits.Call + Margin);
        if (options.SyncTimeout <= limits.LongestWait.TotalMilliseconds)
            throw Problem(
                RedisSettings.UrlSetting,
                $"syncTimeout {options.SyncTimeout} ms is not above {Milliseconds(limits.LongestWait)} ms, the longest blocking read");
        if (!Names(settings.Url, "connectTimeout")) options.ConnectTimeout = Milliseconds(limits.Connect);
        return Ours(options);
    }

    /// <summary>The connection that all partitions share for their commands: the client makes it anew by itself.</summary>
    /// <exception cref="ConnectionSettingsException">As for <see cref="Of(RedisSettings, CallLimits)"/>.</exception>
    public static ConfigurationOptions Shared(RedisSettings settings, CallLimits limits)
    {
        ConfigurationOptions options = Of(settings, limits);
        options.AbortOnConnectFail = false;
        options.ReconnectRetryPolicy = new LinearRetry(Milliseconds(limits.Reconnect));
        options.HeartbeatInterval = limits.Reconnect; // it looks at broken connections only then
        return options;
    }

    /// <summary>
    /// The connection that waits beside an application's multiplexer: to the same endpoints, as the same user, with the same TLS.
    /// </summary>
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

    /// <summary>Why nobody can connect with the settings; <see langword="null"/> = one can.</summary>
    public static ConnectionProblem? Problem(RedisSettings settings)
    {
        try
        {
            Of(settings, CallLimits.Loop);
            return null;
        }
        catch (ConnectionSettingsException e)
        {
            return e.Problem;
        }
    }

    private static ConfigurationOptions OfUrl(string url)
    {
        // The client takes all of it for the name of a host, and shows it, with the password in it, whenever it cannot be found.
        if (url.Contains("://", StringComparison.Ordinal))
            throw Problem(
                RedisSettings.UrlSetting, "is an address with a scheme; write host:port, and REDIS_PASSWORD and REDIS_TLS=true beside it");
        try
        {
            ConfigurationOptions options = ConfigurationOptions.Parse(url);
            return options.EndPoints.Count > 0 ? options : throw Problem(RedisSettings.UrlSetting, "names no endpoint");
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw Problem(RedisSettings.UrlSetting, e.Message);
        }
    }

    private static ConfigurationOptions OfHost(RedisSettings settings)
    {
        string host = settings.Host;
        if (host is ['[', .. var inside, ']']) host = inside;
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            string why = host.Contains(':', StringComparison.Ordinal)
                ? "is more than a host: a port goes to REDIS_PORT, a password to REDIS_PASSWORD"
                : "is no name of a host";
            throw new ConnectionSettingsException(
                new ConnectionProblem(RedisSettings.HostSetting, why, MayHoldSecret: host.AsSpan().ContainsAny("@=,")));
        }
        return new ConfigurationOptions { EndPoints = { { host, settings.Port } } };
    }

    // A setting of its own and the connection string may both say it, if they say the same.
    private static string? Agreed(Setting setting, string own, string? inUrl)
    {
        if (own.Length == 0) return inUrl;
        return string.IsNullOrEmpty(inUrl) || inUrl == own ? own : throw Contradicts(setting);
    }

    private static ConnectionSettingsException Contradicts(Setting setting) => Problem(setting, "REDIS_URL says another; say it once");

    private static ConnectionSettingsException Problem(Setting setting, string why) => new(new ConnectionProblem(setting, why));

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

    private static bool Names(string url, string option) => url.Split(',').Any(
        part => part.TrimStart().StartsWith(option, StringComparison.OrdinalIgnoreCase)
            && part.Split('=')[0].Trim().Length == option.Length);
}
