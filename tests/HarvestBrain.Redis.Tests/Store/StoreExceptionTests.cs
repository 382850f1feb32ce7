using HarvestBrain.Redis.Store;

namespace HarvestBrain.Redis.Tests.Store;

/// <summary>What an error of the server is, by its code; the reaction goes by that.</summary>
public sealed class StoreExceptionTests
{
    [Theory]
    [InlineData("NOGROUP No such key", StoreFault.NoGroup)]
    [InlineData("READONLY You can't write against a read only replica.", StoreFault.ReadOnly)]
    [InlineData("LOADING Redis is loading the dataset in memory", StoreFault.Loading)]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", StoreFault.OutOfMemory)]
    [InlineData("ERR Error running script (call to f_1): @user_script:3: -OOM command not allowed", StoreFault.OutOfMemory)]
    [InlineData("WRONGTYPE Operation against a key", StoreFault.WrongType)]
    [InlineData("UNBLOCKED the stream key no longer exists", StoreFault.Unblocked)]
    [InlineData("NOAUTH Authentication required.", StoreFault.Denied)]
    [InlineData("NOPERM this user has no permissions", StoreFault.Denied)]
    [InlineData("WRONGPASS invalid username-password pair", StoreFault.Denied)]
    [InlineData("CROSSSLOT Keys in request don't hash to the same slot", StoreFault.CrossSlot)]
    [InlineData("MISCONF Redis is configured to save RDB snapshots", StoreFault.Server)]
    [InlineData("ERR said OOM somewhere", StoreFault.Server)]
    public void Error_OfTheServer_HasAFault(string message, StoreFault fault) => Assert.Equal(fault, StoreException.FaultOf(message));
}
