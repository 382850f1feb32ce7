using HarvestBrain.Core.Events;

namespace HarvestBrain.Redis.Store;

/// <summary>The durable state, and where the streams stand.</summary>
/// <param name="Checkpoint">How far the service is; <see cref="Checkpoint.None"/> when it is gone or never was.</param>
/// <param name="Inputs">Per stream that is read, where it stands.</param>
/// <param name="Positions">Position keys and their state.</param>
internal sealed record LoadedState(
    Checkpoint Checkpoint, IReadOnlyList<InputState> Inputs, IReadOnlyList<(string Key, byte[] State)> Positions);

/// <summary>Where a stream stands.</summary>
/// <param name="LastId">The id of the last entry that was ever added; 0-0 = none, or there is no stream.</param>
/// <param name="Added">How many entries were ever added.</param>
/// <param name="GroupAt">
/// Up to where the consumer group has read and acknowledged, for a service that has no checkpoint of this stream yet;
/// <see langword="null"/> without a group.
/// </param>
internal readonly record struct InputState(EntryId LastId, long Added, EntryId? GroupAt);
