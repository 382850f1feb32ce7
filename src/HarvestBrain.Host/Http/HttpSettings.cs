using System.Globalization;
using System.Net;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Host.Http;

/// <summary>Where the HTTP endpoint listens, and what it asks for.</summary>
/// <param name="Address">Address and port.</param>
/// <param name="Token">The token that every path but health wants; empty = none.</param>
internal sealed record HttpSettings(IPEndPoint Address, string Token)
{
    private const int MinToken = 16; // characters: one that cannot be tried out
    private const int MaxToken = 256;

    public static Setting HttpSetting { get; } = new(
        "HARVEST_HTTP", "", "an address and port such as 127.0.0.1:9108, or empty",
        "where metrics, health and the status page are shown; empty = nowhere; any address but loopback wants a token");

    public static Setting TokenSetting { get; } = new(
        "HARVEST_HTTP_TOKEN", "", "16 to 256 letters, digits and any of - . _ ~ + / =, or empty",
        "bearer token that every path but health wants; empty = none", IsSecret: true);

    public static IReadOnlyList<Setting> All { get; } = [HttpSetting, TokenSetting];

    /// <summary>Only this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address.Address);

    /// <returns><see langword="null"/> when it is off, or not valid: then the reader has the problem.</returns>
    public static HttpSettings? Read(SettingReader reader)
    {
        string token = reader.Text(TokenSetting), text = reader.Text(HttpSetting);
        if (token.Length > 0 && (token.Length is < MinToken or > MaxToken || !token.All(IsTokenLetter))) reader.Refuse(TokenSetting);
        if (text.Length == 0) return null;
        if (Parse(text) is not { } address)
        {
            reader.Refuse(HttpSetting);
            return null;
        }
        var settings = new HttpSettings(address, token);
        if (!settings.IsLoopback && token.Length == 0)
            reader.Refuse(HttpSetting, $"others can reach it: set {TokenSetting.Name}, or listen on 127.0.0.1");
        return settings;
    }

    /// <summary>
    /// An address of the machine in digits, or localhost; and a port. Names are not looked up: what they mean can change.
    /// </summary>
    private static IPEndPoint? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)) return null;
        if (port is < 1 or > IPEndPoint.MaxPort) return null;
        string host = text[..colon];
        if (host == "localhost") return new IPEndPoint(IPAddress.Loopback, port);
        bool bracketed = host is ['[', .., ']'];
        if (!IPAddress.TryParse(bracketed ? host[1..^1] : host, out IPAddress? address)) return null;
        bool isV6 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        // 9108 and 1.2 are addresses too, of which nobody thinks; a port would be lost in an unbracketed one.
        return bracketed == isV6 && (isV6 || host.Count(c => c == '.') == 3) ? new IPEndPoint(address, port) : null;
    }

    private static bool IsTokenLetter(char c) => char.IsAsciiLetterOrDigit(c) || "-._~+/=".Contains(c, StringComparison.Ordinal);
}
