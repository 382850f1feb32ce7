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

    public void Apply(List<Execution> fills, LeftOutLog log)
    {
        // The largest cost has the most digits.
        foreach (Execution fill in fills.Where(fill => fill.InContracts && fill.ContractSize == 0 && fill.Cost > 0)
            .OrderByDescending(fill => fill.Cost))
            _found.TryAdd(fill.Symbol, PlainDecimal.RoundToSignificant(fill.Cost / (fill.Price * fill.Quantity), Digits));
        foreach (Execution fill in fills)
        {
            if (!fill.InContracts) continue;
            decimal size = SizeOf(fill.Symbol, fill.ContractSize);
            if (size == 0)
            {
                ask(Question.ContractSize(Plain(fill.Symbol)));
                continue;
            }
            bool isUnequal = fill.Cost > 0 && !_given.ContainsKey(Plain(fill.Symbol))
                && Math.Abs((fill.Price * fill.Quantity * size) - fill.Cost) > Tolerance * fill.Cost;
            if (isUnequal)
                log.Refuse(fill,
                    new Problem("ContractSizeUnequal",
                    $"{fill.Symbol}: cost {fill.Cost} is not price x amount x {size}, as in other rows"));
            fill.Quantity = PlainDecimal.Trim(fill.Quantity * size);
        }
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
        if (_given.TryGetValue(Plain(symbol), out decimal given)) return given;
        return ofRow != 0 ? ofRow : _found.GetValueOrDefault(symbol);
    }

    private static string Plain(string symbol)
    {
        int hash = symbol.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? symbol : symbol[..hash];
    }
}
