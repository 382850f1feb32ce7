using HarvestBrain.Import.Records;
using HarvestBrain.Import.Rules;
using HarvestBrain.Import.Storing;

namespace HarvestBrain.Import.Writing;

/// <summary>The fills that count, as they are written, and the symbols that they have.</summary>
internal sealed class CountedFills(FillStorage storage) : IDisposable
{
    private readonly SortedFills _fills = storage.List(ByRank.Instance);

    public bool IsEmpty => Symbols.Count == 0 && WithPositions.Count == 0;

    /// <summary>The symbols, but those of single positions.</summary>
    public HashSet<string> Symbols { get; } = new(StringComparer.Ordinal);

    /// <summary>The symbols of which positions have symbols of their own.</summary>
    public HashSet<string> WithPositions { get; } = new(StringComparer.Ordinal);

    public void Add(Execution fill)
    {
        _fills.Add(fill);
        string plain = SymbolName.WithoutPosition(fill.Symbol);
        (plain.Length == fill.Symbol.Length ? Symbols : WithPositions).Add(plain);
    }

    /// <summary>The fills in order, each a copy of its own.</summary>
    public IEnumerable<Execution> Read() => _fills.Read();

    public void Dispose() => storage.Dispose();
}
