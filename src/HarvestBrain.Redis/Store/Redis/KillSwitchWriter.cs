using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>
/// Sets the kill switch and reads it back, over a connection that does nothing else. Commands, as they are and not as the client would
/// choose them: SET with GET (6.2), SET, DEL, GET.
/// </summary>
internal sealed class KillSwitchWriter(RedisCalls calls, RedisKey key)
{
    private const string OnValue = "1";

    private readonly RedisKey _off = key.Append(Keys.OffSuffix);

    /// <param name="on">Nothing is published.</param>
    /// <param name="note">
    /// Who, when and why. On, the key says it; off, a key beside it, since this one is gone. <see langword="null"/> = nobody says.
    /// </param>
    /// <param name="stop">Gives up.</param>
    public async Task<KillSwitchState> SetAsync(bool on, string? note, CancellationToken stop)
    {
        if (on) await SetOnAsync(KillSwitch.IsOn(note) ? note! : OnValue, stop).ConfigureAwait(false);
        else await DoAsync("DEL", key, redis => redis.ExecuteAsync("DEL", key), stop).ConfigureAwait(false);
        await NoteOffAsync(on ? null : note, stop).ConfigureAwait(false);
        KillSwitchState state = await ReadAsync(stop).ConfigureAwait(false);
        if (state.On == on) return state;
        throw new StoreException(StoreFault.Server, $"somebody else has set {key} again: it is {(state.On ? "on" : "off")}");
    }

    // With GET the server itself refuses to replace a key of another type; that one counts as on.
    private async Task SetOnAsync(string value, CancellationToken stop)
    {
        try
        {
            await DoAsync("SET", key, redis => redis.ExecuteAsync("SET", key, value, "GET"), stop).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType)
        {
        }
    }

    // The switch is set already: who may not write the note has still done what it is about.
    private async Task NoteOffAsync(string? note, CancellationToken stop)
    {
        try
        {
            if (note is null) await calls.DoAsync(redis => redis.ExecuteAsync("DEL", _off), stop).ConfigureAwait(false);
            else await calls.DoAsync(redis => redis.ExecuteAsync("SET", _off, note), stop).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Denied)
        {
        }
    }

    private async Task<KillSwitchState> ReadAsync(CancellationToken stop)
    {
        try
        {
            string? value = await DoAsync("GET", key, redis => redis.StringGetAsync(key), stop).ConfigureAwait(false);
            return new KillSwitchState(key!, KillSwitch.IsOn(value), value);
        }
        catch (StoreException e) when (e.Fault == StoreFault.WrongType)
        {
            return new KillSwitchState(key!, On: true, Value: null);
        }
    }

    private Task<T> DoAsync<T>(string command, string? subject, Func<IDatabase, Task<T>> call, CancellationToken stop) =>
        OperatorConnection.NamedAsync($"{command} {subject}", () => calls.DoAsync(call, stop));
}
