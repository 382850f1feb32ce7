using System.Globalization;
using HarvestBrain.Paper.Memory;
using HarvestBrain.Paper.Store;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace HarvestBrain.Host.Rehearsal;

/// <summary>Where the demo takes place: a redis-server of its own, or, where none is installed, the memory of this process.</summary>
internal abstract class DemoStage : IAsyncDisposable
{
    /// <summary>What the service has to be told of it: variables and their values.</summary>
    public virtual IReadOnlyList<(string Name, string Value)> Settings => [];

    /// <summary>What cannot be seen here, and what to do about it; empty = all of it can.</summary>
    public virtual string LeftOut => "";

    /// <summary>Ends when it is gone by itself, with its exit code.</summary>
    public virtual Task<int> Ended { get; } = new TaskCompletionSource<int>().Task;

    /// <summary>Begins; a redis-server that is installed and does not start is an error.</summary>
    /// <exception cref="RehearsalException">It does not start.</exception>
    public static async Task<DemoStage> BeginAsync(CancellationToken stop)
    {
        var server = new PrivateRedis();
        try
        {
            if (await server.StartAsync(stop).ConfigureAwait(false)) return new OnRedis(server);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        await server.DisposeAsync().ConfigureAwait(false);
        return new InMemory();
    }

    /// <summary>Puts the service on it.</summary>
    public virtual void AddTo(IServiceCollection services)
    {
    }

    /// <summary>What adds an entry, names and values in turn, to a stream.</summary>
    public abstract Task<Func<string[], Task>> FeedAsync(IServiceProvider services, string stream);

    /// <summary>Where the paper venue works; <see langword="null"/> = in the Redis of the settings.</summary>
    public virtual IPaperStore? Venue(IServiceProvider services, PaperKeys keys) => null;

    public abstract ValueTask DisposeAsync();

    private sealed class OnRedis(PrivateRedis server) : DemoStage
    {
        private const int StreamLength = 20_000; // about; whoever reads keeps up

        private ConnectionMultiplexer? _connection;

        public override IReadOnlyList<(string Name, string Value)> Settings =>
            [("REDIS_PORT", server.Port.ToString(CultureInfo.InvariantCulture)), ("REDIS_PASSWORD", server.Password)];

        public override Task<int> Ended => server.Ended;

        public override async Task<Func<string[], Task>> FeedAsync(IServiceProvider services, string stream)
        {
            _connection = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
            {
                EndPoints = { { "127.0.0.1", server.Port } }, Password = server.Password, BacklogPolicy = BacklogPolicy.FailFast,
            }).ConfigureAwait(false);
            IDatabase redis = _connection.GetDatabase();
            return fields => redis.StreamAddAsync(
                stream, [.. fields.Chunk(2).Select(pair => new NameValueEntry(pair[0], pair[1]))], maxLength: StreamLength,
                useApproximateMaxLength: true);
        }

        public override async ValueTask DisposeAsync()
        {
            if (_connection is not null) await _connection.DisposeAsync().ConfigureAwait(false);
            await server.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class InMemory : DemoStage
    {
        // A journal is read by other commands, and they cannot see it.
        public override IReadOnlyList<(string Name, string Value)> Settings => [("HARVEST_JOURNAL_MAXLEN", "0")];

        public override string LeftOut =>
            "redis-server is not installed, so it runs in memory. Left out: no other command (status, kill, record, redis-cli) sees it, "
            + $"nothing survives a restart, there is no standby. To have them: {PrivateRedis.HowToInstall}.";

        public override void AddTo(IServiceCollection services) => MemoryWorld.AddTo(services);

        public override Task<Func<string[], Task>> FeedAsync(IServiceProvider services, string stream)
        {
            MemoryWorld world = services.GetRequiredService<MemoryWorld>();
            return Task.FromResult<Func<string[], Task>>(fields =>
            {
                world.Add(stream, fields);
                return Task.CompletedTask;
            });
        }

        public override IPaperStore Venue(IServiceProvider services, PaperKeys keys) =>
            services.GetRequiredService<MemoryWorld>().Venue(keys);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
