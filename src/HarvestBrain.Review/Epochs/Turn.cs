using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;

namespace HarvestBrain.Review.Epochs;

/// <summary>
/// One entry and what it meant to the recording: all that a run of another policy needs, so that entries are decoded and recorded positions
/// folded once for any number of runs.
/// </summary>
/// <param name="Event">The entry.</param>
/// <param name="Symbol">Number of its symbol.</param>
/// <param name="Meaning">What it did to the recorded position; <see langword="null"/> for a plain price.</param>
/// <param name="Bar">A bar, in place of an entry.</param>
internal readonly record struct Turn(HarvestEvent Event, int Symbol, Meaning? Meaning, PriceBar? Bar = null);

/// <summary>What an entry did to the recorded position.</summary>
internal sealed class Meaning
{
    /// <summary>Of a fill.</summary>
    public RecordedFill? Fill { get; init; }

    /// <summary>Of a snapshot.</summary>
    public RecordedSnapshot? Snapshot { get; init; }

    /// <summary>What the recording had open when a cost came.</summary>
    public decimal OpenAtCost { get; init; }

    /// <summary>The entry could not be read and may have been a fill: its symbol is suspect.</summary>
    public bool Suspect { get; init; }

    /// <summary>The epoch that it closed.</summary>
    public EpochRecord? Closed { get; set; }

    /// <summary>The epoch that it opened.</summary>
    public EpochRecord? Opened { get; set; }
}
