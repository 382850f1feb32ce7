namespace HarvestBrain.Redis.Tape;

/// <summary>What came of deciding a tape again.</summary>
/// <param name="Differences">Every difference from what was published; none = equal.</param>
/// <param name="Intents">Intents that were compared.</param>
/// <param name="Entries">Entries that were decided and count.</param>
/// <param name="Claimed">Intents that were decided and, as the journal says, not published: their ids were claimed already.</param>
/// <param name="Undecided">Entries at the end of the tape that nobody had decided when it was recorded.</param>
public sealed record VerifyResult(
    IReadOnlyList<TapeDifference> Differences, long Intents, long Entries, long Claimed, long Undecided)
{
    /// <summary>The same intents, ids, order and payloads, to the byte, and the tape is what was recorded.</summary>
    public bool IsEqual => Differences.Count == 0;
}

/// <summary>What was recorded.</summary>
/// <param name="Entries">Entries of the input streams.</param>
/// <param name="Commits">Commits that read them.</param>
/// <param name="HasJournal">The tape can be verified, not replayed alone.</param>
/// <param name="Gaps">What is missing, because Redis does not have it any more.</param>
public sealed record RecordResult(long Entries, long Commits, bool HasJournal, IReadOnlyList<TapeGap> Gaps);
