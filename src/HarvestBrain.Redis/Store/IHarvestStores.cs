namespace HarvestBrain.Redis.Store;

/// <summary>Where a service gets its store from, in place of Redis: for the tests of an application.</summary>
internal interface IHarvestStores
{
    /// <summary>Opens a store for one owner.</summary>
    IHarvestStore Open(HarvestBrainOptions options, string consumer, string owner);
}
