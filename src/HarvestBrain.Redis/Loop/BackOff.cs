namespace HarvestBrain.Redis.Loop;

/// <summary>How long to wait after failures in a row: doubling, capped, with jitter so that many clients don't come back at once.</summary>
internal sealed class BackOff(Random random, TimeSpan? longest = null)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);

    // Low, because Redis back for a second and nobody there is a second without protection.
    private readonly TimeSpan _most = longest ?? TimeSpan.FromMilliseconds(400);

    private int _failures;

    /// <summary>Things work again.</summary>
    public void Reset() => _failures = 0;

    /// <summary>The wait after one more failure: between half and all of the doubled one.</summary>
    public TimeSpan Next()
    {
        double full = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 10)), _most.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.5 + (random.NextDouble() / 2)));
    }
}
