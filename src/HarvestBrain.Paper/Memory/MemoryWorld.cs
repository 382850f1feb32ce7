using HarvestBrain.Paper.Store;
using HarvestBrain.Redis.Store;
using HarvestBrain.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HarvestBrain.Paper.Memory;

/// <summary>
/// Service, venue and market in one process, without a Redis: streams and state are in memory, with the commit rules of Redis, and gone
/// with the process.
/// </summary>
internal sealed class MemoryWorld(InMemoryHarvest memory, TimeProvider time)
{
    private const int StreamLength = 20_000; // whoever reads keeps up
    private const int Between = 1000; // entries that are added before what is old is looked for

    private int _added;

    /// <summary>The service of <c>AddHarvestBrain</c> works in it.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<InMemoryHarvest>();
        services.AddSingleton<IHarvestStores>(provider => provider.GetRequiredService<InMemoryHarvest>());
        services.AddSingleton<MemoryWorld>();
    }

    /// <summary>Where a paper venue keeps what it does, as long as it works.</summary>
    public IPaperStore Venue(PaperKeys keys) => new MemoryVenueStore(memory, keys, time);

    /// <summary>Adds an entry to a stream: names and values in turn. One thread.</summary>
    public void Add(string stream, string[] fields)
    {
        memory.AddTo(stream, fields);
        if (++_added % Between == 0) memory.Run(TrimAll);
    }

    // What has run out goes too, when its name is looked at.
    private static int TrimAll(Testing.Model.ModelRedis redis)
    {
        foreach (string key in redis.Names.ToArray())
        {
            if (redis.TypeOf(key) == "stream" && redis.Stream(key) is { } stream && stream.Entries.Count > StreamLength)
                stream.Trim(StreamLength);
        }
        return 0;
    }
}
