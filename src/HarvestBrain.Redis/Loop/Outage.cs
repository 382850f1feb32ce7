using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Logging;

namespace HarvestBrain.Redis.Loop;

/// <summary>From the first error of Redis to its next good answer: says each kind of fault once, and how long to wait before the next try.</summary>
internal sealed class Outage(ILogger logger, TimeProvider time, Random jitter)
{
    private readonly BackOff _backOff = new(jitter);
    private readonly HashSet<StoreFault> _said = [];
    private long _since;

    /// <returns>It is the first error.</returns>
    public bool Begin(StoreException e)
    {
        // Each kind once: a server may first unblock us, then refuse to write.
        if (_said.Add(e.Fault)) Log.RedisFault(logger, e.Fault.ToString(), e.Message);
        if (_since != 0) return false;
        _since = time.GetTimestamp();
        return true;
    }

    public TimeSpan NextWait() => _backOff.Next();

    /// <summary>Redis answered.</summary>
    public void End()
    {
        _backOff.Reset();
        if (_since == 0) return;
        Log.RedisBack(logger, (long)time.GetElapsedTime(_since).TotalMilliseconds);
        _since = 0;
        _said.Clear();
    }
}
