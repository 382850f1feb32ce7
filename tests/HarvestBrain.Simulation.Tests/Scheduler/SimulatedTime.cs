namespace HarvestBrain.Simulation.Tests.Scheduler;

/// <summary>The one time of a simulation. It passes only when the schedule says so.</summary>
internal sealed class SimulatedClock
{
    public static readonly DateTimeOffset Start = new(2026, 1, 18, 0, 0, 0, TimeSpan.Zero);

    public long ElapsedMs { get; set; }
}

/// <summary>The time of one worker: the clock's, with timers of its own, which end with the worker.</summary>
internal sealed class SimulatedTime(SimulatedClock clock) : TimeProvider
{
    private readonly List<Timer> _timers = [];

    public override long TimestampFrequency => 1000;

    /// <summary>When the next timer is due; <see langword="null"/> = there is none.</summary>
    public long? NextDueMs => _timers.Count == 0 ? null : _timers.Min(timer => timer.DueMs);

    public bool IsDue => NextDueMs <= clock.ElapsedMs;

    public override long GetTimestamp() => clock.ElapsedMs;

    public override DateTimeOffset GetUtcNow() => SimulatedClock.Start.AddMilliseconds(clock.ElapsedMs);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Fires the timer that was due first.</summary>
    public void Fire()
    {
        Timer timer = _timers.MinBy(candidate => candidate.DueMs)!;
        _timers.Remove(timer);
        timer.Fire();
    }

    private sealed class Timer(SimulatedTime owner, TimerCallback callback, object? state) : ITimer
    {
        public long DueMs { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            owner._timers.Remove(this);
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            DueMs = owner.GetTimestamp() + (long)Math.Ceiling(dueTime.TotalMilliseconds);
            owner._timers.Add(this);
            return true;
        }

        public void Dispose() => owner._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
