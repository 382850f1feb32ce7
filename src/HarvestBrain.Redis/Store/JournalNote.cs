using HarvestBrain.Core.Events;
using HarvestBrain.Core.Settings;

namespace HarvestBrain.Redis.Store;

/// <summary>
/// What decided a commit beside the entries themselves. With the entries, and the positions as they were before, it is all that is needed
/// to decide the same again.
/// </summary>
internal sealed record JournalNote
{
    /// <summary>When it was decided, Unix milliseconds of Redis's clock.</summary>
    public long NowUnixMs { get; init; }

    /// <summary>Which entries it read, of the streams of which it read some.</summary>
    public IReadOnlyList<JournalRead> Reads { get; init; } = [];

    /// <summary>The kill switch was on.</summary>
    public bool KillSwitchOn { get; init; }

    /// <summary>It had just come on: what nobody has answered is taken back before the first entry.</summary>
    public bool TakesBack { get; init; }

    /// <summary>Something was lost, and every position is suspect before the first entry.</summary>
    public bool AllSuspect { get; init; }

    /// <summary>Settings of symbols that were others from here on, in the order in which they came.</summary>
    public IReadOnlyList<PolicyChange> Policies { get; init; } = [];

    /// <summary>With it an owner begins: positions are restored from what is saved. <see langword="null"/> = it goes on.</summary>
    public JournalStart? Begins { get; init; }
}

/// <summary>The entries that a commit read of one stream.</summary>
/// <param name="Stream">The stream's word.</param>
/// <param name="To">The last one.</param>
/// <param name="Entries">How many.</param>
internal readonly record struct JournalRead(string Stream, EntryId To, int Entries);

/// <summary>What an owner begins with beside the saved state.</summary>
/// <param name="Settings">The settings in force.</param>
/// <param name="Policies">What the engine is told about single symbols.</param>
/// <param name="Cursors">Per stream that is read the last applied entry.</param>
/// <param name="IsRecovered">What was saved had been lost, and was written again from memory: the journal does not lead here.</param>
internal sealed record JournalStart(
    EngineSettings Settings, IReadOnlyList<PolicyChange> Policies, IReadOnlyList<JournalCursor> Cursors, bool IsRecovered);

/// <summary>How far a stream is applied.</summary>
/// <param name="Stream">The stream's word.</param>
/// <param name="Applied">The last applied entry; 0-0 = none.</param>
internal readonly record struct JournalCursor(string Stream, EntryId Applied);
