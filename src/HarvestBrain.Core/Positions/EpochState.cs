namespace HarvestBrain.Core.Positions;

/// <summary>
/// All that ends with the epoch: <see cref="EpochState()"/> is what a flat position has. A field of <see cref="Position"/>, which says
/// what each means.
/// </summary>
internal struct EpochState
{
    /// <summary>Nothing is open.</summary>
    public EpochState()
    {
    }

    public Direction Direction { get; set; }

    public decimal Quantity { get; set; }

    public decimal BaseQuantity { get; set; }

    public decimal ConfirmedQuantity { get; set; }

    public bool IsDust { get; set; }

    public decimal AverageEntry { get; set; }

    public decimal ContractSize { get; set; } = 1;

    public decimal? InitialStop { get; set; }

    public decimal? OutsideStop { get; set; }

    /// <summary>A field, so that its members are written in place.</summary>
    public StopRequest StopRequest;

    /// <summary>A field, so that its members are written in place.</summary>
    public Protection Protection;

    public long OpenedAtUnixMs { get; set; }

    /// <summary>What reductions closed, base units.</summary>
    public decimal ExitQuantity { get; set; }

    /// <summary>Sum of quantity times price of the reductions, quote currency.</summary>
    public decimal ExitNotional { get; set; }

    /// <summary>Funding and other costs without an execution; part of the fees of the epoch, quote currency.</summary>
    public decimal FundingQuote { get; set; }

    /// <summary>Some fill told a fee.</summary>
    public bool HasFee { get; set; }

    public MovedStop[] StopMoves { get; set; } = [];

    /// <summary>A field, so that it is written in place.</summary>
    public PaperLedger Paper;

    public decimal BestPrice { get; set; }

    public long CrossedSinceUnixMs { get; set; }

    /// <summary>Something was due at the last price, and a limit on intents kept it back. Derived, not saved.</summary>
    public bool IsHeldBack { get; set; }

    public decimal EntryFeePerUnit { get; set; }

    public decimal FundingPerUnit { get; set; }

    public decimal? OutsideAtr { get; set; }

    public Rung[] Rungs { get; set; } = [];

    public decimal? LadderScale { get; set; }
}
