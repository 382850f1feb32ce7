namespace HarvestBrain.SessionGeneration;

/// <summary>What an entry reports.</summary>
internal enum EventStatus
{
    PriceUpdate,
    Filled,
    PartiallyFilled,
    Rejected,
    Blocked,
    Canceled,
    Expired,
    New,
    Accepted,
    Pending,
}
