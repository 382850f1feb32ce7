namespace HarvestBrain.Redis.Store;

/// <summary>What kind of trouble Redis is in. A closed set; logs, metrics and health use the code.</summary>
public enum StoreFault
{
    /// <summary>No connection, or it broke.</summary>
    Connection,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>The consumer group or the stream is gone.</summary>
    NoGroup,

    /// <summary>The server is a replica.</summary>
    ReadOnly,

    /// <summary>The server is still loading its data.</summary>
    Loading,

    /// <summary>The server has reached maxmemory.</summary>
    OutOfMemory,

    /// <summary>A key holds another type than it should.</summary>
    WrongType,

    /// <summary>A blocked read was ended by the server.</summary>
    Unblocked,

    /// <summary>User or password are not right, or the user may not do something.</summary>
    Denied,

    /// <summary>Any other error that the server answered, such as MISCONF.</summary>
    Server,

    /// <summary>The client library failed in a way of its own, or the answer cannot be read.</summary>
    Client,

    /// <summary>The server is a cluster, and keys lie in different slots: the settings have to give them one hash tag.</summary>
    CrossSlot,
}

/// <summary>Redis answered with an error, or not at all.</summary>
public sealed class StoreException : Exception
{
    /// <summary>A fault with the text of the server or the client.</summary>
    public StoreException(StoreFault fault, string message, Exception? innerException = null)
        : base($"{fault}: {message}", innerException) =>
        Fault = fault;

    /// <summary>For serializers.</summary>
    public StoreException() : this(StoreFault.Server, "unknown")
    {
    }

    /// <summary>A server error.</summary>
    public StoreException(string message) : this(StoreFault.Server, message)
    {
    }

    /// <summary>A server error with its cause.</summary>
    public StoreException(string message, Exception innerException) : this(StoreFault.Server, message, innerException)
    {
    }

    /// <summary>What kind of trouble.</summary>
    public StoreFault Fault { get; }

    /// <summary>The kind of an error that the server answered.</summary>
    internal static StoreFault FaultOf(string message)
    {
        ReadOnlySpan<char> text = message.AsSpan();
        // Redis puts the code first; older servers put "ERR Error running script" before it.
        foreach ((string code, StoreFault fault) in Codes)
        {
            if (text.StartsWith(code, StringComparison.Ordinal) || text.Contains($"-{code}", StringComparison.Ordinal)) return fault;
        }
        return StoreFault.Server;
    }

    private static readonly (string Code, StoreFault Fault)[] Codes =
    [
        ("NOGROUP", StoreFault.NoGroup), ("READONLY", StoreFault.ReadOnly), ("LOADING", StoreFault.Loading),
        ("OOM", StoreFault.OutOfMemory), ("WRONGTYPE", StoreFault.WrongType), ("UNBLOCKED", StoreFault.Unblocked),
        ("NOAUTH", StoreFault.Denied), ("NOPERM", StoreFault.Denied), ("WRONGPASS", StoreFault.Denied),
        ("CROSSSLOT", StoreFault.CrossSlot),
    ];
}
