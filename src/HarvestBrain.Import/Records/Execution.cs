namespace HarvestBrain.Import.Records;

/// <summary>What a fee is paid in, as seen from the symbol that was traded.</summary>
internal enum FeeUnit : byte
{
    Quote,
    Base,
    Other,
}

/// <summary>How fine a row is; where a file tells the same thing twice, the finest counts.</summary>
internal enum Grain : byte
{
    /// <summary>One execution.</summary>
    Execution,

    /// <summary>What an order came to, once.</summary>
    Order,

    /// <summary>What an order has come to so far; it may be told again.</summary>
    OrderSoFar,
}

/// <summary>What kind of market the symbol is traded in; decides whether a sale can open a short.</summary>
internal enum Market : byte
{
    Unknown,
    Spot,
    Linear,
}

/// <summary>
/// One execution, in the neutral form that every format is read into. A class, changed in place by the rules; ids that are numbers
/// cost no text.
/// </summary>
internal sealed class Execution : Record
{
    public bool IsBuy { get; set; }

    /// <summary>As the file has it until <see cref="Rules.ContractSizes"/> and <see cref="Rules.FeeInQuote"/> ran; then base
    /// units.</summary>
    public decimal Quantity { get; set; }

    public decimal Price { get; set; }

    /// <summary>Positive = paid. In <see cref="FeeUnit"/>; after <see cref="Rules.FeeInQuote"/> in quote currency unless it is another
    /// asset.</summary>
    public decimal Fee { get; set; }

    public FeeUnit FeeUnit { get; set; }

    /// <summary>The asset of a fee that is neither base nor quote.</summary>
    public string? FeeAsset { get; set; }

    /// <summary>The asset that the price is in, where the file says it.</summary>
    public string? Quote { get; set; }

    /// <summary>The trade's id when it is a number; decides among equal times, also for ids made of a number and a word. 0 =
    /// none.</summary>
    public ulong NumericId { get; set; }

    /// <summary>The trade's id when it is no plain number.</summary>
    public string? TextId { get; set; }

    /// <summary>Hash of the order's id; 0 = unknown.</summary>
    public ulong OrderKey { get; set; }

    public Grain Grain { get; set; }

    public PositionSide PositionSide { get; set; }

    /// <summary>The position it belongs to, by the file; counts only where several of a symbol are open at once. <see langword="null"/> =
    /// not told.</summary>
    public string? Position { get; set; }

    public bool ReduceOnly { get; set; }

    /// <summary>Profit that the exchange realised with it; <see langword="null"/> = not told.</summary>
    public decimal? Realized { get; set; }

    /// <summary>The protective stop; 0 = none known.</summary>
    public decimal Stop { get; set; }

    /// <summary>Where the stop is from; <see langword="null"/> = none.</summary>
    public string? RiskSource { get; set; }

    /// <summary>The row that told the stop; <see langword="null"/> = this one.</summary>
    public Record? StopRow { get; set; }

    /// <summary>The quantity is in contracts whose size the file does not tell.</summary>
    public bool InContracts { get; set; }

    /// <summary>The size of one contract where the row tells it; 0 = not.</summary>
    public decimal ContractSize { get; set; }

    /// <summary>Price times quantity times contract size where the row tells it; 0 = not.</summary>
    public decimal Cost { get; set; }

    /// <summary>The format can say which rows realised a profit or reduce; rows of such formats show what was carried in.</summary>
    public bool TellsReductions { get; set; }

    /// <summary>The id of an execution that this one stands in the place of, or takes back.</summary>
    public string? Replaces { get; set; }

    /// <summary>Takes an execution back and is none itself.</summary>
    public bool IsBust { get; set; }

    /// <summary>The last part of its id is a version: the largest counts (Interactive Brokers).</summary>
    public bool HasCorrections { get; set; }

    /// <summary>Place among the fills of all files in the order in which they count, from 0.</summary>
    public long Rank { get; set; }

    /// <summary>Written by a rule, not by a row.</summary>
    public bool IsDust { get; set; }

    public bool HasId => TextId is not null || NumericId != 0;

    public string? TradeId => TextId ?? (NumericId == 0 ? null : NumericId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A profit was realised with it, told in a way that is no gross profit of this execution.</summary>
    public bool IsToldAsClosing { get; set; }

    /// <summary>Reduces by what the file says: reduce-only, or a profit was realised.</summary>
    public bool Closes => ReduceOnly || IsToldAsClosing || Realized is not (null or 0);

    /// <summary>+ for a buy, - for a sale.</summary>
    public decimal Signed => IsBuy ? Quantity : -Quantity;

    /// <summary>Takes an id as the file has it: digits as a number, anything else as text.</summary>
    public void SetId(ReadOnlySpan<char> id)
    {
        bool isNumber = id.Length is > 0 and < 20 && id[0] != '0' && id.IndexOfAnyExceptInRange('0', '9') < 0;
        NumericId = isNumber ? ulong.Parse(id, System.Globalization.CultureInfo.InvariantCulture) : 0;
        TextId = isNumber || id.IsEmpty ? null : id.ToString();
    }

    public Execution Copy() => (Execution)MemberwiseClone();
}
