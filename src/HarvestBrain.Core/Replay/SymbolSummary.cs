namespace HarvestBrain.Core.Replay;

/// <summary>What a replay came to, for one symbol or in total. Money in quote currency, quantities in base units.</summary>
public sealed record SymbolSummary
{
    /// <summary>Symbol; empty for the total.</summary>
    public required string Symbol { get; init; }

    /// <summary>Recorded fills.</summary>
    public long Fills { get; init; }

    /// <summary>Intents, partial closes and stop moves.</summary>
    public long Intents { get; init; }

    /// <summary>Quantity asked for by partial closes.</summary>
    public decimal AskedQuantity { get; init; }

    /// <summary>Quantity filled because of them.</summary>
    public decimal HarvestedQuantity { get; init; }

    /// <summary>Realised profit before fees.</summary>
    public decimal RealizedPnl { get; init; }

    /// <summary>Profit of what is still open, at the last price.</summary>
    public decimal OpenPnl { get; init; }

    /// <summary>Fees.</summary>
    public decimal FeesQuote { get; init; }

    /// <summary>Fees were paid that are not counted: net figures are incomplete.</summary>
    public bool FeesIncomplete { get; init; }

    /// <summary>Sum over all epochs of realised profit as a multiple of the epoch's initial risk.</summary>
    public decimal RealizedR { get; init; }

    /// <summary>Epochs of the recording whose risk is not known: they have no R, and nothing is harvested of them.</summary>
    public long EpochsWithoutRisk { get; init; }

    /// <summary>Realised and open profit less fees.</summary>
    public decimal NetPnl => RealizedPnl + OpenPnl - FeesQuote;

    /// <summary>The same, had nothing been harvested and no stop been moved.</summary>
    public decimal UnharvestedNetPnl { get; init; }

    /// <summary>Adds two summaries; the symbol is the first one's.</summary>
    public static SymbolSummary operator +(SymbolSummary left, SymbolSummary right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left with
        {
            Fills = left.Fills + right.Fills,
            Intents = left.Intents + right.Intents,
            AskedQuantity = left.AskedQuantity + right.AskedQuantity,
            HarvestedQuantity = left.HarvestedQuantity + right.HarvestedQuantity,
            RealizedPnl = left.RealizedPnl + right.RealizedPnl,
            OpenPnl = left.OpenPnl + right.OpenPnl,
            FeesQuote = left.FeesQuote + right.FeesQuote,
            FeesIncomplete = left.FeesIncomplete || right.FeesIncomplete,
            RealizedR = left.RealizedR + right.RealizedR,
            EpochsWithoutRisk = left.EpochsWithoutRisk + right.EpochsWithoutRisk,
            UnharvestedNetPnl = left.UnharvestedNetPnl + right.UnharvestedNetPnl,
        };
    }

    /// <summary>Adds two summaries.</summary>
    public static SymbolSummary Add(SymbolSummary left, SymbolSummary right) => left + right;
}
