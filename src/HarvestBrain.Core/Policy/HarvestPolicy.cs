namespace HarvestBrain.Core.Policy;

/// <summary>
/// What to ask for and when, for one symbol or for all. Immutable. <see cref="Settings.PolicySettings"/> says what each member may be: it
/// reads policies from settings and validates those that are built in code.
/// </summary>
public sealed record HarvestPolicy
{
    /// <summary>R-multiples above this are refused in settings: no trade gets there, a typing error does.</summary>
    public const decimal MaxR = 1000;

    /// <summary>
    /// The largest <see cref="FallbackStopFraction"/>: a larger one is most likely a percentage that was meant as a fraction.
    /// </summary>
    public const decimal MaxFallbackStopFraction = 0.2m;

    /// <summary>The defaults of every setting.</summary>
    public static HarvestPolicy Default { get; } = new();

    /// <summary>Something is asked for; otherwise positions are kept up to date and nothing is. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>No partial close below this R. 0 to 1000, default 0.5.</summary>
    public decimal MinR { get; init; } = 0.5m;

    /// <summary>Where profit is taken. Default 25 % at 0.5R, 1R and 1.5R.</summary>
    public Ladder Ladder { get; init; } = Ladder.Default;

    /// <summary>R at which the stop goes to the average entry; <see langword="null"/> = never. 0 to 1000, default 0.5.</summary>
    public decimal? BreakEvenAtR { get; init; } = 0.5m;

    /// <summary>When a rung may be asked for again. Default <see cref="RearmRule.Rejected"/>.</summary>
    public RearmRule Rearm { get; init; } = RearmRule.Rejected;

    /// <summary>How long an intent that was asked for stays claimed. Seconds, 1 to 604800, default 900.</summary>
    public int DedupTtlSeconds { get; init; } = 900;

    /// <summary>
    /// How long after its event an intent may be carried out. Seconds, 0 to 604800, default 60; 0 = without limit. In live mode what ran
    /// out unanswered is asked for again as if it had come back expired (<see cref="Rearm"/>).
    /// </summary>
    public int IntentTtlSeconds { get; init; } = 60;

    /// <summary>
    /// How long the mark may be at or through the stop while the position is still open, before the stop counts as crossed. Seconds, 0 to
    /// 3600, default 5.
    /// </summary>
    public int StopCrossedSeconds { get; init; } = 5;

    /// <summary>
    /// No intent from a price older than this. Seconds, 1 to 86400, default 30; 0 = from a price of any age, for replays: the service
    /// refuses it.
    /// </summary>
    public int MaxPriceAgeSeconds { get; init; } = 30;

    /// <summary>
    /// Risk assumed when no stop is known, as a fraction of the average entry (0.02 = 2 %), above 0 and up to
    /// <see cref="MaxFallbackStopFraction"/>;
    /// <see langword="null"/> (the default) = such a position is never harvested.
    /// </summary>
    public decimal? FallbackStopFraction { get; init; }

    /// <summary>Smallest order in quote currency. 0 (the default) = no floor.</summary>
    public decimal MinNotionalQuote { get; init; }

    /// <summary>Order quantities are multiples of this, <see cref="Limits.MinPositive"/> or more. 0 (the default) = any quantity.</summary>
    public decimal QuantityStep { get; init; }

    /// <summary>Stop prices are multiples of this, <see cref="Limits.MinPositive"/> or more. 0 (the default) = any price.</summary>
    public decimal PriceTick { get; init; }

    /// <summary>
    /// What one unit of quantity is of the base asset: it multiplies money and notional, never R. 1e-9 to 1e6, default 1.
    /// </summary>
    public decimal ContractSize { get; init; } = 1;

    /// <summary>
    /// Whether contracts are settled in what they are quoted in (linear) or in the base asset (inverse). Default
    /// <see cref="Policy.ContractKind.Unknown"/>: as the symbol's name says, else linear.
    /// </summary>
    public ContractKind ContractKind { get; init; } = ContractKind.Unknown;

    /// <summary>
    /// What is bought and sold, in capitals, up to 32 letters and digits. Empty (the default) = as the symbol's name says, if it does.
    /// </summary>
    public string BaseAsset { get; init; } = "";

