using System.Text.Json;

namespace HarvestBrain.Redis.Tests.Support;

/// <summary>What a service did, as seen in Redis by everybody else.</summary>
internal static class World
{
    /// <summary>The payloads of an output stream, in order.</summary>
    public static List<string> Payloads(this RedisServer redis, string stream = Feed.Suggestions) =>
        [.. redis.List("XRANGE", stream, "-", "+").Select(entry => Field(Fields(entry), "payload"))];

    /// <summary>The intent ids of an output stream, in order.</summary>
    public static List<string> IntentIds(this RedisServer redis, string stream = Feed.Suggestions) =>
        [.. redis.Payloads(stream).Select(payload => Member(payload, "intent_id"))];

    /// <summary>Position states without the times of asking.</summary>
    public static SortedDictionary<string, string> Positions(this RedisServer redis, string key = Feed.Positions)
    {
        var states = new SortedDictionary<string, string>(StringComparer.Ordinal);
        object?[] fields = redis.List("HGETALL", key);
        for (int i = 0; i + 1 < fields.Length; i += 2) states[(string)fields[i]!] = Expected.Timeless((string)fields[i + 1]!);
        return states;
    }

    public static decimal? Quantity(this RedisServer redis, string symbol, string key = Feed.Positions) =>
        redis.Text("HGET", key, $"{symbol}:BOTH") is { } state ? JsonDocument.Parse(state).RootElement.GetProperty("qty").GetDecimal() : null;

    public static bool IsSuspect(this RedisServer redis, string symbol) =>
        redis.Text("HGET", Feed.Positions, $"{symbol}:BOTH") is { } state && JsonDocument.Parse(state).RootElement.GetProperty("suspect").GetBoolean();

    /// <summary>The last applied execution; <see langword="null"/> = none yet.</summary>
    public static string? Applied(this RedisServer redis, string checkpoint = Feed.Checkpoint) =>
        redis.Text("HGET", checkpoint, Feed.Input) is { } id && id != "0-0" ? id : null;

    public static long Length(this RedisServer redis, string stream) => redis.Number("XLEN", stream);

    /// <summary>Entries that a group was given and has not acknowledged.</summary>
    public static long Pending(this RedisServer redis, string group = Feed.Group) => (long)redis.List("XPENDING", Feed.Input, group)[0]!;

    public static void WaitApplied(this RedisServer redis, string id, WorkerProcess? worker = null, TimeSpan? limit = null) =>
        Eventually.Equal(id, () => redis.Applied(), "entry is applied", () => worker?.Output ?? "", limit);

    /// <summary>The process id of whoever holds the lease; part of its value.</summary>
    public static int? OwnerPid(this RedisServer redis, string lease = Feed.Lease)
    {
        string[]? parts = redis.Text("GET", lease)?.Split(':');
        return parts is { Length: >= 3 } ? int.Parse(parts[^2], System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    public static string Member(string json, string name) => JsonDocument.Parse(json).RootElement.GetProperty(name).ToString();

    public static object?[] Fields(object? entry) => (object?[])((object?[])entry!)[1]!;

    public static string Field(object?[] fields, string name) => (string)fields[Array.IndexOf(fields, name) + 1]!;
}
