using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Store;

/// <summary>An entry as it was read. Without fields it was cut from the stream while it was pending: it is lost.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="Snapshots">The stream of snapshots that it comes from; <see langword="null"/> = the executions.</param>
internal readonly record struct StreamEntry(EntryId Id, EntryField[]? Fields, InputStream? Snapshots = null);
