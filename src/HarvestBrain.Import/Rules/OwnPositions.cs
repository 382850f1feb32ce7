using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>
/// Files that name the position of each fill do so also where an account nets them. Only of a symbol of which two were open at once each
/// is a position of its own, <c>ETHUSDT#P-1</c>: netted, the entry of one would close the other.
/// </summary>
internal sealed class OwnPositions
{
    private readonly HashSet<string> _hedged = new(StringComparer.Ordinal);

    /// <param name="fills">The fills in order.</param>
    public OwnPositions(IEnumerable<Execution> fills)
    {
        Dictionary<string, Dictionary<string, decimal>> open = new(StringComparer.Ordinal);
        foreach (Execution fill in fills)
        {
            if (fill.Position is not { } position || _hedged.Contains(fill.Symbol)) continue;
            if (!open.TryGetValue(fill.Symbol, out Dictionary<string, decimal>? held))
                open.Add(fill.Symbol, held = new Dictionary<string, decimal>(StringComparer.Ordinal));
            decimal after = held.GetValueOrDefault(position) + fill.Signed;
            if (Math.Abs(after) <= fill.Quantity * Noise.Share) held.Remove(position);
            else held[position] = after;
            if (held.Count < 2) continue;
            _hedged.Add(fill.Symbol);
            open.Remove(fill.Symbol);
        }
    }

    public void Apply(Execution fill)
    {
        if (fill.Position is { } position && _hedged.Contains(fill.Symbol)) fill.Symbol = $"{fill.Symbol}#{position}";
    }
}
