using HarvestBrain.Core.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Notifications.Tests;

public sealed class NotificationSettingsTests
{
    private const string Secret = "SECRET-secret-1234";

    [Fact]
    public void Read_OfNothing_IsOff()
    {
        NotificationSettings settings = Read(out string[] problems);
        Assert.Empty(problems);
        Assert.False(settings.IsOn);
        Assert.Equal("https://api.telegram.org", settings.TelegramApi);
    }

    [Fact]
    public void Read_Complete_IsOn()
    {
        NotificationSettings settings = Read(
            out string[] problems, ("TELEGRAM_BOT_TOKEN", " 1:SECRET_a-b "), ("TELEGRAM_CHAT_ID", "@desk"), ("HARVEST_WEBHOOK_URL", "https://h/x?y=SECRET"), ("HARVEST_WEBHOOK_SECRET", Secret));
        Assert.Empty(problems);
        Assert.True(settings.HasTelegram && settings.HasWebhook);
        Assert.Equal("1:SECRET_a-b", settings.TelegramToken);
    }

    [Theory]
    [InlineData("http://bot-api:8081")]
    [InlineData("https://bots.example.com")]
    [InlineData("https://gw.example.com/bottle/")]
    public void Read_AnApiOfOnesOwn_IsTaken(string api)
    {
        NotificationSettings settings = Read(out string[] problems, ("TELEGRAM_API", api), ("TELEGRAM_BOT_TOKEN", "1:a"), ("TELEGRAM_CHAT_ID", "1"));
        Assert.Empty(problems);
        Assert.Equal(api, settings.TelegramApi);
    }

    [Theory]
    [InlineData("TELEGRAM_CHAT_ID", "TELEGRAM_BOT_TOKEN=1:SECRET")]
    [InlineData("TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN=1:SECRET/../x", "TELEGRAM_CHAT_ID=1")]
    [InlineData("TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN=1:SECRET?x", "TELEGRAM_CHAT_ID=1")]
    [InlineData("TELEGRAM_API", "TELEGRAM_API=api.telegram.org")]
    [InlineData("TELEGRAM_API", "TELEGRAM_API=file:///etc/passwd")]
    [InlineData("TELEGRAM_API", "TELEGRAM_API=http://bob:SECRET@host")]
    [InlineData("TELEGRAM_API", "TELEGRAM_API=http://bob:SEC RET,SECRET@host")]
    [InlineData("TELEGRAM_API", "TELEGRAM_API=bob:SECRET@host")]
    [InlineData("TELEGRAM_API", "TELEGRAM_API=https://api.telegram.org/bot1:SECRET")]
    [InlineData("TELEGRAM_API", "TELEGRAM_API=https://api.telegram.org/BOT1%3aSECRET")]
    [InlineData("TELEGRAM_API", "TELEGRAM_API=https://proxy.example/?key=SECRET")]
    [InlineData("HARVEST_WEBHOOK_SECRET", "HARVEST_WEBHOOK_URL=https://h/SECRET")]
    [InlineData("HARVEST_WEBHOOK_SECRET", "HARVEST_WEBHOOK_URL=https://h/", "HARVEST_WEBHOOK_SECRET=SECRET")]
    [InlineData("HARVEST_WEBHOOK_URL", "HARVEST_WEBHOOK_URL=SECRET", "HARVEST_WEBHOOK_SECRET=SECRET-secret-1234")]
    [InlineData("HARVEST_WEBHOOK_URL", "HARVEST_WEBHOOK_URL=https://user:SECRET@h/", "HARVEST_WEBHOOK_SECRET=SECRET-secret-1234")]
    public void Read_WhatCannotWork_IsRefusedWithoutASecret(string name, params string[] set)
    {
        Read(out string[] problems, [.. set.Select(pair => (pair[..pair.IndexOf('=')], pair[(pair.IndexOf('=') + 1)..]))]);
        string problem = Assert.Single(problems);
        Assert.StartsWith(name + ":", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", problem.Replace("HARVEST_WEBHOOK_SECRET", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfTheSettings_HoldsNoSecret() => Assert.Equal(
        "NotificationSettings { Telegram = True, Webhook = True }",
        new NotificationSettings { TelegramToken = "1:SECRET", WebhookUrl = "https://h/SECRET", WebhookSecret = "SECRET" }.ToString());

    [Fact]
    public void Add_WithoutAChat_StopsTheStart_WithoutASecret()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddHarvestBrainNotifications(options => options.Settings = new NotificationSettings { TelegramToken = "1:SECRET" }).BuildServiceProvider();
        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<HarvestNotificationOptions>>().Value);
        Assert.Contains("TELEGRAM_CHAT_ID", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ReadsTheConfiguration_OrASectionOfIt_AndTwiceChangesNothing()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TELEGRAM_BOT_TOKEN"] = "1:a", ["TELEGRAM_CHAT_ID"] = "2", ["Own:TELEGRAM_BOT_TOKEN"] = "3:b", ["Own:TELEGRAM_CHAT_ID"] = "4",
        }).Build();
        using ServiceProvider all = new ServiceCollection().AddSingleton(configuration).AddHarvestBrainNotifications().BuildServiceProvider();
        using ServiceProvider own = new ServiceCollection().AddSingleton(configuration).AddHarvestBrainNotifications(configuration.GetSection("Own")).BuildServiceProvider();
        Assert.Equal(("1:a", "4"), (Settings(all).TelegramToken, Settings(own).TelegramChat));

        IServiceCollection twice = new ServiceCollection().AddHarvestBrainNotifications().AddHarvestBrainNotifications();
        Assert.Single(twice, service => service.ImplementationType == typeof(HarvestNotifier));
    }

    private static NotificationSettings Settings(ServiceProvider services) => services.GetRequiredService<IOptions<HarvestNotificationOptions>>().Value.Settings;

    private static NotificationSettings Read(out string[] problems, params (string Name, string Value)[] set)
    {
        var reader = new SettingReader(name => Array.Find(set, pair => pair.Name == name).Value);
        NotificationSettings settings = NotificationSettings.Read(reader);
        problems = [.. reader.Problems.Select(problem => problem.ToString())];
        return settings;
    }
}
