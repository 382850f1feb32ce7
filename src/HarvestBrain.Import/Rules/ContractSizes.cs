using HarvestBrain.Core;
using HarvestBrain.Import.Reading;
using HarvestBrain.Import.Records;
using HarvestBrain.Import.Reporting;

namespace HarvestBrain.Import.Rules;

/// <summary>Contracts and lots become base units. The size is what an option says, else the row, else cost over price times
/// amount.</summary>
internal sealed class ContractSizes(ImportOptions options, Action<Question> ask)
{
    private const int Digits = 10; // of a quotient of rounded numbers
    private const decimal Tolerance = 0.001m; // costs are rounded

    private readonly Dictionary<string, decimal> _given = options.ContractSizes.ToDictionary(
        size => SymbolName.Parse(size.Key).Name, size => size.Value, StringComparer.Ordinal);

    private readonly Dictionary<string, decimal> _found = new(StringComparer.Ordinal);

    /// <summary>Takes the sizes that costs tell.</summary>
    public void Learn(IEnumerable<Execution> fills)
    {
        Dictionary<string, decimal> largest = new(StringComparer.Ordinal); // the largest cost has the most digits
        foreach (Execution fill in fills)
        {
            bool tells = fill.InContracts && fill.ContractSize == 0 && fill.Cost > largest.GetValueOrDefault(fill.Symbol);
            if (!tells) continue;
            largest[fill.Symbol] = fill.Cost;
            _found[fill.Symbol] = PlainDecimal.RoundToSignificant(fill.Cost / (fill.Price * fill.Quantity), Digits);
        }
    }

    /// <summary>Makes quantities base units.</summary>
    public void Apply(Execution fill, LeftOutLog log)
    {
        if (!fill.InContracts) return;
        decimal size = SizeOf(fill.Symbol, fill.ContractSize);
        if (size == 0)
        {
            ask(Question.ContractSize(SymbolName.WithoutPosition(fill.Symbol)));
            return;
        }
        bool isUnequal = fill.Cost > 0 && !_given.ContainsKey(SymbolName.WithoutPosition(fill.Symbol))
            && Math.Abs((fill.Price * fill.Quantity * size) - fill.Cost) > Tolerance * fill.Cost;
        if (isUnequal)
            log.Refuse(fill,
                new Problem("ContractSizeUnequal",
                $"{fill.Symbol}: cost {fill.Cost} is not price x amount x {size}, as in other rows"));
        fill.Quantity = PlainDecimal.Trim(fill.Quantity * size);
    }

    public void Apply(List<Snapshot> snapshots)
    {
        foreach (Snapshot snapshot in snapshots.Where(snapshot => snapshot.InContracts))
        {
            decimal size = SizeOf(snapshot.Symbol, 0);
            if (size == 0) ask(Question.ContractSize(snapshot.Symbol));
            else snapshot.Quantity *= size;
        }
    }

    private decimal SizeOf(string symbol, decimal ofRow)
    {
        if (_given.TryGetValue(SymbolName.WithoutPosition(symbol), out decimal given)) return given;
        return ofRow != 0 ? ofRow : _found.GetValueOrDefault(symbol);
    }
}
