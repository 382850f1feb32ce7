using System.Text;
using System.Text.Json;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;

namespace HarvestBrain.Redis.Tape;

/// <summary>Decides a tape again, and holds it against what stands in Redis.</summary>
internal static class TapeVerifier
{
    /// <exception cref="FormatException">It is no tape, or one that was recorded without a journal.</exception>
    public static async Task<VerifyResult> RunAsync(
        HarvestBrainOptions options, Stream tape, EntryId? since, CallLimits limits, CancellationToken stop)
    {
        using var lines = new StreamReader(tape, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        string first = await lines.ReadLineAsync(stop).ConfigureAwait(false) ?? throw new FormatException("it is empty");
        JournalStart start = Start(first);
        bool isOwn = start.Settings.Instance == options.Instance;
        using var decided = new DecidedIntents(since, isOwn ? null : options);
        var reader = new TapeReader(decided, DecidedIntents.Streams);
        for (string? line = first; line is not null; line = await lines.ReadLineAsync(stop).ConfigureAwait(false))
            reader.Take(Encoding.UTF8.GetBytes(line));
        if (!reader.HasJournal)
            throw new FormatException(
                "it was recorded where there was no journal (HARVEST_JOURNAL_MAXLEN=0, or no service yet): "
                + "it can be replayed, not verified");

        await using var redis = new JournalReader(options, limits);
        var differences = new List<TapeDifference>(decided.Faults);
        if (isOwn) await CompareAsync(redis, decided, differences, isWhole: since is null && decided.IsWhole, stop).ConfigureAwait(false);
        else await CompareWithOtherAsync(redis, decided, differences, options.Mode, stop).ConfigureAwait(false);
        return new VerifyResult(differences, decided.Intents.Count, decided.Entries, decided.Claimed, reader.Undecided);
    }

    /// <summary>With what the service itself published, in either mode.</summary>
    private static async Task CompareAsync(
        JournalReader redis, DecidedIntents decided, List<TapeDifference> differences, bool isWhole, CancellationToken stop)
    {
        // The outputs first: of all that is in them, the journal knows the commit.
        var outputs = new List<(HarvestMode Mode, PublishedIntent[] All, bool IsTrimmed)>();
        foreach (HarvestMode mode in Enum.GetValues<HarvestMode>())
        {
            StreamCount count = await redis.CountAsync(redis.KeysOf(mode).Output, stop).ConfigureAwait(false);
            PublishedIntent[] all = await PublishedAsync(redis, mode, stop).ConfigureAwait(false);
            outputs.Add((mode, all, count.Length >= redis.OutputMaxLength && count.Gone > 0));
        }
        EntryId? next = await NextAsync(redis, decided.LastCommit, stop).ConfigureAwait(false);
        bool isLast = true; // later intents may have pushed others out of the histories
        foreach ((HarvestMode mode, PublishedIntent[] all, bool isTrimmed) in outputs)
        {
            bool isFirst = mode == decided.FirstMode;
            PublishedIntent[] since =
            [
                .. isFirst
                    ? decided.PublishedSince(all)
                    : all.Where(intent => intent.Entry.UnixMilliseconds > decided.CommitBefore.UnixMilliseconds),
            ];
            PublishedIntent[] published = [.. since.Where(intent => !(intent.Entry >= next))];
            isLast &= published.Length == since.Length;
            differences.AddRange(TapeComparison.Compare([.. decided.Intents.Where(intent => intent.Mode == mode)], published, isTrimmed));
        }
        if (!isLast) return;
        foreach (IGrouping<string, DecidedIntent> symbol in decided.Intents.GroupBy(intent => intent.Symbol, StringComparer.Ordinal))
        {
            IReadOnlyList<byte[]> history = await redis.HistoryAsync(symbol.Key, stop).ConfigureAwait(false);
            differences.AddRange(TapeComparison.CompareHistory([.. symbol], history, isWhole));
        }
    }

    /// <summary>With what another instance published for events of the same time.</summary>
    private static async Task CompareWithOtherAsync(
        JournalReader redis, DecidedIntents decided, List<TapeDifference> differences, HarvestMode mode, CancellationToken stop)
    {
        HashSet<IntentKey> known = [.. decided.Intents.Select(intent => intent.Key)];
        PublishedIntent[] published =
        [
            .. (await PublishedAsync(redis, mode, stop).ConfigureAwait(false)).Where(intent => known.Contains(intent.Key)
                || (intent.TimeUnixMs >= decided.Span.First && intent.TimeUnixMs <= decided.Span.Last)),
        ];
        differences.AddRange(TapeComparison.Compare(decided.Intents, published, isTrimmed: false));
    }

    /// <summary>What a service published, of all that is in its output.</summary>
    private static async Task<PublishedIntent[]> PublishedAsync(JournalReader redis, HarvestMode mode, CancellationToken stop) =>
    [
        .. (await redis.OutputAsync(redis.KeysOf(mode).Output, stop).ConfigureAwait(false))
            .Where(entry => entry.Fields.GetValueOrDefault("source") is { } source && source.AsSpan().SequenceEqual("harvest_brain"u8))
            .Select(entry => PublishedIntent.Of(entry.Id, entry.Fields.GetValueOrDefault("payload") ?? []))
            .Where(intent => intent.Key.IntentId.Length == 0 || intent.Instance == redis.Instance),
    ];

    /// <summary>The first entry of the output that a later commit published; <see langword="null"/> = none did.</summary>
    private static async Task<EntryId?> NextAsync(JournalReader redis, EntryId after, CancellationToken stop)
    {
        while (true)
        {
            IReadOnlyList<JournalEntry> page = await redis.JournalAsync(after, stop).ConfigureAwait(false);
            if (page.FirstOrDefault(entry => entry.First is not null) is { } next) return next.First;
            if (page.Count == 0) return null;
            after = page[^1].Id;
        }
    }

    private static JournalStart Start(string line)
    {
        try
        {
            return JournalJson.ReadStart(Encoding.UTF8.GetBytes(line));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new FormatException("its first line says no settings: this is not what 'harvestbrain record' writes", e);
        }
    }
}
