using HarvestBrain.Core.Events;

namespace HarvestBrain.Redis.Tape;

/// <summary>Entries that a service read and that Redis does not have any more.</summary>
/// <param name="Stream">The stream's key.</param>
/// <param name="After">The last one before them.</param>
/// <param name="Upto">The last one of them, or one behind them; <see langword="null"/> = it is not known.</param>
/// <param name="Entries">How many; 0 = it is not known.</param>
public sealed record TapeGap(string Stream, EntryId After, EntryId? Upto, long Entries)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Entries == 0 ? "entries" : Entries == 1 ? "1 entry" : $"{Entries} entries")} of {Stream} after {After}"
        + $"{(Upto is { } upto ? $" up to {upto}" : "")} {(Entries == 1 ? "is" : "are")} not there any more";
}
