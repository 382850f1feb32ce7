namespace HarvestBrain.Core.Positions;

/// <summary>What the memory of a position says to an execution.</summary>
internal enum Recall
{
    /// <summary>It is new.</summary>
    New,

    /// <summary>It was folded already.</summary>
    Same,

    /// <summary>One with its id was folded, and was another one.</summary>
    Changed,

    /// <summary>It is from a time of which something was forgotten: it may have been folded.</summary>
    TooOld,
}

/// <summary>One remembered execution.</summary>
/// <param name="Key">Its identity.</param>
/// <param name="Print">What it was (<see cref="Events.ExecutionKey.Print(decimal, decimal)"/>); 0 = not known, as in states of schema 2
/// and older.</param>
/// <param name="TimeUnixMs">When it was, Unix milliseconds; 0 = not known.</param>
internal readonly record struct Execution(ulong Key, uint Print, long TimeUnixMs);

/// <summary>
/// The last executions folded into a position, so that a repeat is known. It outlives the epoch: a repeated closing fill
/// must not open a position. Bounded, because it is saved with the position; a replay, which saves nothing, remembers all.
/// </summary>
internal sealed class ExecutionMemory
{
    /// <summary>Executions remembered per position.</summary>
    public const int Capacity = 128;

    private ulong[] _keys = [];
    private uint[] _prints = [];
    private long[] _times = [];
    private int _count;
    private int _next;
    private Dictionary<ulong, uint>? _all; // a replay's

    /// <summary>Executions in memory.</summary>
    public int Count => _count;

    /// <summary>Something is remembered of which only the trade id is known, from a state of schema 2 or older.</summary>
    public bool KnowsTradesOnly { get; private set; }

    /// <summary>The time of the newest execution that was folded, Unix milliseconds.</summary>
    public long NewestUnixMs { get; set; }

    /// <summary>The time of the newest execution that was forgotten, Unix milliseconds; 0 = none.</summary>
    public long ForgottenUntilUnixMs { get; set; }

    /// <summary>From here on nothing is forgotten, and nothing can be saved.</summary>
    public void RememberAll() => _all = [];

    /// <summary>Was this execution folded already?</summary>
    /// <param name="execution">The execution.</param>
    /// <param name="tradeKey">Its trade id alone, by which older states know it; 0 = none.</param>
    public Recall Find(in Execution execution, ulong tradeKey)
    {
        if (_all is not null)
            return !_all.TryGetValue(execution.Key, out uint print) ? Recall.New : print == execution.Print ? Recall.Same : Recall.Changed;
        ReadOnlySpan<ulong> keys = _keys.AsSpan(0, _count);
        int found = keys.IndexOf(execution.Key);
        if (found >= 0) return _prints[found] == 0 || _prints[found] == execution.Print ? Recall.Same : Recall.Changed;
        if (KnowsTradesOnly && tradeKey != 0 && (found = keys.IndexOf(tradeKey)) >= 0 && _prints[found] == 0) return Recall.Same;
        // Of one time may be more executions than are remembered: those of the newest time are taken for new.
        return execution.TimeUnixMs <= ForgottenUntilUnixMs && execution.TimeUnixMs < NewestUnixMs ? Recall.TooOld : Recall.New;
    }

    /// <summary>Remembers an execution, in the place of the oldest when full.</summary>
    public void Add(in Execution execution)
    {
        NewestUnixMs = Math.Max(NewestUnixMs, execution.TimeUnixMs);
        if (_all is not null)
        {
            _all.Add(execution.Key, execution.Print);
            return;
        }
        if (_count < Capacity)
        {
            if (_count == _keys.Length) Grow();
            _count++;
        }
        else ForgottenUntilUnixMs = Math.Max(ForgottenUntilUnixMs, _times[_next]);
        (_keys[_next], _prints[_next], _times[_next]) = (execution.Key, execution.Print, execution.TimeUnixMs);
        if (execution.Print == 0) KnowsTradesOnly = true;
        _next = (_next + 1) % Capacity;
    }

    /// <summary>The remembered executions, oldest first.</summary>
    public IEnumerable<Execution> OldestFirst()
    {
        int start = _count < Capacity ? 0 : _next;
        for (int i = 0; i < _count; i++)
        {
            int at = (start + i) % Capacity;
            yield return new Execution(_keys[at], _prints[at], _times[at]);
        }
    }

    private void Grow()
    {
        int size = Math.Clamp(_count * 2, 8, Capacity);
        Array.Resize(ref _keys, size);
        Array.Resize(ref _prints, size);
        Array.Resize(ref _times, size);
    }
}
