using HarvestBrain.Core.Events;

namespace HarvestBrain.Redis.Store;

/// <summary>One page of taking over what other consumers left pending.</summary>
/// <param name="Fenced">The lease is not ours any more.</param>
/// <param name="Cursor">Where the next page begins; <c>0-0</c> = there is none.</param>
/// <param name="Claimed">How many entries are ours now.</param>
/// <param name="Lost">Entries that were pending and that the stream no longer has.</param>
internal sealed record ClaimResult(bool Fenced, string Cursor, int Claimed, IReadOnlyList<EntryId> Lost);
