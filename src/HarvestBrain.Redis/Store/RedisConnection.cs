using StackExchange.Redis;

namespace HarvestBrain.Redis.Store;

/// <summary>
/// Two connections: one for commands, one that only waits. After an error both are given up and made anew, so that nothing
/// late can arrive. A multiplexer that the application registered is used for commands, and left alone.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly ConfigurationOptions _options;
    private readonly IConnectionMultiplexer? _shared;
    private IConnectionMultiplexer? _commands;
    private ConnectionMultiplexer? _waiting;

    public RedisConnection(ConfigurationOptions options, IConnectionMultiplexer? shared)
    {
        _options = options;
        _commands = _shared = shared;
    }

    public IDatabase Commands => _commands?.GetDatabase() ?? throw NotConnected();

    public IDatabase Waiting => _waiting?.GetDatabase() ?? throw NotConnected();

    /// <summary>Without the connection that waits: for whoever waits for nothing.</summary>
    public async Task ConnectCommandsAsync() => _commands ??= await ConnectionMultiplexer.ConnectAsync(_options).ConfigureAwait(false);

    public async Task ConnectAsync()
    {
        await ConnectCommandsAsync().ConfigureAwait(false);
        _waiting ??= await ConnectionMultiplexer.ConnectAsync(_options).ConfigureAwait(false);
    }

    public async Task ResetAsync()
    {
        IConnectionMultiplexer? commands = ReferenceEquals(_commands, _shared) ? null : _commands;
        ConnectionMultiplexer? waiting = _waiting;
        _commands = _shared;
        _waiting = null;
        if (commands is not null) await CloseAsync(commands).ConfigureAwait(false);
        if (waiting is not null) await CloseAsync(waiting).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync() => await ResetAsync().ConfigureAwait(false);

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
