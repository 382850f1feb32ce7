using System.Text.Json;
using HarvestBrain.Core.Events;

namespace HarvestBrain.Redis.Tape;

/// <summary>An intent that was published.</summary>
/// <param name="Entry">Its entry of the output.</param>
/// <param name="Key">Its id and attempt; an empty id where the payload says none.</param>
/// <param name="TimeUnixMs">The time of the event that caused it; 0 where the payload says none.</param>
/// <param name="Payload">JSON.</param>
internal sealed record PublishedIntent(EntryId Entry, IntentKey Key, long TimeUnixMs, byte[] Payload)
{
    /// <summary>Whose it is.</summary>
    public string Instance { get; init; } = "";

    public static PublishedIntent Of(EntryId entry, byte[] payload)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            JsonElement root = document.RootElement;
            string id = root.GetProperty("intent_id").GetString() ?? "";
            int attempt = root.TryGetProperty("attempt", out JsonElement number) ? number.GetInt32() : 1;
            string instance = root.TryGetProperty("instance", out JsonElement name) ? name.GetString() ?? "" : "";
            long time = root.TryGetProperty("timestamp", out JsonElement at) && at.TryGetDateTimeOffset(out DateTimeOffset iso)
                ? iso.ToUnixTimeMilliseconds() : 0;
            return new PublishedIntent(entry, new IntentKey(id, attempt), time, payload) { Instance = instance };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new PublishedIntent(entry, new IntentKey("", 0), 0, payload);
        }
    }
}

/// <summary>Holds what is decided against what was published.</summary>
internal static class TapeComparison
{
    /// <summary>Every difference: missing and changed ones in the order in which they are decided, then added ones.</summary>
    /// <param name="decided">What is decided, in order.</param>
    /// <param name="published">What was published in the same time, in order.</param>
    /// <param name="isTrimmed">The output may have lost its oldest entries.</param>
    public static IEnumerable<TapeDifference> Compare(
        IReadOnlyList<DecidedIntent> decided, IReadOnlyList<PublishedIntent> published, bool isTrimmed)
    {
        var byKey = new Dictionary<IntentKey, Queue<int>>();
        for (int i = 0; i < published.Count; i++)
        {
            if (!byKey.TryGetValue(published[i].Key, out Queue<int>? places)) byKey.Add(published[i].Key, places = new Queue<int>());
            places.Enqueue(i);
        }
        var isMatched = new bool[published.Count];
        int last = -1;
        foreach (DecidedIntent intent in decided)
        {
            if (!byKey.TryGetValue(intent.Key, out Queue<int>? places) || !places.TryDequeue(out int place))
            {
                bool isGone = isTrimmed && last < 0 && (published.Count == 0 || !(intent.First >= published[0].Entry));
                yield return new TapeDifference(
                    isGone ? DifferenceKind.Trimmed : DifferenceKind.Missing, $"commit {intent.Commit}", intent.Key.IntentId,
                        intent.Payload, default);
                continue;
            }
            PublishedIntent found = published[place];
            isMatched[place] = true;
            if (!found.Payload.AsSpan().SequenceEqual(intent.Payload))
                yield return new TapeDifference(
                    DifferenceKind.Changed, found.Entry.ToString(), intent.Key.IntentId, intent.Payload, found.Payload);
            if (place < last)
                yield return new TapeDifference(
                    DifferenceKind.Order, found.Entry.ToString(), intent.Key.IntentId, intent.Payload, found.Payload,
                        $"it stands before {published[last].Key.IntentId}");
            last = Math.Max(last, place);
        }
        for (int i = 0; i < published.Count; i++)
        {
            if (!isMatched[i])
                yield return new TapeDifference(
                    DifferenceKind.Added, published[i].Entry.ToString(), published[i].Key.IntentId, default, published[i].Payload);
        }
    }

    /// <summary>What the history of a symbol says otherwise: it keeps the last hundred of its intents.</summary>
    /// <param name="decided">What is decided for it.</param>
    /// <param name="history">Its history, in any order.</param>
    /// <param name="isAll">Nothing was published for it before or after.</param>
    public static IEnumerable<TapeDifference> CompareHistory(
        IReadOnlyList<DecidedIntent> decided, IReadOnlyList<byte[]> history, bool isAll)
    {
        var byKey = history.Select(payload => PublishedIntent.Of(default, payload)).ToLookup(intent => intent.Key);
        var known = decided.ToLookup(intent => intent.Key);
        DecidedIntent[] last = [.. decided.OrderBy(intent => intent.TimeUnixMs).TakeLast(HistoryLength)];
        // Of equal times at the edge the set decides by their bytes.
        foreach (DecidedIntent intent in last.Where(intent => decided.Count <= HistoryLength || intent.TimeUnixMs > last[0].TimeUnixMs))
        {
            PublishedIntent[] found = [.. byKey[intent.Key]];
            if (found.Any(one => one.Payload.AsSpan().SequenceEqual(intent.Payload))) continue;
            yield return new TapeDifference(
                DifferenceKind.History, $"history of {intent.Symbol}", intent.Key.IntentId, intent.Payload,
                found.Length > 0 ? found[0].Payload : default);
        }
        foreach (PublishedIntent other in byKey.SelectMany(same => same))
        {
            bool isKnown = known[other.Key].Any(intent => intent.Payload.AsSpan().SequenceEqual(other.Payload));
            if (!isKnown && isAll && !known.Contains(other.Key))
                yield return new TapeDifference(DifferenceKind.History, "history", other.Key.IntentId, default, other.Payload);
        }
    }

    private const int HistoryLength = 100;
}
