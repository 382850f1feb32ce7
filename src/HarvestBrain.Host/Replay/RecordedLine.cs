using HarvestBrain.Core.Events;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Host.Replay;

/// <summary>A recorded line, decoded: an entry, a bar, or why it is neither.</summary>
/// <param name="File">The file it is from, for messages.</param>
/// <param name="Number">Number of the line, from 1.</param>
internal readonly record struct RecordedLine(string File, long Number)
{
    /// <summary>The entry, when it is one.</summary>
    public HarvestEvent Event { get; init; }

    /// <summary>The bar, when it is one.</summary>
    public PriceBar? Bar { get; init; }

    /// <summary>Why it is neither; <see langword="null"/> = it is one.</summary>
    public DecodeError? Error { get; init; }

    /// <summary>The earliest time that it may be of, Unix milliseconds. Means nothing of a line with an error.</summary>
    public long TimeUnixMs => Bar?.FromUnixMs ?? Event.TimeUnixMs;

    /// <summary>It tells of a price alone: of lines of one instant those that may be what a price follows come first.</summary>
    public bool IsPrice => Bar is not null || Event.Kind == EventKind.Price;

    /// <summary>The latest time that it may be of.</summary>
    public long LatestUnixMs => TimeUnixMs + (Bar is null ? Event.TimeSlackMs : 0);
}
