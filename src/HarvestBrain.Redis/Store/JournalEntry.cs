using HarvestBrain.Core.Events;

namespace HarvestBrain.Redis.Store;

/// <summary>An entry of the journal: a commit, or a position that an operator changed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Note">Of a commit, what it noted, JSON; otherwise empty.</param>
/// <param name="Published">Of a commit, one digit for each intent that was decided: 1 = published, 0 = its id was claimed.</param>
/// <param name="First">Of a commit that published, the first entry of the output.</param>
/// <param name="Position">The key of a position that an operator changed.</param>
/// <param name="State">Its state from then on.</param>
internal sealed record JournalEntry(
    EntryId Id, byte[] Note, string Published = "", EntryId? First = null, string? Position = null, byte[]? State = null);

/// <summary>Where the journal can be begun with: positions and checkpoint as they were with one of its entries.</summary>
/// <param name="Slot">Which of the two.</param>
/// <param name="Checkpoint">The checkpoint.</param>
/// <param name="Journal">The entry of the journal.</param>
/// <param name="Added">How many entries the journal had had, ever, up to that one.</param>
/// <param name="Output">The last entry of the output.</param>
/// <param name="Start">Settings and cursors, JSON.</param>
internal sealed record JournalAnchor(int Slot, Checkpoint Checkpoint, EntryId Journal, long Added, EntryId Output, byte[] Start);

/// <summary>A stream as it is counted.</summary>
/// <param name="Added">How many entries it has had, ever.</param>
/// <param name="Length">How many it has.</param>
/// <param name="LastId">The last one that was added; 0-0 = none.</param>
internal readonly record struct StreamCount(long Added, long Length, EntryId LastId)
{
    /// <summary>How many are gone.</summary>
    public long Gone => Added - Length;
}
