namespace HarvestBrain.Core.Events;

/// <summary>What an entry tells.</summary>
public enum EventKind
{
    /// <summary>Nothing that changes a position (status PENDING; NEW, ACCEPTED and REPLACED of what is none of our intents).</summary>
    Ignored,

    /// <summary>One execution: quantity at a price.</summary>
    Fill,

    /// <summary>A mark price.</summary>
    Price,

    /// <summary>An order ended without (further) fill: rejected, blocked, cancelled or expired.</summary>
    Outcome,

    /// <summary>A cost without an execution, such as funding.</summary>
    Cost,

    /// <summary>The exchange's own view of a position: what is open, at what average entry.</summary>
    PositionSnapshot,

    /// <summary>An order that an intent asked for is in force at the venue: new, accepted or replaced.</summary>
    Accepted,

    /// <summary>The orders of a position that stand at the venue.</summary>
    OpenOrders,
}
