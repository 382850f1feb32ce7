using System.Globalization;

namespace HarvestBrain.Paper.Venue;

/// <summary>Which intents were read, and the highest attempt of each, so that one attempt is carried out once.</summary>
/// <remarks>The cursor reads each entry once; this is for who publishes one twice.</remarks>
internal sealed class SeenIntents
{
    /// <summary>As many are remembered; more than a day of a service at its rate limit brings to a few symbols.</summary>
    public const int Most = 10_000;

    private readonly Dictionary<string, (long Number, int Attempt)> _byId = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, long Number)> _order = new();
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private long _next;

    /// <summary>What has to be saved since <see cref="Accept"/>: ids with their value, <see langword="null"/> = forgotten.</summary>
    public IEnumerable<(string Id, string? Value)> Changes => _changed.Select(id => (id, Saved(id)));

    /// <summary>Takes back what was saved.</summary>
    /// <exception cref="FormatException">It is none of ours.</exception>
    public void Restore(IEnumerable<(string Id, string Value)> saved)
    {
        foreach ((string id, long number, int attempt) in saved.Select(Parse).OrderBy(seen => seen.Number)) Put(id, number, attempt);
    }

    /// <summary>Remembers it.</summary>
    /// <returns>It is new: of no attempt that was seen, nor of an earlier one.</returns>
    public bool Add(string id, int attempt)
    {
        if (_byId.TryGetValue(id, out var seen) && seen.Attempt >= attempt) return false;
        Put(id, _next, attempt);
        _changed.Add(id);
        while (_byId.Count > Most || _order.Count > 2 * Most) Forget();
        return true;
    }

    /// <summary>They are saved.</summary>
    public void Accept() => _changed.Clear();

    private string? Saved(string id) => _byId.TryGetValue(id, out var seen)
        ? string.Create(CultureInfo.InvariantCulture, $"{seen.Number}:{seen.Attempt}")
        : null;

    private void Put(string id, long number, int attempt)
    {
        _byId[id] = (number, attempt);
        _order.Enqueue((id, number));
        _next = Math.Max(_next, number + 1);
    }

    private void Forget()
    {
        (string id, long number) = _order.Dequeue();
        if (_byId.TryGetValue(id, out var seen) && seen.Number == number && _byId.Remove(id)) _changed.Add(id);
    }

    private static (string Id, long Number, int Attempt) Parse((string Id, string Value) saved)
    {
        string[] parts = saved.Value.Split(':');
        return (saved.Id, long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
