using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>
/// Two connections: one for commands, one that only waits. After an error both are given up and made anew, so that nothing
/// late can arrive; the client's own reconnection takes hundreds of times longer. A multiplexer that the application registered is used for
/// commands, and left alone.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly ConfigurationOptions _options;
    private readonly IConnectionMultiplexer? _shared;
    private readonly bool _waits;
    private IConnectionMultiplexer? _commands;
    private IConnectionMultiplexer? _waiting;
    private int _resets;

    /// <param name="options">What to connect with.</param>
    /// <param name="shared">The application's multiplexer; <see langword="null"/> = none.</param>
    /// <param name="waits">Whoever uses it waits for entries; without that there is one connection.</param>
    public RedisConnection(ConfigurationOptions options, IConnectionMultiplexer? shared = null, bool waits = true)
    {
        _options = options;
        _commands = _shared = shared;
        _waits = waits;
    }

    /// <summary>Host and port, for whoever has to find out why nothing is there.</summary>
    public string Endpoints => string.Join(", ", _options.EndPoints.Select(EndPointCollection.ToString));

    public IDatabase Commands => _commands?.GetDatabase() ?? throw NotConnected();

    public IDatabase Waiting => _waiting?.GetDatabase() ?? throw NotConnected();

    /// <summary>What it is connected to is a cluster. A user who may not ask (CLUSTER NODES) does not know.</summary>
    public bool IsCluster => _commands?.GetServers().Any(server => server.ServerType == ServerType.Cluster) == true;

    public async Task ConnectAsync()
    {
        if (_commands is null) await ConnectAsync(made => _commands ??= made).ConfigureAwait(false);
        if (_waits && _waiting is null) await ConnectAsync(made => _waiting ??= made).ConfigureAwait(false);
    }

    public async Task ResetAsync()
    {
        IConnectionMultiplexer? commands, waiting;
        lock (_lock)
        {
            _resets++;
            (commands, waiting) = (ReferenceEquals(_commands, _shared) ? null : _commands, _waiting);
            (_commands, _waiting) = (_shared, null);
        }
        if (commands is not null) await CloseAsync(commands).ConfigureAwait(false);
        if (waiting is not null) await CloseAsync(waiting).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync() => await ResetAsync().ConfigureAwait(false);

    // Nobody may wait for this one any more when it is there, and the next one may be: a late one takes no place, and is closed.
    private async Task ConnectAsync(Func<IConnectionMultiplexer, IConnectionMultiplexer> keep)
    {
        int resets = _resets;
        IConnectionMultiplexer made = await ConnectionMultiplexer.ConnectAsync(_options).ConfigureAwait(false);
        bool kept;
        lock (_lock) kept = resets == _resets && ReferenceEquals(keep(made), made);
        if (kept) return;
        await CloseAsync(made).ConfigureAwait(false);
        throw new StoreException(StoreFault.Connection, "connected too late");
    }

    // Off this thread: closing may wait for a server that does not answer.
    private static Task CloseAsync(IConnectionMultiplexer multiplexer)
    {
        _ = Task.Run(() =>
        {
            multiplexer.Close(allowCommandsToComplete: false);
            multiplexer.Dispose();
        });
        return Task.CompletedTask;
    }

    private static StoreException NotConnected() => new(StoreFault.Connection, "not connected");
}
