namespace HarvestBrain.Redis.Store;

/// <summary>What a read under the fence gave.</summary>
/// <param name="Fenced">The lease is not ours any more; nothing was taken.</param>
/// <param name="Entries">The executions in stream order.</param>
/// <param name="KillSwitch">The kill switch as it stands, <see langword="null"/> = missing.</param>
/// <param name="NowUnixMs">Redis's clock, Unix milliseconds.</param>
/// <param name="CutBefore">
/// When the first entry read is the first that the stream still has: how many were cut off before it. When there is none: how
/// many were ever added. Otherwise -1.
/// </param>
/// <param name="Overrides">The settings of the symbols that were asked for, in that order.</param>
/// <param name="Moved">The group was ahead of the checkpoint, and was set back.</param>
internal sealed record ReadResult(
    bool Fenced, IReadOnlyList<StreamEntry> Entries, string? KillSwitch, long NowUnixMs, long CutBefore,
    IReadOnlyList<SymbolOverrides> Overrides, bool Moved = false)
{
    /// <summary>The snapshots, each stream in its order.</summary>
    public IReadOnlyList<StreamEntry> Snapshots { get; init; } = [];

    public static ReadResult LostLease { get; } = new(Fenced: true, [], null, 0, -1, []);
}
