using System.Globalization;
using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Store;

namespace HarvestBrain.Testing.Model;

/// <summary>
/// What the loop needs of one Redis 7.0 server, in memory, on a clock of its own: the commands, with their errors. Like Redis, it
/// runs one script at a time and rolls nothing back.
/// </summary>
internal sealed class ModelRedis
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _expiry = new(StringComparer.Ordinal);
    private bool _scriptWrote;

    /// <summary>The server's clock, Unix milliseconds.</summary>
    public long NowUnixMs { get; set; }

    /// <summary>maxmemory is reached: commands that need memory are refused, unless their script wrote before.</summary>
    public bool OutOfMemory { get; set; }

    /// <summary>The server is a replica.</summary>
    public bool ReadOnly { get; set; }

    public IEnumerable<string> Names
    {
        get
        {
            foreach (string key in _expiry.Keys.ToArray()) Expire(key);
            return _values.Keys.Order(StringComparer.Ordinal);
        }
    }

    /// <summary>Runs a script, or a single command.</summary>
    public T Run<T>(Func<T> script)
    {
        _scriptWrote = false;
        return script();
    }

    public void FlushAll()
    {
        _values.Clear();
        _expiry.Clear();
    }

    public string TypeOf(string key)
    {
        Expire(key);
        return _values.GetValueOrDefault(key) switch
        {
            null => "none",
            string => "string",
            Dictionary<string, byte[]> => "hash",
            ModelStream => "stream",
            Dictionary<string, double> => "zset",
            var other => throw new InvalidOperationException($"{other.GetType()} is no value"),
        };
    }

    // Strings

    public string? Get(string key) => Find<string>(key);

    /// <summary>A string as a whole number; 0 when it is missing.</summary>
    public long Number(string key) =>
        long.TryParse(Find<string>(key) ?? "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new StoreException(StoreFault.Server, "ERR value is not an integer or out of range");

    public long Pttl(string key)
    {
        Expire(key);
        if (!_values.ContainsKey(key)) return -2;
        return _expiry.TryGetValue(key, out long at) ? at - NowUnixMs : -1;
    }

    public void Set(string key, string value, long? expiresMs = null)
    {
        Writes(needsMemory: true);
        _values[key] = value;
        if (expiresMs is { } ms) _expiry[key] = NowUnixMs + ms;
        else _expiry.Remove(key);
    }

    public bool SetIfMissing(string key, string value, long expiresMs)
    {
        Writes(needsMemory: true);
        Expire(key);
        if (_values.ContainsKey(key)) return false;
        Set(key, value, expiresMs);
        return true;
    }

    public void PExpire(string key, long ms)
    {
        Writes(needsMemory: false);
        Expire(key);
        if (_values.ContainsKey(key)) _expiry[key] = NowUnixMs + ms;
    }

    public bool Delete(string key)
    {
        Writes(needsMemory: false);
        Expire(key);
        _expiry.Remove(key);
        return _values.Remove(key);
    }

    // Hashes

    public Dictionary<string, byte[]> Hash(string key) => Find<Dictionary<string, byte[]>>(key) ?? [];

    public byte[]? HashGet(string key, string field) => Hash(key).GetValueOrDefault(field);

    public string HashText(string key, string field) => HashGet(key, field) is { } value ? Encoding.UTF8.GetString(value) : "";

    public void HashSet(string key, string field, byte[] value)
    {
        Writes(needsMemory: true);
        FindOrMake<Dictionary<string, byte[]>>(key)[field] = value;
    }

    public void HashSet(string key, string field, string value) => HashSet(key, field, Encoding.UTF8.GetBytes(value));

    public void HashIncrement(string key, string field, long by)
    {
        Writes(needsMemory: true);
        string before = HashText(key, field);
        long number = before.Length == 0 ? 0 : long.Parse(before, CultureInfo.InvariantCulture);
        HashSet(key, field, (number + by).ToString(CultureInfo.InvariantCulture));
    }

    // Sorted sets

    public Dictionary<string, double> SortedSet(string key) => Find<Dictionary<string, double>>(key) ?? [];

    public void SortedAdd(string key, double score, string member, int keep)
    {
        Writes(needsMemory: true);
        Dictionary<string, double> set = FindOrMake<Dictionary<string, double>>(key);
        set[member] = score;
        string[] old = [.. set.OrderByDescending(pair => pair.Value).ThenByDescending(pair => pair.Key, StringComparer.Ordinal)
            .Skip(keep).Select(pair => pair.Key)];
        foreach (string one in old) set.Remove(one);
    }

    // Streams

    public ModelStream? Stream(string key) => Find<ModelStream>(key);

    public EntryId StreamAdd(string key, EntryField[] fields, EntryId? id = null)
    {
        Writes(needsMemory: true);
        ModelStream stream = FindOrMake<ModelStream>(key);
        return stream.Add(id ?? stream.NextId(NowUnixMs), fields);
    }

    /// <returns>It was made; <see langword="false"/> = BUSYGROUP.</returns>
    public bool GroupCreate(string key, string group, string from)
    {
        Writes(needsMemory: true);
        ModelStream stream = FindOrMake<ModelStream>(key);
        if (stream.Groups.ContainsKey(group)) return false;
        EntryId delivered = stream.LastId;
        if (from != "$" && !EntryId.TryParse(from, out delivered)) throw new StoreException(StoreFault.Server, "ERR Invalid stream ID");
        stream.Groups[group] = new ModelGroup { Delivered = delivered };
        return true;
    }

    public bool GroupDestroy(string key, string group) => Stream(key)?.Groups.Remove(group) ?? false;

    /// <summary>XREADGROUP by somebody else: new entries become pending.</summary>
    public void ReadGroup(string key, string group, int count)
    {
        Writes(needsMemory: false);
        if (Stream(key) is not { } stream || !stream.Groups.TryGetValue(group, out ModelGroup? state)) return;
        for (int i = stream.IndexAfter(state.Delivered), end = Math.Min(i + count, stream.Entries.Count); i < end; i++)
        {
            state.Delivered = stream.Entries[i].Id;
            state.Pending.Add(state.Delivered);
        }
    }

    private T? Find<T>(string key) where T : class
    {
        Expire(key);
        return _values.GetValueOrDefault(key) switch
        {
            null => null,
            T value => value,
            _ => throw new StoreException(StoreFault.WrongType, "WRONGTYPE Operation against a key holding the wrong kind of value"),
        };
    }

    private T FindOrMake<T>(string key) where T : class, new()
    {
        if (Find<T>(key) is { } value) return value;
        value = new T();
        _values[key] = value;
        return value;
    }

    private void Writes(bool needsMemory)
    {
        if (ReadOnly) throw new StoreException(StoreFault.ReadOnly, "READONLY You can't write against a read only replica");
        if (needsMemory && OutOfMemory && !_scriptWrote)
            throw new StoreException(StoreFault.OutOfMemory, "OOM command not allowed when used memory > 'maxmemory'");
        _scriptWrote = true;
    }

    private void Expire(string key)
    {
        if (!_expiry.TryGetValue(key, out long at) || at > NowUnixMs) return;
        _expiry.Remove(key);
        _values.Remove(key);
    }
}
