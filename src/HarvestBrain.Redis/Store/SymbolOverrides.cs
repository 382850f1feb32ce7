namespace HarvestBrain.Redis.Store;

/// <summary>The settings that a symbol overrides, as they stand in its hash.</summary>
/// <param name="Values">Names (lower case, without HARVEST_) and values.</param>
/// <param name="WrongType">The type of a key that is no hash; <see langword="null"/> when it is one, or missing.</param>
internal sealed record SymbolOverrides(IReadOnlyDictionary<string, string> Values, string? WrongType = null)
{
    public static SymbolOverrides None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    public bool SameAs(SymbolOverrides other) => WrongType == other.WrongType && Values.Count == other.Values.Count
        && Values.All(pair => other.Values.TryGetValue(pair.Key, out string? value) && value == pair.Value);
}
