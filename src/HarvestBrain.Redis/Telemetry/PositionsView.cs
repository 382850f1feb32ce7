using HarvestBrain.Core;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Redis.Telemetry;

/// <summary>
/// The open positions, for whoever wants to look at them from another thread. The loop copies them only while somebody looks, at most once
/// a second, and waits for nobody.
/// </summary>
public sealed class PositionsView
{
    /// <summary>No more positions than this are copied: what is more does not fit on a page.</summary>
    public const int Capacity = 2000;

    private static readonly TimeSpan AskedFor = TimeSpan.FromSeconds(15); // after a question, lists are made for so long
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private IReadOnlyList<PositionsView>? _parts;
    private PositionList _last = PositionList.Unknown;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _askedSince; // timestamps; 0 = never
    private long _askedAt;
    private long _shownAt;

    /// <summary>An empty view.</summary>
    /// <param name="time">The clock; the system's when missing.</param>
    public PositionsView(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <summary>
    /// The last list. When nobody has asked for a while, it is of then, and whoever asks waits for a new one, but all together no longer
    /// than the patience: while Redis is away there is none.
    /// </summary>
    /// <param name="patience">How long to wait for the first list, from the first question on.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<PositionList> GetAsync(TimeSpan patience, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<PositionsView>? parts;
        lock (_lock) parts = _parts;
        if (parts is not null)
        {
            IEnumerable<Task<PositionList>> lists = parts.Select(part => part.GetAsync(patience, cancellationToken).AsTask());
            return Together(await Task.WhenAll(lists).ConfigureAwait(false));
        }
        Task next;
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            if (!IsAsked()) _askedSince = now;
            _askedAt = now;
            TimeSpan left = patience - _time.GetElapsedTime(_askedSince, now);
            // What is older than the first question is of another time.
            if (_shownAt >= _askedSince || left <= TimeSpan.Zero) return _last;
            patience = left;
            next = _next.Task;
        }
        await next.WaitAsync(patience, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock) return _last;
    }

    /// <summary>What this one shows is what those show: one for each partition that the host works on.</summary>
    internal void Show(IReadOnlyList<PositionsView> parts)
    {
        lock (_lock) _parts = parts;
    }

    /// <summary>Somebody looks, and the last list has had its time.</summary>
    internal bool IsWanted()
    {
        lock (_lock) return IsAsked() && (_shownAt == 0 || _time.GetElapsedTime(_shownAt) >= Interval);
    }

    /// <summary>Makes a list of the open ones. On the loop's thread, which alone may read positions.</summary>
    /// <param name="engine">With the positions.</param>
    /// <param name="asOfUnixMs">When they were so.</param>
    internal void Show(HarvestEngine engine, long asOfUnixMs)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var open = new List<PositionView>();
        int total = 0;
        foreach (Position position in engine.Positions)
        {
            if (position.Direction == Direction.Flat) continue;
            if (total++ < Capacity) open.Add(PositionView.Of(position, now, engine.PolicyOf(position.Key.Symbol).StopCrossedSeconds));
        }
        Publish(new PositionList(asOfUnixMs, total, open));
    }

    /// <summary>A standby knows nothing of positions, and nobody needs to wait for it.</summary>
    internal void ShowUnknown() => Publish(PositionList.Unknown);

    private static PositionList Together(PositionList[] parts)
    {
        PositionList[] known = [.. parts.Where(part => part.IsKnown)];
        if (known.Length == 0) return PositionList.Unknown;
        return new PositionList(
            known.Min(part => part.AtUnixMs), known.Sum(part => part.Total),
            [.. known.SelectMany(part => part.Positions).Take(Capacity)]);
    }

    private void Publish(PositionList positions)
    {
        TaskCompletionSource shown;
        lock (_lock)
        {
            _last = positions;
            _shownAt = _time.GetTimestamp();
            shown = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        shown.SetResult();
    }

    private bool IsAsked() => _askedAt != 0 && _time.GetElapsedTime(_askedAt) < AskedFor;
}
