using HarvestBrain.Core.Wire;
using StackExchange.Redis;
using StreamEntry = HarvestBrain.Redis.Store.StreamEntry;

namespace HarvestBrain.Benchmarks.Service;

/// <summary>The service's client library, one connection, plain commands.</summary>
internal sealed class Connection(ConnectionMultiplexer multiplexer) : IAsyncDisposable
{
    private const int InFlight = 2000; // entries sent before their answers are waited for

    private readonly IDatabase _database = multiplexer.GetDatabase();

    public Task<RedisResult> ExecuteAsync(string command, params object[] arguments) => _database.ExecuteAsync(command, arguments);

    public async Task<RedisResult[]> ListAsync(string command, params object[] arguments)
    {
        RedisResult reply = await _database.ExecuteAsync(command, arguments);
        return reply.IsNull ? [] : (RedisResult[])reply!;
    }

    public async Task<string> InfoAsync(string name)
    {
        string info = (string)(await ExecuteAsync("INFO"))!;
        return info.Split("\r\n").First(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..];
    }

    /// <summary>Adds entries with the ids that they have, many at a time.</summary>
    public async Task AddAsync(string stream, IEnumerable<StreamEntry> entries)
    {
        foreach (StreamEntry[] chunk in entries.Chunk(InFlight))
            await Task.WhenAll(Array.ConvertAll(chunk, entry => AddAsync(stream, entry.Id.ToString(), entry.Fields!)));
    }

    public Task<RedisResult> AddAsync(string stream, string id, EntryField[] fields)
    {
        var arguments = new object[2 + (2 * fields.Length)];
        arguments[0] = stream;
        arguments[1] = id;
        for (int i = 0; i < fields.Length; i++)
        {
            arguments[2 + (2 * i)] = fields[i].Name.ToArray();
            arguments[3 + (2 * i)] = fields[i].Value.ToArray();
        }
        return _database.ExecuteAsync("XADD", arguments);
    }

    /// <summary>Blocks until the stream has an entry after an id.</summary>
    /// <returns>The id of the first one.</returns>
    public async Task<string> NextAsync(string stream, string after)
    {
        RedisResult[] streams = await ListAsync("XREAD", "COUNT", 1, "BLOCK", 10_000, "STREAMS", stream, after);
        if (streams.Length == 0) throw new InvalidOperationException($"nothing came into {stream} within ten seconds");
        var entries = (RedisResult[])((RedisResult[])streams[0]!)[1]!;
        return (string)((RedisResult[])entries[0]!)[0]!;
    }

    /// <summary>Waits until the service of a prefix has so many entries behind it, by its checkpoint.</summary>
    public async Task AppliedAsync(string prefix, long entries)
    {
        while ((long)await ExecuteAsync("HGET", $"{prefix}:harvest:checkpoint", "applied") < entries) await Task.Delay(20);
    }

    public async ValueTask DisposeAsync()
    {
        await multiplexer.CloseAsync();
        multiplexer.Dispose();
    }
}
