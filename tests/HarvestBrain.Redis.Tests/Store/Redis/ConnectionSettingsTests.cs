using System.Net;
using HarvestBrain.Redis.Store;
using HarvestBrain.Redis.Store.Redis;
using StackExchange.Redis;

namespace HarvestBrain.Redis.Tests.Store.Redis;

/// <summary>What the client is told of the settings.</summary>
public sealed class ConnectionSettingsTests
{
    [Theory]
    [InlineData("::1")]
    [InlineData("[::1]")]
    public void Host_OfIPv6_IsAnAddress(string host) =>
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 6380), Assert.Single(Of(new RedisSettings { Host = host, Port = 6380 }).EndPoints));

    [Theory]
    [InlineData("[::1]:6380", 6380)]
    [InlineData("[::1]", 6379)]
    [InlineData("::1", 6379)]
    public void Url_OfIPv6_IsAnAddress(string url, int port) =>
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, port), Assert.Single(Of(new RedisSettings { Url = url }).EndPoints));

    [Theory]
    [InlineData("redis_1")]
    [InlineData("redis.internal")]
    public void Host_OfAName_IsAName(string host) =>
        Assert.Equal(new DnsEndPoint(host, 6379), Assert.Single(Of(new RedisSettings { Host = host }).EndPoints));

    [Theory]
    [InlineData("")]
    [InlineData("redis:6380")]
    public void UserPasswordAndTls_GoBesideEither(string url)
    {
        ConfigurationOptions options = Of(new RedisSettings { Url = url, User = "u", Password = "a,ssl=b \"c", Tls = true });
        Assert.Equal(("u", "a,ssl=b \"c", true), (options.User, options.Password, options.Ssl));
    }

    [Fact]
    public void UserPasswordAndTls_NotSet_AreThoseOfTheUrl()
    {
        ConfigurationOptions options = Of(new RedisSettings { Url = "redis,user=u,password=p,ssl=true" });
        Assert.Equal(("u", "p", true), (options.User, options.Password, options.Ssl));
        options = Of(new RedisSettings { Url = "redis,user=u,password=p,ssl=true", User = "u", Password = "p", Tls = true });
        Assert.Equal(("u", "p", true), (options.User, options.Password, options.Ssl));
    }

    private static ConfigurationOptions Of(RedisSettings settings) => ConnectionSettings.Of(settings, CallLimits.Loop);
}
