using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Store;

/// <summary>An entry as it was read. Without fields it was cut from the stream while it was pending: it is lost.</summary>
internal readonly record struct StreamEntry(EntryId Id, EntryField[]? Fields);
