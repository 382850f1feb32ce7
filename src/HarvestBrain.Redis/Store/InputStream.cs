using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Store;

/// <summary>A stream of snapshots that is read beside the executions.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Source">What its entries are.</param>
internal sealed record InputStream(string Name, EntrySource Source);
