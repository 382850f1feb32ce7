using System.Security.Authentication;
using RESPite;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Store.Redis;

/// <summary>What an exception of the client library means to us: each of its types, and whatever else it lets through.</summary>
internal static class ClientFault
{
    private const int LongestText = 400; // of a client that appends its own state to what it says

    public static StoreException Of(Exception error) => error switch
    {
        StoreException ours => ours,
        AggregateException { InnerExceptions: [var first, ..] } => Of(first),
        RedisServerException answer => Of(StoreException.FaultOf(answer.Message), answer.Message, error),
        // Of a certificate that is not trusted the client says the same as of a password.
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } when IsAboutTls(error) =>
            Of(StoreFault.Connection, error.Message, error),
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } =>
            Of(StoreFault.Denied, error.Message, error),
        RedisConnectionException { FailureType: ConnectionFailureType.Loading } => Of(StoreFault.Loading, error.Message, error),
        RedisException => Of(StoreFault.Connection, error.Message, error),
        TimeoutException => Of(StoreFault.Timeout, error.Message, error),
        // It did not even send the command: to a replica, or because the connection is not allowed to (admin mode, its command map).
        RedisCommandException when IsAboutReplica(error) => Of(StoreFault.ReadOnly, error.Message, error),
        RedisCommandException when error.Message.Contains("single slot", StringComparison.Ordinal) =>
            Of(StoreFault.CrossSlot, error.Message, error),
        RedisCommandException => Of(StoreFault.Denied, error.Message, error),
        ObjectDisposedException => Of(StoreFault.Connection, "the connection was closed", error),
        OperationCanceledException => Of(StoreFault.Connection, "the client gave up the connection", error),
        System.Net.Sockets.SocketException or IOException or AuthenticationException => Of(StoreFault.Connection, error.Message, error),
        RespException => Of(StoreFault.Client, $"the answer cannot be read: {error.Message}", error),
        _ => Of(StoreFault.Client, $"{error.GetType().Name}: {error.Message}", error),
    };

    private static bool IsAboutTls(Exception error) =>
        error.GetBaseException() is AuthenticationException
        || error.Message.Contains($"({nameof(AuthenticationException)})", StringComparison.Ordinal);

    private static bool IsAboutReplica(Exception error) =>
        error.Message.Contains("replica", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("slave", StringComparison.OrdinalIgnoreCase);

    private static StoreException Of(StoreFault fault, string text, Exception error) =>
        new(fault, text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "..."), error);
}
