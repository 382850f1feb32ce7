using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tape;

/// <summary>An intent that is decided from a tape.</summary>
/// <param name="Key">Its id and attempt.</param>
/// <param name="Mode">The mode of the service, which says where it was published.</param>
/// <param name="Symbol">Its symbol.</param>
/// <param name="TimeUnixMs">The time of the event that caused it.</param>
/// <param name="Payload">JSON.</param>
/// <param name="Commit">The entry of the journal of the commit that it belongs to.</param>
/// <param name="First">The first entry of the output that the commit published.</param>
internal sealed record DecidedIntent(
    IntentKey Key, HarvestMode Mode, string Symbol, long TimeUnixMs, byte[] Payload, EntryId Commit, EntryId? First);

/// <summary>What makes an intent the same as another one.</summary>
internal readonly record struct IntentKey(string IntentId, int Attempt);

/// <summary>Decides everything that is on a tape.</summary>
/// <param name="since">Before this entry nothing is compared, though it is decided; <see langword="null"/> = all is.</param>
/// <param name="other">The options of the instance whose intents it is held against; <see langword="null"/> = the service's own.</param>
internal sealed class DecidedIntents(EntryId? since, HarvestBrainOptions? other) : ITapeContent, IDisposable
{
    /// <summary>What may be on a tape, whatever the keys of the streams are.</summary>
    public static IReadOnlyList<InputStream> Streams { get; } =
        [.. Enum.GetValues<EntrySource>().Select(source => new InputStream(TapeLine.Word(source), source))];

    private readonly Redecider _redecider = new(Streams, other?.Mode, other?.Instance);
    private readonly List<DecidedIntent> _intents = [];
    private readonly List<TapeDifference> _faults = [];
    private EntryId _outputBefore;
    private int _moreBefore; // of the same commit, right behind that one
    private bool _counts;

    /// <summary>In the order in which they were decided.</summary>
    public IReadOnlyList<DecidedIntent> Intents => _intents;

    /// <summary>Where the tape is not what was recorded.</summary>
    public IReadOnlyList<TapeDifference> Faults => _faults;

    /// <summary>Entries that were decided.</summary>
    public long Entries { get; private set; }

    /// <summary>Intents that were decided and not published, since their ids were claimed.</summary>
    public long Claimed { get; private set; }

    /// <summary>The mode of which that output is.</summary>
    public HarvestMode FirstMode { get; private set; }

    /// <summary>The entry of the journal before what is compared.</summary>
    public EntryId CommitBefore { get; private set; }

    /// <summary>The last entry of the journal on the tape.</summary>
    public EntryId LastCommit { get; private set; }

    /// <summary>The service began with this tape: it had no position before.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Times of the first and the last entry that is compared, by their ids.</summary>
    public (long First, long Last) Span { get; private set; } = (long.MaxValue, long.MinValue);

    private JournalStart? Start { get; set; }

    public void Begin(TapeBeginning beginning)
    {
        IsWhole = Start is null && beginning.Positions == 0 && beginning.Start.Cursors.All(cursor => cursor.Applied == default);
        if (Start is null)
            (_outputBefore, FirstMode, CommitBefore) = (beginning.Output, beginning.Start.Settings.Mode, beginning.Journal ?? default);
        Start = beginning.Start;
        LastCommit = beginning.Journal ?? default;
        _counts |= since is null;
        _redecider.Begin(beginning.Start, beginning.Rates);
    }

    public void Save(string key, byte[] state) => _redecider.Save(key, state);

    public void Commit(TapeCommit commit, IReadOnlyList<StreamEntry> entries)
    {
        LastCommit = commit.Journal;
        if (commit.Note.Begins is { } begins) Start = begins;
        CommitBatch batch = _redecider.Decide(commit.Note, entries);
        _counts |= entries.Any(entry => entry.Id >= since);
        if (!_counts)
        {
            (FirstMode, CommitBefore) = (Start!.Settings.Mode, commit.Journal);
            if (commit.First is { } first) (_outputBefore, _moreBefore) = (first, commit.Published.Count(flag => flag == '1') - 1);
            return;
        }
        Entries += entries.Count;
        HarvestMode mode = other?.Mode ?? Start!.Settings.Mode;
        foreach (StreamEntry entry in entries)
            Span = (Math.Min(Span.First, entry.Id.UnixMilliseconds), Math.Max(Span.Last, entry.Id.UnixMilliseconds));
        bool knowsClaims = other is null && commit.Published.Length == batch.Intents.Count;
        for (int i = 0; i < batch.Intents.Count; i++)
        {
            CommitIntent intent = batch.Intents[i];
            if (knowsClaims && commit.Published[i] == '0')
            {
                Claimed++;
                continue;
            }
            _intents.Add(new DecidedIntent(
                new IntentKey(intent.IntentId, intent.Attempt), mode, intent.Symbol, intent.TimeUnixMs, intent.Payload, commit.Journal,
                    commit.First));
        }
    }

    /// <summary>What was published from the first commit on that is compared.</summary>
    /// <param name="output">The output of <see cref="FirstMode"/>.</param>
    public IEnumerable<PublishedIntent> PublishedSince(IEnumerable<PublishedIntent> output)
    {
        EntryId? first = _intents.Find(intent => intent.First is not null)?.First;
        int before = _moreBefore;
        // Their ids need not be of one millisecond: the server's clock goes on while a commit publishes.
        return output.Where(intent => intent.Entry > _outputBefore).SkipWhile(intent => !(intent.Entry >= first) && before-- > 0);
    }

    public void Fault(long line, string problem, ReadOnlySpan<byte> text) =>
        _faults.Add(TapeDifference.OfTape(line, problem, text.ToArray()));

    public void Dispose() => _redecider.Dispose();
}
