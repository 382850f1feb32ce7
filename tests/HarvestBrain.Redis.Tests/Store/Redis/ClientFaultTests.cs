using System.Net.Sockets;
using System.Security.Authentication;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using HarvestBrain.Redis.Tests.Support;
using StackExchange.Redis;
using RespException = RESPite.RespException;

#pragma warning disable CS0618 // the other constructors want a kind of error that is experimental

namespace HarvestBrain.Redis.Tests.Store.Redis;

/// <summary>Whatever the client library throws becomes a fault with a name, and the loop goes on after each.</summary>
public sealed class ClientFaultTests
{
    private static readonly (Exception Thrown, StoreFault Fault)[] All =
    [
        (new RedisConnectionException(ConnectionFailureType.SocketClosed, "closed"), StoreFault.Connection),
        (new RedisConnectionException(ConnectionFailureType.UnableToConnect, "refused"), StoreFault.Connection),
        (new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, "wrong password"), StoreFault.Denied),
        (new RedisConnectionException(ConnectionFailureType.Loading, "loading"), StoreFault.Loading),
        (new RedisTimeoutException("slow", CommandStatus.Sent), StoreFault.Timeout),
        (new TimeoutException("slow"), StoreFault.Timeout),
        (new RedisServerException("NOGROUP No such key"), StoreFault.NoGroup),
        (new RedisServerException("READONLY You can't write against a read only replica."), StoreFault.ReadOnly),
        (new RedisServerException("LOADING Redis is loading"), StoreFault.Loading),
        (new RedisServerException("OOM command not allowed"), StoreFault.OutOfMemory),
        (new RedisServerException("WRONGTYPE Operation against a key"), StoreFault.WrongType),
        (new RedisServerException("UNBLOCKED client unblocked"), StoreFault.Unblocked),
        (new RedisServerException("NOPERM this user"), StoreFault.Denied),
        (new RedisServerException("MISCONF Redis is configured to save"), StoreFault.Server),
        (new RedisException("something else"), StoreFault.Connection),
        (new RedisCommandException("This operation is not available unless admin mode is enabled: CONFIG"), StoreFault.Denied),
        (new RedisCommandException("Command cannot be issued to a replica: EVALSHA"), StoreFault.ReadOnly),
        (new RedisCommandException("Multi-key operations must involve a single slot; keys can use 'hash tags' to help this"), StoreFault.CrossSlot),
        (new RedisServerException("CROSSSLOT Keys in request don't hash to the same slot"), StoreFault.CrossSlot),
        (new RespException("unexpected prefix"), StoreFault.Client),
        (new ObjectDisposedException("multiplexer"), StoreFault.Connection),
        (new AggregateException(new RedisServerException("OOM command not allowed"), new IOException()), StoreFault.OutOfMemory),
        (new AggregateException(), StoreFault.Client),
        (new SocketException((int)SocketError.ConnectionReset), StoreFault.Connection),
        (new IOException("broken pipe"), StoreFault.Connection),
        (new EndOfStreamException(), StoreFault.Connection),
        (new AuthenticationException("certificate"), StoreFault.Connection),
        (new OperationCanceledException(), StoreFault.Connection),
        (new TaskCanceledException(), StoreFault.Connection),
        (new InvalidOperationException("a bug of the client"), StoreFault.Client),
        (new InvalidCastException("no number"), StoreFault.Client),
        (new NotSupportedException(), StoreFault.Client),
        (new KeyNotFoundException(), StoreFault.Client),
    ];

    [Fact]
    public void EveryExceptionOfTheClientsAssemblies_IsTried()
    {
        Type[] theirs =
        [
            .. new[] { typeof(IDatabase).Assembly, typeof(RespException).Assembly }.SelectMany(assembly => assembly.GetTypes())
                .Where(type => typeof(Exception).IsAssignableFrom(type) && !type.IsAbstract),
        ];
        Assert.True(theirs.Length >= 6, string.Join(", ", theirs.Select(type => type.Name)));
        Assert.Empty(theirs.Except(All.Select(row => row.Thrown.GetType())));
    }

    [Fact]
    public async Task Call_ThatThrows_IsAFaultOfItsOwn()
    {
        using var redis = new RedisServer();
        await using RedisConnection connection = Connection(redis);
        var calls = new RedisCalls(connection, CallLimits.Loop);
        await calls.ConnectAsync(CancellationToken.None);
        foreach ((Exception thrown, StoreFault fault) in All)
        {
            // At once, and by way of the task.
            StoreException now = await Assert.ThrowsAsync<StoreException>(() => calls.DoAsync<bool>(_ => throw thrown, CancellationToken.None));
            StoreException later = await Assert.ThrowsAsync<StoreException>(() => calls.DoAsync(_ => Task.FromException<bool>(thrown), CancellationToken.None));
            Assert.True((fault, fault) == (now.Fault, later.Fault), $"{thrown.GetType().Name} {thrown.Message}: {now.Fault}, {later.Fault}");
            Assert.StartsWith($"{fault}: ", now.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Call_GivenUpByTheCaller_IsNoFault()
    {
        using var redis = new RedisServer();
        await using RedisConnection connection = Connection(redis);
        var calls = new RedisCalls(connection, CallLimits.Loop);
        await calls.ConnectAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls.DoAsync(_ => new TaskCompletionSource<bool>().Task, stop.Token));
    }

    [Fact]
    public async Task Call_WithoutAnAnswer_EndsAtItsLimit()
    {
        using var redis = new RedisServer();
        await using RedisConnection connection = Connection(redis);
        var calls = new RedisCalls(connection, new CallLimits { Call = TimeSpan.FromMilliseconds(20) });
        await new RedisCalls(connection, CallLimits.Loop).ConnectAsync(CancellationToken.None); // it may take its time
        StoreException error = await Assert.ThrowsAsync<StoreException>(() => calls.DoAsync(_ => new TaskCompletionSource<bool>().Task, CancellationToken.None));
        Assert.Equal((StoreFault.Timeout, "Timeout: no answer within 0.02 s"), (error.Fault, error.Message));
    }

    [Fact]
    public async Task Loop_InWhoseCommitTheClientFails_GoesOnAndPublishesOnce()
    {
        using var redis = new RedisServer();
        redis.Add(Feed.Fill(Scene.Symbol, "BUY", 1, 3300, 3200));
        Exception? next = null;
        await using var worker = new InProcessWorker(redis);
        Eventually.True(() => redis.Applied() is not null, "the fill is applied");
        worker.Before = _ =>
        {
            if (Interlocked.Exchange(ref next, null) is { } error) throw ClientFault.Of(error);
        };
        // Keys in different slots do not get better by trying again: ClusterTests.
        Exception[] thrown = [.. All.Where(row => row.Fault != StoreFault.CrossSlot).Select(row => row.Thrown)];
        for (int i = 0; i < thrown.Length; i++)
        {
            next = thrown[i];
            redis.WaitApplied(redis.Add(Feed.Price(Scene.Symbol, 3350 + i)));
            Assert.Null(next);
        }
        Assert.Equal(2, redis.IntentIds().Count);
    }

    private static RedisConnection Connection(RedisServer redis) =>
        new(ConnectionSettings.Of(new RedisSettings { Port = redis.Port }, CallLimits.Loop));
}
