namespace HarvestBrain.Core.Positions;

/// <summary>
/// The last executions folded into a position, so that a repeat is known. It outlives the epoch: a repeated closing fill
/// must not open a position. Bounded, because it is saved with the position; repeats come close together.
/// </summary>
internal sealed class ExecutionMemory
{
    /// <summary>Executions remembered per position.</summary>
    public const int Capacity = 128;

    private ulong[] _keys = [];
    private int _count;
    private int _next;

    /// <summary>Executions in memory.</summary>
    public int Count => _count;

    /// <summary>Was this execution folded already?</summary>
    public bool Contains(ulong key) => _keys.AsSpan(0, _count).Contains(key);

    /// <summary>Remembers an execution, in the place of the oldest when full.</summary>
    public void Add(ulong key)
    {
        if (_count < Capacity)
        {
            if (_count == _keys.Length) Array.Resize(ref _keys, Math.Clamp(_count * 2, 8, Capacity));
            _count++;
        }
        _keys[_next] = key;
        _next = (_next + 1) % Capacity;
    }

    /// <summary>The remembered executions, oldest first.</summary>
    public IEnumerable<ulong> OldestFirst()
    {
        int start = _count < Capacity ? 0 : _next;
        for (int i = 0; i < _count; i++) yield return _keys[(start + i) % Capacity];
    }
}
