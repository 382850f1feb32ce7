using HarvestBrain.Core.Events;

namespace HarvestBrain.Redis.Store;

/// <summary>One entry of an output stream.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Payload">Its payload, whatever it holds.</param>
internal readonly record struct PublishedBefore(EntryId Id, byte[] Payload);
