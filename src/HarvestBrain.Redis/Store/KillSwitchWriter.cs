using HarvestBrain.Redis.Loop;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store;

/// <summary>
/// Sets the kill switch and reads it back, over a connection that does nothing else. Commands: SET with GET (6.2), DEL, GET, and AUTH
/// with a user (6.0).
/// </summary>
internal sealed class KillSwitchWriter(IDatabase database, string key)
{
    private const string OnValue = "1";

    /// <summary>Goes on as another user. The client would go back to the first one with a new connection: what it may not do is refused then.</summary>
    public Task LogInAsync(string user, string password, CancellationToken stop) => DoAsync("AUTH", user, [user, password], stop);

    public async Task<KillSwitchState> SetAsync(bool on, CancellationToken stop)
    {
        if (on) await SetOnAsync(stop).ConfigureAwait(false);
        else await DoAsync("DEL", key, [key], stop).ConfigureAwait(false);
        KillSwitchState state = await ReadAsync(stop).ConfigureAwait(false);
        return state.On == on ? state : throw new StoreException(StoreFault.Server, $"somebody else has set {key} again: it is {(state.On ? "on" : "off")}");
    }

    // With GET the server itself refuses to replace a key of another type; that one counts as on.
    private async Task SetOnAsync(CancellationToken stop)
    {
        try
        {
            await DoAsync("SET", key, [key, OnValue, "GET"], stop).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType)
        {
        }
    }

    private async Task<KillSwitchState> ReadAsync(CancellationToken stop)
    {
        try
        {
            RedisResult reply = await DoAsync("GET", key, [key], stop).ConfigureAwait(false);
            string? value = reply.IsNull ? null : (string?)reply;
            return new KillSwitchState(key, KillSwitch.IsOn(value), value);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType)
        {
            return new KillSwitchState(key, On: true, Value: null);
        }
    }

    // The server does not say what it refused; a person has to know.
    private async Task<RedisResult> DoAsync(string command, string subject, object[] arguments, CancellationToken stop)
    {
        try
        {
            return await RedisHarvestStore.CallAsync(database, command, arguments, stop).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.InnerException is RedisServerException { Message: var message })
        {
            throw new StoreException(e.Fault, $"{command} {subject} was refused: {message}", e);
        }
    }
}
