using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Testing.Model;

/// <summary>A stream with its groups, as Redis 7.0 keeps it.</summary>
internal sealed class ModelStream
{
    private readonly List<(EntryId Id, EntryField[] Fields)> _entries = [];

    public IReadOnlyList<(EntryId Id, EntryField[] Fields)> Entries => _entries;

    public Dictionary<string, ModelGroup> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>The id of the last entry ever added.</summary>
    public EntryId LastId { get; private set; }

    /// <summary>How many entries were ever added.</summary>
    public long Added { get; private set; }

    public EntryId Add(EntryId id, EntryField[] fields)
    {
        if (id <= LastId) throw new InvalidOperationException($"{id} is not above {LastId}");
        _entries.Add((id, fields));
        LastId = id;
        Added++;
        return id;
    }

    /// <summary>The id that <c>*</c> gives.</summary>
    public EntryId NextId(long nowUnixMs) => nowUnixMs > LastId.UnixMilliseconds
        ? new EntryId(nowUnixMs, 0)
        : LastId with { Sequence = LastId.Sequence + 1 };

    public EntryField[]? Find(EntryId id)
    {
        int at = IndexAfter(id) - 1;
        return at >= 0 && _entries[at].Id == id ? _entries[at].Fields : null;
    }

    /// <summary>The index of the first entry after an id.</summary>
    public int IndexAfter(EntryId id)
    {
        int low = 0, high = _entries.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_entries[middle].Id > id) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    /// <summary>XTRIM MAXLEN, exact.</summary>
    /// <returns>The ids that are gone.</returns>
    public IReadOnlyList<EntryId> Trim(int length)
    {
        int count = Math.Max(0, _entries.Count - length);
        EntryId[] gone = [.. _entries.Take(count).Select(entry => entry.Id)];
        _entries.RemoveRange(0, count);
        return gone;
    }

    public bool Delete(EntryId id) => _entries.RemoveAll(entry => entry.Id == id) > 0;
}

/// <summary>A consumer group: what was given out, and what of it is not acknowledged.</summary>
internal sealed class ModelGroup
{
    public EntryId Delivered { get; set; }

    /// <summary>Entries that somebody read and did not acknowledge.</summary>
    public SortedSet<EntryId> Pending { get; } = [];
}
