using RESPite.Messages;
using HarvestBrain.Redis.Store.Redis.Scripts;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>
/// Calls over one <see cref="RedisConnection"/>: each is bounded, because the client looks at its own timeouts only once a second, and each
/// ends with an answer or with a <see cref="StoreException"/>.
/// </summary>
internal sealed class RedisCalls(RedisConnection connection, CallLimits limits)
{
    /// <summary>Connects where there is no connection yet.</summary>
    public async Task ConnectAsync(CancellationToken stop)
    {
        try
        {
            await BoundedAsync(ConnectedAsync, stop).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            throw new StoreException(e.Fault, $"{connection.Endpoints}: {Reason(e)}", e);
        }
    }

    /// <summary>One command, or several at once.</summary>
    /// <param name="call">Sends it.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="subject">What it is about, for whoever has to find a key of the wrong type: the server does not say which.</param>
    public async Task<T> DoAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken stop, string? subject = null)
    {
        try
        {
            return await BoundedAsync(() => call(connection.Commands), stop).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType && subject is not null)
        {
            throw WrongType(subject, e);
        }
    }

    /// <summary>A command that blocks, on the connection that does nothing else.</summary>
    public Task<T> WaitAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken stop) =>
        BoundedAsync(() => call(connection.Waiting), stop);

    /// <summary>A command that only our own connection may send: the one that waits, while it does not.</summary>
    public Task<RedisResult> AdministerAsync(string command, object[] arguments, CancellationToken stop) =>
        BoundedAsync(() => connection.Waiting.ExecuteAsync(command, arguments), stop);

    /// <summary>Runs a script. The client sends its hash, and its text only where the server does not know it.</summary>
    public async Task<T> RunAsync<T>(ScriptCall<T> call, CancellationToken stop)
    {
        try
        {
            return await BoundedAsync(() => DecodedAsync(connection.Commands, call), stop).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType)
        {
            throw WrongType(OneOf(call.Keys), e);
        }
    }

    public static string OneOf(IEnumerable<RedisKey> keys) => $"one of {string.Join(", ", keys)}";

    public static StoreException WrongType(string subject, StoreException cause) =>
        new(StoreFault.WrongType, $"{subject} holds the wrong type of value", cause);

    public static RedisResult[] List(RedisResult value) => value.IsNull ? [] : (RedisResult[])value!;

    private async Task<bool> ConnectedAsync()
    {
        await connection.ConnectAsync().ConfigureAwait(false);
        return true;
    }

    // The client goes on to advise a setting that is ours to make.
    private static string Reason(StoreException e)
    {
        string text = e.InnerException is RedisConnectionException refused ? refused.Message : e.Message;
        int advice = text.IndexOf(" To allow this multiplexer", StringComparison.Ordinal);
        return advice < 0 ? text : text[..advice];
    }

    /// <summary>Runs a script without a limit of its own.</summary>
    public static async Task<T> DecodedAsync<T>(IDatabase redis, ScriptCall<T> call)
    {
        using RespResult reply = await redis.ScriptEvaluateRespAsync(call.Script.Source, call.Keys, call.Arguments).ConfigureAwait(false);
        return Decode(reply, call.Read);
    }

    private static T Decode<T>(RespResult reply, ReplyReader<T> read)
    {
        RespReader reader = reply.Read();
        return read(ref reader);
    }

    // Whatever comes out of the client is a fault of the store: what it could not do is not known, and everything is loaded anew.
    private async Task<T> BoundedAsync<T>(Func<Task<T>> call, CancellationToken stop)
    {
        try
        {
            return await call().WaitAsync(limits.Call, stop).ConfigureAwait(false);
        }
        catch (TimeoutException e) when (e is not RedisTimeoutException)
        {
            throw new StoreException(StoreFault.Timeout, $"no answer within {limits.Call.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is not StoreException && !(e is OperationCanceledException && stop.IsCancellationRequested))
        {
            throw ClientFault.Of(e);
        }
    }
}
