using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>
/// The one connection of an operator's command, which waits for a busy server longer than the loop may, and tries once more.
/// </summary>
internal sealed class OperatorConnection : IAsyncDisposable
{
    private readonly CallLimits _limits;
    private readonly RedisConnection _connection;

    public OperatorConnection(HarvestBrainOptions options, CallLimits limits)
    {
        _limits = limits;
        _connection = new RedisConnection(ConnectionSettings.Of(options.Redis, limits), waits: false);
        Calls = new RedisCalls(_connection, limits);
        Store = new RedisHarvestStore(_connection, options, consumer: "operator", owner: "operator", limits);
    }

    public RedisCalls Calls { get; }

    public RedisHarvestStore Store { get; }

    /// <summary>Connects, if need be, and works. What it does may be done twice: it sets, compares or reads.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StoreException">Redis is away, or answers with an error; the next call connects anew.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken stop)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await Calls.ConnectAsync(stop).ConfigureAwait(false);
                return await work().ConfigureAwait(false);
            }
            catch (StoreException e)
            {
                await _connection.ResetAsync().ConfigureAwait(false);
                if (attempt >= _limits.Tries || e.Fault is not (StoreFault.Connection or StoreFault.Timeout)) throw;
            }
        }
    }

    /// <summary>
    /// Goes on as another user (AUTH with a user, 6.0). The client would go back to the first one with a new connection: what it may not do
    /// is refused then.
    /// </summary>
    public Task LogInAsync(string user, string password, CancellationToken stop) =>
        NamedAsync($"AUTH {user}", () => Calls.DoAsync(redis => redis.ExecuteAsync("AUTH", user, password), stop));

    /// <summary>A call whose refusal says what was refused: the server does not, and a person has to know.</summary>
    public static async Task<T> NamedAsync<T>(string what, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (StoreException e) when (e.InnerException is RedisServerException { Message: var message })
        {
            throw new StoreException(e.Fault, $"{what} was refused: {message}", e);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
