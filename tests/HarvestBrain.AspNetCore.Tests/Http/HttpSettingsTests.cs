using HarvestBrain.Core.Settings;
using HarvestBrain.Host.Http;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.AspNetCore.Tests.Http;

public sealed class HttpSettingsTests
{
    private const string Token = "0123456789abcdef";

    [Theory]
    [InlineData("127.0.0.1:9108", "127.0.0.1:9108")]
    [InlineData("127.9.9.9:1", "127.9.9.9:1")]
    [InlineData("localhost:9108", "127.0.0.1:9108")]
    [InlineData("[::1]:9108", "[::1]:9108")]
    [InlineData(" 127.0.0.1:9108 ", "127.0.0.1:9108")]
    public void Read_OfLoopback_WantsNoToken(string text, string address)
    {
        (HttpSettings? settings, int problems) = Read(text);
        Assert.Equal((address, 0), (settings!.Address.ToString(), problems));
    }

    [Theory]
    [InlineData("0.0.0.0:9108")]
    [InlineData("10.0.0.5:9108")]
    [InlineData("[::]:9108")]
    [InlineData("[fe80::1]:9108")]
    public void Read_OfAnyOtherAddress_WantsAToken(string text)
    {
        Assert.Equal(1, Read(text).Problems);
        Assert.Equal(0, Read(text, Token).Problems);
    }

    [Theory]
    [InlineData("9108")]
    [InlineData(":9108")]
    [InlineData("*:9108")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.1:9108")]
    [InlineData("::1:9108")]
    [InlineData("[127.0.0.1]:9108")]
    [InlineData("monitor.example:9108")]
    [InlineData("http://127.0.0.1:9108")]
    public void Read_OfWhatIsNoAddress_IsAProblem(string text) => Assert.Equal(1, Read(text, Token).Problems);

    [Theory]
    [InlineData("short")]
    [InlineData("has a blank in the middle")]
    [InlineData("has\"quotes\"0123456789")]
    public void Read_OfATokenThatIsNone_IsAProblem_AndDoesNotShowIt(string token)
    {
        SettingReader reader = Reader("127.0.0.1:9108", token);
        HttpSettings.Read(reader);
        Assert.DoesNotContain(token, Assert.Single(reader.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfNothing_IsOff() => Assert.Equal((null, 0), Read(""));

    [Fact]
    public void Run_OnAnOpenAddressWithoutToken_Exits78()
    {
        using var process = WorkerProcess.Run(1, ("HARVEST_HTTP", "0.0.0.0:9108"));
        Assert.Equal(78, process.WaitForExit());
        Assert.Contains("HARVEST_HTTP: found '0.0.0.0:9108': others can reach it: set HARVEST_HTTP_TOKEN", process.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckConfig_MasksTheToken()
    {
        using var process = WorkerProcess.Start(["check-config"], 1, ("HARVEST_HTTP", "0.0.0.0:9108"), ("HARVEST_HTTP_TOKEN", Token));
        Assert.Equal(0, process.WaitForExit());
        Assert.Contains("HARVEST_HTTP_TOKEN=***", process.Lines);
        Assert.DoesNotContain(Token, process.Output, StringComparison.Ordinal);
    }

    private static (HttpSettings? Settings, int Problems) Read(string http, string token = "")
    {
        SettingReader reader = Reader(http, token);
        HttpSettings? settings = HttpSettings.Read(reader);
        return (settings, reader.Problems.Count);
    }

    private static SettingReader Reader(string http, string token) => new(name => name switch
    {
        "HARVEST_HTTP" => http,
        "HARVEST_HTTP_TOKEN" => token,
        _ => null,
    });
}
