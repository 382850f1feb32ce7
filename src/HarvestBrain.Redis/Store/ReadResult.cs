using HarvestBrain.Core.Events;

namespace HarvestBrain.Redis.Store;

/// <summary>What a read gave. It takes nothing: the same read gives the same again, until a commit moves the checkpoint.</summary>
/// <param name="Fenced">The lease is not ours any more.</param>
/// <param name="Streams">Per stream the entries after its cursor, in order; the executions first.</param>
/// <param name="KillSwitch">The kill switch as it stands, <see langword="null"/> = missing.</param>
/// <param name="NowUnixMs">Redis's clock, Unix milliseconds.</param>
/// <param name="CutBefore">
/// When the first execution read is the first that the stream still has: how many were cut off before it. When there is none: how many
/// were ever added. Otherwise -1.
/// </param>
/// <param name="LastIds">
/// When there is no execution: per stream the id of the last entry that was ever added, 0-0 = none; otherwise empty.
/// </param>
/// <param name="Overrides">The settings of the symbols that were asked for, in that order.</param>
internal sealed record ReadResult(
    bool Fenced, IReadOnlyList<IReadOnlyList<StreamEntry>> Streams, string? KillSwitch, long NowUnixMs, long CutBefore,
    IReadOnlyList<EntryId> LastIds,
    IReadOnlyList<SymbolOverrides> Overrides)
{
    public static ReadResult LostLease { get; } = new(Fenced: true, [[]], null, 0, -1, [], []);

    public IReadOnlyList<StreamEntry> Executions => Streams[0];

    public int Count => Streams.Sum(stream => stream.Count);

    /// <summary>All by their ids. Of equal ones the execution comes first: what it did may be in the snapshot.</summary>
    public IReadOnlyList<StreamEntry> InOrder() =>
        Executions.Count == Count ? Executions : [.. Streams.SelectMany(stream => stream).OrderBy(entry => entry.Id)];
}
