using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Formats;

/// <summary>Takes the records of one row.</summary>
internal sealed class Sink
{
    private readonly List<Record> _records = [];

    public IReadOnlyList<Record> Records => _records;

    /// <summary>Why the row gives nothing; <see langword="null"/> = it gives something.</summary>
    public string? LeftOut { get; private set; }

    public void Clear()
    {
        _records.Clear();
        LeftOut = null;
    }

    public void Add(Record record) => _records.Add(record);

    /// <summary>The row is understood and means nothing here.</summary>
    /// <param name="reason">Why, for the report: rows are counted by it.</param>
    public void LeaveOut(string reason) => LeftOut = reason;

    /// <summary>A fill of a symbol. An inverse contract refuses the row.</summary>
    public Execution Fill(Row row, SymbolName symbol, bool isBuy, decimal quantity, decimal price, long timeMs,
        Market market = Market.Unknown)
    {
        if (symbol.IsInverse) row.Fail(Problem.Inverse(symbol.Name));
        var fill = new Execution
        {
            Symbol = symbol.Name,
            Market = symbol.Market == Market.Unknown ? market : symbol.Market,
            IsBuy = isBuy,
            Quantity = quantity,
            Price = price,
            TimeMs = timeMs,
            Quote = symbol.Quote,
        };
        _records.Add(fill);
        return fill;
    }

    /// <summary>Sets the fee of a fill.</summary>
    /// <param name="fill">The fill.</param>
    /// <param name="symbol">Its symbol.</param>
    /// <param name="fee">Positive = paid.</param>
    /// <param name="asset">What it is paid in; empty = quote currency.</param>
    public static void Fee(Execution fill, SymbolName symbol, decimal fee, string asset)
    {
        fill.Fee = fee;
        fill.FeeUnit = fee == 0 ? FeeUnit.Quote : symbol.UnitOf(asset);
        if (fill.FeeUnit == FeeUnit.Other) fill.FeeAsset = SymbolName.Asset(asset.Trim().ToUpperInvariant());
    }
}
