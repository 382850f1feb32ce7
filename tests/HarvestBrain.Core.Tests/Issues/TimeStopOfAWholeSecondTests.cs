using HarvestBrain.Core.Events;

namespace HarvestBrain.Core.Tests.Issues;

/// <summary>The time stop was kept back, and the next price was of whole seconds: it passed the due close over.</summary>
public sealed class TimeStopOfAWholeSecondTests
{
    [Fact]
    public void TimeStop_KeptBack_IsAskedForAtThePriceOfTheSameSecond()
    {
        Desk desk = new(Desk.Policy() with { TimeStopMinutes = 1, TimeStopBelowR = 0.3m }) { Now = Desk.Start + 700 };
        desk.Buy(1, 3300, 3200).Price(3299).Price(3301).Engine.KillSwitchOn = true;
        desk.Now = Desk.Start + 60_900;
        Assert.Equal("KillSwitch", desk.Price(3300.5m).Held);
        desk.Engine.KillSwitchOn = false;
        long second = desk.Now / 1000 * 1000;
        EntryId id = new(second, 1_000);
        desk.ApplyAt(HarvestEvent.PriceUpdate(id, second, Desk.Eth, 3300.4m) with { TimeSlackMs = 999 }, second);
        Assert.Equal("SELL 1 TIME", desk.Asked);
    }
}
