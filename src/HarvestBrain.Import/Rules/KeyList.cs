namespace HarvestBrain.Import.Rules;

/// <summary>What rules have to remember of each fill, at eight bytes each: hashes of ids.</summary>
internal sealed class KeyList
{
    private readonly List<ulong> _keys = [];

    public void Add(ulong key) => _keys.Add(key);

    /// <summary>The keys that were added more than once, each once.</summary>
    public KeyList TakeRepeated()
    {
        var repeated = new KeyList();
        _keys.Sort();
        for (int i = 1; i < _keys.Count; i++)
        {
            bool isFirstAgain = _keys[i] == _keys[i - 1] && (i == 1 || _keys[i - 2] != _keys[i]);
            if (isFirstAgain) repeated.Add(_keys[i]);
        }
        _keys.Clear();
        _keys.TrimExcess();
        return repeated;
    }

    public bool IsEmpty => _keys.Count == 0;

    /// <summary>Makes it ready for <see cref="Contains"/>: what is added comes first.</summary>
    public void Sort() => _keys.Sort();

    /// <summary>Whether a key is among them, which are sorted.</summary>
    public bool Contains(ulong key) => _keys.BinarySearch(key) >= 0;
}
