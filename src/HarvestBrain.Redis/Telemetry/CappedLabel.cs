namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// A label whose values come from input: the first so many keep their name, all others share one. Without a cap a flood of made-up
/// symbols would be as many time series.
/// </summary>
internal sealed class CappedLabel(int cap)
{
    public const string Other = "other";

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public string Of(string value)
    {
        lock (_lock)
        {
            if (_known.Contains(value)) return value;
            if (_known.Count >= cap) return Other;
            _known.Add(value);
            return value;
        }
    }
}
