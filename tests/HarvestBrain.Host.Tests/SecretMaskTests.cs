namespace HarvestBrain.Host.Tests;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("localhost:6379,password=hunter2,ssl=true", "localhost:6379,password=***,ssl=true")]
    [InlineData("redis://user:hunter2@localhost", "redis://***@localhost")]
    [InlineData("localhost", "localhost")]
    public void Apply_HidesPasswords(string text, string masked) => Assert.Equal(masked, SecretMask.Apply(text));
}
