using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.Redis.Tests.Faults;

/// <summary>Entries are lost before they were read: everything is suspect, and it is said. Others may go.</summary>
public sealed class StreamLossTests
{
    [Fact]
    public void Stream_TrimmedPastPendingEntries_AllIsSuspect()
    {
        using var scene = new Scene();
        scene.Worker.Kill();
        string taken = scene.Redis.Add(Feed.Fill("BTCUSDT", "BUY", 1, 90000, 89000));
        // Another consumer of the group took it and died, then the stream was cut.
        scene.Redis.Do("XREADGROUP", "GROUP", Feed.Group, "somebody", "STREAMS", Feed.Input, ">");
        scene.Redis.Do("XTRIM", Feed.Input, "MAXLEN", "0");

        scene.Replace();
        scene.Worker.WaitFor(LogEvent.EntriesLost);
        scene.Price(3350);

        Assert.NotEqual("", taken);
        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
        Assert.Equal(0, scene.Redis.Pending());
        Assert.Equal(1, scene.Worker.Count(LogEvent.EntriesLost));
    }

    [Fact]
    public void Stream_TrimmedPastUnreadEntriesWhileDown_AllIsSuspect()
    {
        using var scene = new Scene();
        scene.Worker.Kill();
        scene.Redis.Add(Feed.Fill(Scene.Symbol, "SELL", 0.5m, 3310));
        scene.Redis.Add(Feed.Price(Scene.Symbol, 3350));
        scene.Redis.Do("XTRIM", Feed.Input, "MAXLEN", "1");

        scene.Replace();
        scene.Worker.WaitFor(LogEvent.EntriesLost, "1 entries");
        scene.Price(3351);

        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
    }

    [Fact]
    public void Stream_TrimmedBehindUs_NothingIsSuspect()
    {
        using var scene = new Scene();
        scene.Price(3310);
        scene.Price(3311);
        scene.Redis.Do("XTRIM", Feed.Input, "MAXLEN", "1");
        scene.Price(3350);
        scene.Redis.Do("XTRIM", Feed.Input, "MAXLEN", "0");
        scene.Price(3351);

        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Equal([scene.Stop("3300"), scene.Rung("0.5")], scene.Redis.IntentIds());
        Assert.False(scene.Worker.Said(LogEvent.EntriesLost));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Entry_DeletedUnread_AllIsSuspect(bool isLast)
    {
        using var scene = new Scene();
        scene.Worker.Kill();
        string lost = scene.Redis.Add(Feed.Fill(Scene.Symbol, "SELL", 0.5m, 3310));
        if (!isLast) scene.Redis.Add(Feed.Price(Scene.Symbol, 3320));
        scene.Redis.Do("XDEL", Feed.Input, lost);

        scene.Replace();
        scene.Worker.WaitFor(LogEvent.EntriesLost, "1 entries");
        scene.Price(3350);

        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
        Assert.Equal(1, scene.Worker.Count(LogEvent.EntriesLost));
    }

    [Fact]
    public void Entry_DeletedBehindUs_NothingIsSuspect()
    {
        using var scene = new Scene();
        string price = scene.Price(3310);
        scene.Price(3311);
        scene.Redis.Do("XDEL", Feed.Input, price);
        scene.Price(3350);
        scene.Replace();
        scene.Worker.WaitFor(LogEvent.Loaded);
        scene.Price(3351);

        Assert.False(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Equal(2, scene.Redis.IntentIds().Count);
    }

    [Fact]
    public void Stream_MadeAnewWithLowerIds_IsSaidAsWhatItIs()
    {
        using var scene = new Scene();
        scene.Worker.Kill();
        scene.Redis.Do("DEL", Feed.Input);
        for (int i = 1; i <= 3; i++) scene.Redis.Do("XADD", Feed.Input, $"{i}-0", "symbol", Scene.Symbol, "price", "3350", "status", "PRICE_UPDATE");

        scene.Replace();
        scene.Worker.WaitFor(LogEvent.EntriesLost, "2 entries are lost (the stream was made anew, and their ids lie before what is applied)");
        scene.Price(3351); // with an id of today: goes on
        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
    }

    [Fact]
    public void Stream_Deleted_GroupIsMadeAgainAndAllIsSuspect()
    {
        using var scene = new Scene();
        scene.Redis.Do("DEL", Feed.Input);
        scene.Worker.WaitFor(LogEvent.EntriesLost);
        scene.Price(3350);

        Assert.True(scene.Redis.IsSuspect(Scene.Symbol));
        Assert.Empty(scene.Redis.IntentIds());
    }
}
