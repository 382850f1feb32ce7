namespace HarvestBrain.Core.Positions;

/// <summary>
/// What was last told of the orders at the venue, as far as it protects, and since when it differs from what should stand. Outlives the
/// epoch: what stands of a position that is gone is an orphan.
/// </summary>
internal record struct StandingOrders
{
    /// <summary>Event time of the last snapshot that said something new, Unix milliseconds; 0 = none was told.</summary>
    public long ToldAtUnixMs { get; set; }

    /// <summary>It was told since the epoch began, or ended.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>What the stops that stand close together, base units.</summary>
    public decimal StopQuantity { get; set; }

    /// <summary>A stop that stands closes whatever is open.</summary>
    public bool ClosesAll { get; set; }

    /// <summary>The loosest stop that stands; 0 = none does.</summary>
    public decimal StopPrice { get; set; }

    /// <summary>An order that stands for nothing that is open: its id, or empty; <see langword="null"/> = none does.</summary>
    public string? Orphan { get; set; }

    /// <summary>The stop that should stand; 0 = none should.</summary>
    public decimal WantedStop { get; set; }

    /// <summary>Since when no stop stands, event time, Unix milliseconds; 0 = one does, or none should. So too the others.</summary>
    public long UnprotectedSinceUnixMs { get; set; }

    public long QuantityDiffersSinceUnixMs { get; set; }

    public long PriceDiffersSinceUnixMs { get; set; }

    public long OrphanSinceUnixMs { get; set; }

    /// <summary>Some stop stands.</summary>
    public readonly bool HasStop => ClosesAll || StopQuantity > 0;
}
