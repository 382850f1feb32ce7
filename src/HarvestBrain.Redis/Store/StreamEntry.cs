using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Store;

/// <summary>An entry as it was read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="Stream">Where it comes from.</param>
internal readonly record struct StreamEntry(EntryId Id, EntryField[] Fields, InputStream Stream);