    /// <summary>
    /// What it is paid with, in capitals, up to 32 letters and digits. Empty (the default) = as the symbol's name says, if it does.
    /// </summary>
    public string QuoteAsset { get; init; } = "";

    /// <summary>Where the stop goes as profit grows. Default <see cref="ProfitLock.None"/>.</summary>
    public ProfitLock Lock { get; init; } = ProfitLock.None;

    /// <summary>What the trailing stop's distance is measured in. Default <see cref="Policy.TrailSource.Off"/>: no trailing stop.</summary>
    public TrailSource TrailSource { get; init; } = TrailSource.Off;

    /// <summary>Distance of the trailing stop from the peak, in multiples of its source. Above 0 to 1000, default 2.</summary>
    public decimal TrailAtrMultiple { get; init; } = 2;

    /// <summary>The stop trails once the peak has reached this R. 0 to 1000, default 1.</summary>
    public decimal TrailAtR { get; init; } = 1;

    /// <summary>
    /// Length of the bars that the average true range is built of when no entry brings one. Seconds, 1 to 86400, default 60.
    /// </summary>
    public int AtrBarSeconds { get; init; } = 60;

    /// <summary>True ranges that Wilder's average true range smooths over. 1 to 1000, default 14.</summary>
    public int AtrPeriod { get; init; } = 14;

    /// <summary>
    /// A profit lock or a trailing stop is asked for again only when it is tighter by this much, or of another kind than the last one
    /// asked for. In R, 0 to 1000, default 0.1.
    /// </summary>
    public decimal StopMinStepR { get; init; } = 0.1m;

    /// <summary>What R counts: price alone, or price less fees and funding. Default <see cref="Policy.RBasis.Gross"/>.</summary>
    public RBasis RBasis { get; init; } = RBasis.Gross;

    /// <summary>How far beyond the average entry the break-even stop lies. Basis points of the entry, 0 to 10000, default 0.</summary>
    public decimal BreakEvenOffsetBps { get; init; }

    /// <summary>
    /// The break-even stop covers the round trip's costs per unit still open (what opening it cost, the same again for closing it,
    /// and funding) instead of <see cref="BreakEvenOffsetBps"/>. Default false.
    /// </summary>
    public bool BreakEvenCoversFees { get; init; }

    /// <summary>How fractions depend on the initial risk; fixed once per epoch. Default <see cref="VolatilityScale.Off"/>.</summary>
    public VolatilityScale VolatilityScale { get; init; } = VolatilityScale.Off;

    /// <summary>
    /// After so many minutes below <see cref="TimeStopBelowR"/> since the epoch opened, the rest is to be closed. 1 to 525600;
    /// <see langword="null"/> (the default) = never.
    /// </summary>
    public int? TimeStopMinutes { get; init; }

    /// <summary>A position whose R is below this runs into the time stop. -1000 to 1000, default 0.5.</summary>
    public decimal TimeStopBelowR { get; init; } = 0.5m;

    /// <summary>
    /// What is left of a position is dust when it is at most this part of its base quantity, in percent, and neither
    /// <see cref="QuantityStep"/> nor <see cref="MinNotionalQuote"/> says what an order can close. 0 to 10, default 0.5; 0 = nothing is.
    /// </summary>
    public decimal DustPercent { get; init; } = 0.5m;

    /// <summary>An event time further ahead of its entry's id than this is not believed. Seconds, 0 to 86400, default 5.</summary>
    public int MaxClockAheadSeconds { get; init; } = 5;

    /// <summary>
    /// A price further away from the last one of the last minute than this is held until a second one confirms it. Percent of the last
    /// one, 0 to 1000, default 20; 0 = never.
    /// </summary>
    public decimal MaxPriceJumpPercent { get; init; } = 20;

    /// <summary>The value of a quantity at a price, in quote currency.</summary>
    /// <param name="quantity">Quantity, in contracts or base units.</param>
    /// <param name="price">Price.</param>
    internal decimal NotionalOf(decimal quantity, decimal price) => quantity * price * ContractSize;
}
