using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Redis.Store;

/// <summary>Everything that a batch of entries did; written as a whole or not at all.</summary>
internal sealed class CommitBatch
{
    /// <summary>For every stream, the executions first, from where to where the batch goes.</summary>
    public required IReadOnlyList<CursorMove> Cursors { get; init; }

    /// <summary>The checkpoint's revision that the batch started from; <c>""</c> = none.</summary>
    public required string Revision { get; init; }

    /// <summary>How many positions are saved before this commit; -1 = any number. Fewer means that somebody removed some.</summary>
    public long SavedPositions { get; init; } = -1;

    /// <summary>When the batch was decided, Unix milliseconds of Redis's clock.</summary>
    public long DecidedAtUnixMs { get; init; }

    /// <summary>What to publish.</summary>
    public List<CommitIntent> Intents { get; } = [];

    /// <summary>Trades that are over.</summary>
    public List<CommitTrade> Trades { get; } = [];

    /// <summary>Position keys and their new state.</summary>
    public List<(string Key, byte[] State)> Positions { get; } = [];

    /// <summary>Entries that could not be understood.</summary>
    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>What the journal is to say of it; <see langword="null"/> = nothing is journalled.</summary>
    public JournalNote? Note { get; set; }

    /// <summary>With what an anchor of the journal begins, where one is to be set if it is due.</summary>
    public JournalStart? Anchor { get; set; }

    /// <summary>An anchor is set even if none is due: from what the journal says nobody can tell how this commit came about.</summary>
    public bool MustAnchor { get; set; }

    /// <summary>It takes back what was asked for, since the kill switch came on.</summary>
    public bool TakesBack { get; set; }

    /// <summary>Other fields of the checkpoint.</summary>
    public List<(string Name, string Value)> CheckpointFields { get; } = [];
}

/// <summary>A stream is applied from one entry up to another one, or, where both are the same, not touched.</summary>
/// <param name="Stream">The stream, which is also the checkpoint's field.</param>
/// <param name="From">The last applied id that the batch started from, as it is saved; <see langword="null"/> = none is.</param>
/// <param name="To">The last id that the batch applied.</param>
/// <param name="Entries">How many entries the batch applied.</param>
internal sealed record CursorMove(string Stream, EntryId? From, EntryId To, int Entries);

/// <summary>One intent of a batch.</summary>
/// <param name="IntentId">Its id, which its dedup key is made from.</param>
/// <param name="Symbol">The symbol whose history it joins.</param>
/// <param name="Kind">Partial close, stop move, or taking back, which the kill switch does not stop.</param>
/// <param name="Attempt">How often it was asked for, this time included.</param>
/// <param name="Payload">JSON.</param>
/// <param name="TimeUnixMs">Event time, Unix milliseconds.</param>
/// <param name="What">What it asks for, for the log.</param>
/// <param name="Reason">Why, for the log.</param>
/// <param name="StopKind">Which rule moves the stop, for the metrics; means nothing for a partial close.</param>
internal sealed record CommitIntent(
    string IntentId, string Symbol, IntentKind Kind, int Attempt, byte[] Payload, long TimeUnixMs, string What, string Reason,
    StopKind StopKind = default);

/// <summary>One closed trade of a batch.</summary>
/// <param name="Payload">JSON.</param>
/// <param name="TimeUnixMs">When it was closed, event time, Unix milliseconds.</param>
internal sealed record CommitTrade(byte[] Payload, long TimeUnixMs);

/// <summary>An entry that could not be understood, with its original fields.</summary>
internal sealed record DeadLetter(StreamEntry Entry, string Error);

/// <summary>How a commit ended.</summary>
internal enum CommitStatus
{
    /// <summary>Everything was written.</summary>
    Done,

    /// <summary>The lease is not ours any more; nothing was written.</summary>
    Fenced,

    /// <summary>Somebody else moved the checkpoint; nothing was written: load everything anew.</summary>
    Stale,

    /// <summary>The kill switch came on; nothing was written: decide again without intents.</summary>
    Killed,

    /// <summary>A key holds another type than it should; nothing was written.</summary>
    WrongType,
}

/// <summary>The answer to a commit.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Published">Per intent: it was published; false = its id was claimed already.</param>
/// <param name="Key">The key of a wrong type.</param>
/// <param name="SavedPositions">How many positions are saved now; -1 = not known.</param>
/// <param name="GroupMade">The consumer group of the executions was not there.</param>
/// <param name="Journalled">The journal has it, where it is to have it: the user may not be allowed to write there.</param>
internal sealed record CommitResult(
    CommitStatus Status, IReadOnlyList<bool> Published, string? Key = null, long SavedPositions = -1, bool GroupMade = false,
        bool Journalled = true);
