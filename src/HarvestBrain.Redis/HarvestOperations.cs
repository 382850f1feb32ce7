using HarvestBrain.Core;
using HarvestBrain.Core.Partitions;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.State;
using HarvestBrain.Redis.Status;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Redis;

/// <summary>What an operator does from outside, beside a running service or without one.</summary>
public static class HarvestOperations
{
    private const int Tries = 20; // against an owner that saves the same position again and again

    /// <summary>Clears the suspect mark of a symbol's positions: the operator says that they are right.</summary>
    /// <param name="options">The service's options.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The positions that were released.</returns>
    /// <exception cref="StoreException">Redis is away, or answers with an error.</exception>
    /// <exception cref="StateException">The saved state is of another version, or broken.</exception>
    public static async Task<IReadOnlyList<PositionKey>> ReleaseAsync(
        HarvestBrainOptions options, string symbol, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options.OfPartition(SymbolPartition.Of(symbol, options.Redis.Partitions));
        var released = new List<PositionKey>(); // by all tries: what one has released, the next finds released
        await using var connection = new OperatorConnection(options, CallLimits.Operator);
        return await connection.RunAsync(() => ReleaseAsync(connection.Store, symbol, released, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Sets the kill switch that a service with these options reads, and reads it back: while it is on, nothing is published. Works beside
    /// a running service and without one. A key of another type counts as on: it is left as it is, and only switching off removes it. Of a
    /// service with partitions it is the switch of all, and that of each.
    /// </summary>
    /// <param name="options">The service's options.</param>
    /// <param name="on">Nothing is published from here on; otherwise what is due is published again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What holds now.</returns>
    /// <exception cref="StoreException">Redis is away, or refuses a command: the message says which.</exception>
    /// <exception cref="OptionsValidationException">The connection string cannot work.</exception>
    public static Task<KillSwitchState> SetKillSwitchAsync(
        HarvestBrainOptions options, bool on, CancellationToken cancellationToken = default) =>
        SetKillSwitchAsync(options, on, user: null, password: null, cancellationToken);

    /// <summary>
    /// As <see cref="SetKillSwitchAsync(HarvestBrainOptions, bool, CancellationToken)"/>, as a user of Redis who may write the key where
    /// the service's own may only read it.
    /// </summary>
    /// <param name="options">The service's options.</param>
    /// <param name="on">Nothing is published from here on; otherwise what is due is published again.</param>
    /// <param name="user">The user of Redis; <see langword="null"/> = the service's.</param>
    /// <param name="password">That user's password.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What holds now.</returns>
    /// <exception cref="StoreException">Redis is away, or refuses a command: the message says which.</exception>
    /// <exception cref="OptionsValidationException">The connection string cannot work.</exception>
    public static Task<KillSwitchState> SetKillSwitchAsync(
        HarvestBrainOptions options, bool on, string? user, string? password, CancellationToken cancellationToken = default) =>
        SetKillSwitchAsync(options, on, note: null, user, password, cancellationToken);

    /// <summary>
    /// As <see cref="SetKillSwitchAsync(HarvestBrainOptions, bool, string, string, CancellationToken)"/>, with a note of who switched it,
    /// when and why, which whoever looks at the service is shown: the key keeps it while it is on, a key beside it
    /// (<c>quantum:kill:off</c>) while it is off.
    /// </summary>
    /// <param name="options">The service's options.</param>
    /// <param name="on">Nothing is published from here on; otherwise what is due is published again.</param>
    /// <param name="note">The note. None, or one that would mean off, is written as 1.</param>
    /// <param name="user">The user of Redis; <see langword="null"/> = the service's.</param>
    /// <param name="password">That user's password.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What holds now.</returns>
    /// <exception cref="StoreException">Redis is away, or refuses a command: the message says which.</exception>
    /// <exception cref="OptionsValidationException">The connection string cannot work.</exception>
    public static async Task<KillSwitchState> SetKillSwitchAsync(
        HarvestBrainOptions options, bool on, string? note, string? user, string? password, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return await RunAsAsync(
            options, user, password,
            connection => options.Redis.Partitions == 1
                ? new KillSwitchWriter(connection.Calls, options.Redis.KillSwitchKey).SetAsync(on, note, cancellationToken)
                : new KillSwitchesWriter(connection.Calls, options.Redis).SetAsync(on, note, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes settings of symbols, such as steps and ticks, into their hashes. What a hash has besides stays. The service takes them with
    /// the next batch.
    /// </summary>
    /// <param name="options">The service's options.</param>
    /// <param name="bySymbol">Short names and values, by symbol.</param>
    /// <param name="user">The user of Redis who may write them; <see langword="null"/> = the service's.</param>
    /// <param name="password">That user's password.</param>
    /// <param name="cancellationToken">Gives up; a part may be written.</param>
    /// <returns>How many symbols.</returns>
    /// <exception cref="StoreException">Redis is away, or refuses a command; a part may be written.</exception>
    /// <exception cref="OptionsValidationException">The connection string cannot work.</exception>
    public static async Task<int> SetSymbolSettingsAsync(
        HarvestBrainOptions options, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> bySymbol, string? user = null,
        string? password = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(bySymbol);
        return await RunAsAsync(
            options, user, password,
            connection => new SymbolSettingsWriter(connection.Calls, options).WriteAsync(bySymbol, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Connects once, and says what of the settings does not fit the Redis that is there.</summary>
    /// <param name="options">The service's options.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>On a cluster, names of keys without a common hash tag; empty = nothing.</returns>
    /// <exception cref="StoreException">Redis is away, or answers with an error.</exception>
    public static async Task<IReadOnlyList<SettingProblem>> CheckAsync(
        HarvestBrainOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options.OfPartition(0); // the names of the others are made the same way
        await using var connection = new OperatorConnection(options, CallLimits.Loop);
        try
        {
            return await connection.RunAsync(
                async () =>
                {
                    await connection.Store.ConnectAsync(cancellationToken).ConfigureAwait(false);
                    return Array.Empty<SettingProblem>();
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.CrossSlot)
        {
            return ClusterNames.Problems(options.Redis);
        }
    }

    /// <summary>
    /// Takes a view of the service from Redis alone; changes nothing. For one after the other use a <see cref="StatusReader"/>.
    /// </summary>
    /// <param name="options">The service's options.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">Redis is away, or answers with an error.</exception>
    public static async Task<ServiceView> StatusAsync(HarvestBrainOptions options, CancellationToken cancellationToken = default)
    {
        await using var reader = new StatusReader(options);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<PositionKey>> ReleaseAsync(
        RedisHarvestStore store, string symbol, List<PositionKey> released, CancellationToken cancellationToken)
    {
        for (int i = 0; i < Tries; i++)
        {
            bool again = false;
            foreach ((string key, byte[] saved) in await store.PositionsAsync(cancellationToken).ConfigureAwait(false))
            {
                if (Release(saved, symbol) is not { } change) continue;
                if (await store.ReplaceAsync(key, saved, change.State, cancellationToken).ConfigureAwait(false)) released.Add(change.Key);
                else again = true;
            }
            if (!again) return released;
        }
        throw new StoreException(StoreFault.Server, $"{symbol} changes faster than it can be released; try again");
    }

    // As the service's user, or as another one who may do more.
    private static async Task<T> RunAsAsync<T>(
        HarvestBrainOptions options, string? user, string? password, Func<OperatorConnection, Task<T>> work,
        CancellationToken cancellationToken)
    {
        if (ConnectionSettings.Problem(options.Redis) is { } problem)
            throw new OptionsValidationException("", typeof(HarvestBrainOptions), [problem.ToString()]);
        await using var connection = new OperatorConnection(options, CallLimits.Operator);
        return await connection.RunAsync(
            async () =>
            {
                if (user is not null) await connection.LogInAsync(user, password ?? "", cancellationToken).ConfigureAwait(false);
                return await work(connection).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static (PositionKey Key, byte[] State)? Release(byte[] saved, string symbol)
    {
        HarvestMode mode = HarvestMode.Shadow;
        Position position = PositionState.Restore(saved, mode, out bool savedInOther);
        if (position.Key.Symbol != symbol || !position.Suspect) return null;
        if (savedInOther)
        {
            mode = HarvestMode.Live; // as it was saved: releasing changes nothing else
            position = PositionState.Restore(saved, mode, out _);
        }
        var engine = new HarvestEngine(HarvestPolicy.Default, mode, maxActionsPerMinute: 1);
        engine.Restore(position);
        engine.Release(symbol);
        return (position.Key, PositionState.Save(position, mode));
    }
}
