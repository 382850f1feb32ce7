using HarvestBrain.Host.Tests;

namespace HarvestBrain.Deploy.Tests;

/// <summary>The scripts ask the Redis that the service uses, as the settings say it.</summary>
public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("", "redis-cli -h 127.0.0.1 -p 6379 password=none")]
    [InlineData("REDIS_HOST=::1", "redis-cli -h ::1 -p 6379 password=none")]
    [InlineData("REDIS_HOST=[::1] REDIS_PORT=6380", "redis-cli -h ::1 -p 6380 password=none")]
    [InlineData("REDIS_URL=[::1]:6381,ssl=true", "redis-cli --tls -h ::1 -p 6381 password=none")]
    [InlineData("REDIS_URL=::1", "redis-cli -h ::1 -p 6379 password=none")]
    [InlineData("REDIS_URL=r1,r2:7 REDIS_USER=u REDIS_PASSWORD='a,b=c' REDIS_TLS=true", "redis-cli --tls -h r1 -p 6379 --user u password=a,b=c")]
    [InlineData("REDIS_URL=r1:7,user=x,password=y,ssl=True", "redis-cli --tls -h r1 -p 7 --user x password=y")]
    [InlineData("REDISCLI_AUTH=op REDIS_PASSWORD=p AS_USER=operator", "redis-cli -h 127.0.0.1 -p 6379 --user operator password=op")]
    public void Scripts_AskTheRedisOfTheSettings(string settings, string expected)
    {
        string script = "source ops/lib.sh; AS_USER=${WANTED-}; ENV_FILE=/dev/null; load_settings; echo \"${REDIS[*]} password=${REDISCLI_AUTH-none}\"";
        Assert.Equal(expected, Shell.Run($"{settings.Replace("AS_USER", "WANTED", StringComparison.Ordinal)} bash -c '{script}'").Succeeded().Text.TrimEnd());
    }

    [Fact]
    public void Scripts_TakeUserAndPasswordFromTheFileOfSettings()
    {
        using var folder = new TempFolder();
        string file = folder.Write("service.env", "REDIS_USER=u\nREDIS_PASSWORD=p w\nREDIS_TLS=\n");
        string script = $"source ops/lib.sh; ENV_FILE={file}; load_settings; echo \"${{REDIS[*]}} password=${{REDISCLI_AUTH-none}}\"";
        Assert.Equal("redis-cli -h 127.0.0.1 -p 6379 --user u password=p w", Shell.Run($"bash -c '{script}'").Succeeded().Text.TrimEnd());
    }
}
