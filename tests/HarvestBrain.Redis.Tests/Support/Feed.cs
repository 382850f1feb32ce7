using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HarvestBrain.SessionGeneration;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>A stream entry as a producer adds it.</summary>
internal sealed record FeedEntry(string Id, string[] Fields)
{
    public object[] Command(string stream) => ["XADD", stream, Id, .. Fields];
}

/// <summary>Entries for the input stream.</summary>
internal static partial class Feed
{
    public const string Input = "quantum:stream:execution.result";
    public const string Suggestions = "quantum:stream:harvest.suggestions";
    public const string Intents = "quantum:stream:trade.intent";
    public const string DeadLetters = "quantum:stream:harvest.deadletter";
    public const string Group = "harvest_brain:execution";
    public const string Positions = "quantum:harvest:positions";
    public const string Checkpoint = "quantum:harvest:checkpoint";
    public const string Lease = "quantum:harvest:lease";
    public const string KillSwitch = "quantum:kill";

    private const long SessionStartUnixMs = 1_768_694_400_000;

    public static long NowUnixMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A made-up session that begins a while ago, ids and event times moved there, all dialects mixed.</summary>
    public static List<FeedEntry> Session(int seed, int entries, TimeSpan ago, int symbols = 6)
    {
        long shiftMs = (NowUnixMs - (long)ago.TotalMilliseconds - SessionStartUnixMs) / 1000 * 1000;
        return
        [
            .. SessionGenerator.Lines(new SessionOptions { Seed = (ulong)seed, Entries = entries, Symbols = symbols })
                .Select(line => Entry(Shifted(line, shiftMs))),
        ];
    }

    public static string[] Fill(string symbol, string side, decimal quantity, decimal price, decimal stop = 0, long? atUnixMs = null, params string[] more) =>
    [
        "symbol", symbol, "side", side, "qty", Text(quantity), "price", Text(price), "status", "FILLED",
        .. stop == 0 ? [] : new[] { "stop_loss", Text(stop) }, "timestamp", $"{atUnixMs ?? NowUnixMs}", .. more,
    ];

    public static string[] Price(string symbol, decimal price, long? atUnixMs = null) =>
        ["symbol", symbol, "price", Text(price), "status", "PRICE_UPDATE", "timestamp", $"{atUnixMs ?? NowUnixMs}"];

    public static string Add(this RedisServer redis, params string[] fields) => redis.Text(["XADD", Input, "*", .. fields])!;

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static FeedEntry Entry(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        var fields = new List<string>();
        string id = "";
        foreach (JsonProperty property in json.RootElement.EnumerateObject())
        {
            string value = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
            if (property.Name == "id") id = value;
            else fields.AddRange([property.Name, value]);
        }
        return new FeedEntry(id, [.. fields]);
    }

    private static string Shifted(string line, long shiftMs)
    {
        line = UnixTime().Replace(line, match => match.Length == 13
            ? $"{long.Parse(match.ValueSpan, CultureInfo.InvariantCulture) + shiftMs}"
            : $"{long.Parse(match.ValueSpan, CultureInfo.InvariantCulture) + (shiftMs / 1000)}");
        return IsoTime().Replace(line, match => DateTimeOffset.Parse(match.Value, CultureInfo.InvariantCulture)
            .AddMilliseconds(shiftMs).ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"(?<![\d.])17(?:68[6-9]|69\d|7\d\d)\d{5}(?:\d{3})?(?![\d.])")]
    private static partial Regex UnixTime();

    [GeneratedRegex(@"2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|\+00:00)")]
    private static partial Regex IsoTime();
}
