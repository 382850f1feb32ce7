namespace HarvestBrain.Host.Tests;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("localhost:6379,password=hunter2,ssl=true", "localhost:6379,password=***,ssl=true")]
    [InlineData("redis://user:hunter2@localhost", "redis://***@localhost")]
    [InlineData("localhost", "localhost")]
    [InlineData("", "")]
    [InlineData("a:1,b:2,PASSWORD = hunter2 ,ssl=true", "a:1,b:2,PASSWORD = ***,ssl=true")]
    [InlineData("password=hunter2", "password=***")]
    [InlineData("password=", "password=***")]
    [InlineData("h:1,password=pa,ss", "h:1,password=***")]
    [InlineData("h:1,password=pa,ss,ssl=true", "h:1,password=***,ssl=true")]
    [InlineData("password=a=b@c,user=x", "password=***,user=x")]
    [InlineData("rediss://:hunter2@localhost:6380/0", "rediss://***@localhost:6380/0")]
    [InlineData("redis://user:hun/ter@2@localhost/0", "redis://***@localhost/0")] // such characters belong escaped, but people forget
    [InlineData("redis://a:x@h1,redis://b:y@h2", "redis://***@h1,redis://***@h2")]
    [InlineData("REDIS_URL: found 'redis://a:x/y@h1'; allowed: mail@example", "REDIS_URL: found 'redis://***@h1'; allowed: mail@example")]
    [InlineData("redis://localhost/0", "redis://localhost/0")]
    public void Apply_HidesPasswords(string text, string masked) => Assert.Equal(masked, SecretMask.Apply(text));
}
