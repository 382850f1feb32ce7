using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Store;

/// <summary>A stream that is read.</summary>
/// <param name="Name">Its key, which is also its field in the checkpoint.</param>
/// <param name="Source">What its entries are.</param>
internal sealed record InputStream(string Name, EntrySource Source)
{
    /// <summary>What journal and tape call it, whatever its key is.</summary>
    public string Word => TapeLine.Word(Source);
}
