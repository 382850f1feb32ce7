using HarvestBrain.Core.Events;

namespace HarvestBrain.Redis.Store;

/// <summary>The durable state.</summary>
/// <param name="Checkpoint">All fields of the checkpoint; empty when it is gone or never was.</param>
/// <param name="Applied">The last applied entry id.</param>
/// <param name="Positions">Position keys and their state.</param>
internal sealed record LoadedState(
    IReadOnlyDictionary<string, string> Checkpoint, EntryId? Applied, IReadOnlyList<(string Key, byte[] State)> Positions);
