using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Paper.Venue;

/// <summary>What an executor is asked for.</summary>
internal enum VenueIntentKind
{
    /// <summary>A reduce-only close.</summary>
    Close,

    /// <summary>A stop: where it is to stand, and for how much. MOVE_STOP and PROTECT.</summary>
    Stop,

    /// <summary>An earlier request must not be done any more.</summary>
    Cancel,
}

/// <summary>An intent as an executor reads it from the stream.</summary>
internal sealed record VenueIntent
{
    public required VenueIntentKind Kind { get; init; }

    /// <summary>Id of the entry that it came in; what comes of it has an order id that is made from this.</summary>
    public required EntryId Entry { get; init; }

    public required string IntentId { get; init; }

    /// <summary>How often it was asked for, this time included; 1 where the payload names none.</summary>
    public int Attempt { get; init; } = 1;

    public required PositionKey Key { get; init; }

    /// <summary>The epoch of the position that it is for; default = not told.</summary>
    public EntryId Epoch { get; init; }

    /// <summary>The side that closes; means nothing for a stop.</summary>
    public OrderSide Side { get; init; }

    /// <summary>Base units; of a stop <see langword="null"/> = all that is open.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Where the stop is to stand; 0 for everything else.</summary>
    public decimal StopPrice { get; init; }

    /// <summary>The id of what is taken back.</summary>
    public string? Cancels { get; init; }

    /// <summary>Until when it may be carried out, Unix milliseconds; 0 = without limit.</summary>
    public long ValidUntilUnixMs { get; init; }
}
