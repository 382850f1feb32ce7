using System.Globalization;
using HarvestBrain.Import.Tests.Story;
using static HarvestBrain.Import.Tests.Story.Texts;

namespace HarvestBrain.Import.Tests.Rules;

/// <summary>What was closed as dust is still in the account, and sold one day.</summary>
public sealed class DustTests
{
    private static readonly ImportOptions Utc = new() { Zone = "UTC" };

    [Fact]
    public void Dust_SoldWithTheNextTrade_OpensNoShort()
    {
        ImportResult result = Imports.Read(
            [Spot(
                "2026-01-01 00:00:00,ABCUSDT,BUY,100,10.00ABC,1000USDT,0.01ABC", "2026-01-01 01:00:00,ABCUSDT,SELL,101,9.98ABC,1USDT,1USDT",
                "2026-01-02 00:00:00,ABCUSDT,BUY,100,10.00ABC,1000USDT,0.01ABC",
                "2026-01-02 01:00:00,ABCUSDT,SELL,101,10.00ABC,1USDT,1USDT",
                "2026-01-03 00:00:00,ABCUSDT,BUY,100,10.00ABC,1000USDT,0.01ABC",
                "2026-01-03 01:00:00,ABCUSDT,SELL,102,9.99ABC,1USDT,1USDT")],
            Utc);

        Assert.Equal(
            ["BUY 9.99 at 100 fee 1", "SELL 9.98 at 101 fee 1", "SELL 0.01 at 101 fee 0", "BUY 9.99 at 100 fee 1", "SELL 9.99 at 101 fee 1",
                "BUY 9.99 at 100 fee 1", "SELL 9.99 at 102 fee 1"],
            Fills(result));
        string table = Imports.Table(result);
        Assert.Contains("3 positions opened", table, StringComparison.Ordinal);
        Assert.Contains("1 x closes what was left over and is closed as dust already, first in line 5", table, StringComparison.Ordinal);
        Assert.DoesNotContain("left open", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Dust_SoldByItself_IsNoTrade()
    {
        string[] lines = Imports.Lines(Utc, Spot(
            "2026-01-01 00:00:00,ABCUSDT,BUY,100,10ABC,1000USDT,0USDT", "2026-01-01 01:00:00,ABCUSDT,SELL,101,9.98ABC,1USDT,0USDT",
            "2026-01-02 00:00:00,ABCUSDT,BUY,100,10ABC,1000USDT,0USDT", "2026-01-02 01:00:00,ABCUSDT,SELL,101,10ABC,1USDT,0USDT",
            "2026-01-03 00:00:00,ABCUSDT,SELL,101,0.02ABC,1USDT,0USDT"));

        Assert.Equal(["BUY", "SELL", "SELL", "BUY", "SELL"], lines.Select(line => Member(line, "side")));
    }

    [Fact]
    public void Dust_OfADerivative_IsClosedByTheNextExitAndFlipsNothing()
    {
        ImportResult result = Imports.Read(
            [Futures(
                "26-01-01 00:00:00,DOGEUSDT,BUY,0.10,1000,1,0.04 USDT,0,true,false,1,1",
                "26-01-01 01:00:00,DOGEUSDT,SELL,0.11,996,1,0 USDT,9.96,true,false,2,2",
                "26-01-02 00:00:00,DOGEUSDT,BUY,0.10,1000,1,0.04 USDT,0,true,false,3,3",
                "26-01-02 01:00:00,DOGEUSDT,SELL,0.11,1004,1,0 USDT,10.04,true,false,4,4",
                "26-01-03 00:00:00,DOGEUSDT,BUY,0.10,1000,1,0.04 USDT,0,true,false,5,5",
                "26-01-03 01:00:00,DOGEUSDT,SELL,0.11,1000,1,0 USDT,10,true,false,6,6")],
            Utc);

        Assert.Equal(
            ["BUY 1000 at 0.1 fee 0.04", "SELL 996 at 0.11 fee 0", "SELL 4 at 0.11 fee 0", "BUY 1000 at 0.1 fee 0.04",
                "SELL 1000 at 0.11 fee 0", "BUY 1000 at 0.1 fee 0.04", "SELL 1000 at 0.11 fee 0"],
            Fills(result));
        Assert.Contains("3 positions opened", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void ExitBeyondTheDust_IsAFlipAsBefore()
    {
        string[] lines = Imports.Lines(Utc, Futures(
            "26-01-01 00:00:00,DOGEUSDT,BUY,0.10,1000,1,0 USDT,0,true,false,1,1",
            "26-01-01 01:00:00,DOGEUSDT,SELL,0.11,996,1,0 USDT,9.96,true,false,2,2",
            "26-01-02 00:00:00,DOGEUSDT,BUY,0.10,1000,1,0 USDT,0,true,false,3,3",
            "26-01-02 01:00:00,DOGEUSDT,SELL,0.11,2000,1,0 USDT,10.04,true,false,4,4",
            "26-01-03 01:00:00,DOGEUSDT,BUY,0.10,996,1,0 USDT,9.96,true,false,6,6"));

        // The short of 996 is one of 1000 of which 4 are the long's rest: both are gone with it.
        Assert.Equal("SELL 2000 at 0.11 fee 0, BUY 996 at 0.1 fee 0, BUY 4 at 0.1 fee 0", string.Join(", ", Fills(lines)[^3..]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Trades_OfAnyRests_AreAsManyAsThereWere(bool isSpot)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            (List<string> rows, int trades, decimal money, decimal worth) = Story(seed, isSpot);
            ImportResult result = Imports.Read([isSpot ? Spot([.. rows]) : Futures([.. rows])], Utc);
            Assert.True(result.Status == ImportStatus.Ready, Imports.Table(result));
            (decimal held, int opened, decimal realized) = (0, 0, 0);
            foreach (string fill in Fills(result))
            {
                string[] parts = fill.Split(' ');
                decimal quantity = decimal.Parse(parts[1], CultureInfo.InvariantCulture);
                decimal price = decimal.Parse(parts[3], CultureInfo.InvariantCulture);
                if (held == 0) opened++;
                decimal before = held;
                held += parts[0] == "BUY" ? quantity : -quantity;
                realized += parts[0] == "BUY" ? -quantity * price : quantity * price;
                Assert.True(before * held >= 0 && (!isSpot || held >= 0), $"seed {seed}: {fill}");
            }
            Assert.Equal((seed, 0m, trades), (seed, held, opened));
            Assert.InRange(realized - money, -worth, worth);
        }
    }

    // Each trade leaves a rest below the limit, or takes some or all of what earlier ones left with it; some rests are sold by themselves.
    private static (List<string> Rows, int Trades, decimal Money, decimal Worth) Story(int seed, bool isSpot)
    {
        var random = new Random(seed);
        List<string> rows = [];
        (decimal aside, decimal money, decimal worth) = (0, 0, 0);
        int trades = random.Next(2, 9), minute = 0;
        for (int trade = 0; trade < trades; trade++)
        {
            decimal size = random.Next(500, 1000) / 100m, first = Math.Round(size * random.Next(1, 9) / 10m, 2);
            Trade(true, size, 100);
            Trade(false, first, 100 + random.Next(1, 9));
            decimal rest = random.Next(3) switch
            {
                0 => 0,
                1 => random.Next(1, 25) / 1000m,
                _ => -Math.Min(aside, random.Next(1, 60) / 1000m),
            };
            Trade(false, size - first - rest, 100 + random.Next(1, 9));
            aside += rest;
            if (aside <= 0 || rest > 0 || random.Next(3) > 0) continue;
            Trade(false, aside, 100 + random.Next(1, 9));
            aside = 0;
        }
        // What is left at the end is worth about its entry; the money is told without it.
        return (rows, trades, money + (aside * 100), worth + (aside * 10));

        void Trade(bool isBuy, decimal quantity, decimal price)
        {
            if (quantity <= 0) return;
            minute++;
            string time = new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minute)
                .ToString("yy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            string side = isBuy ? "BUY" : "SELL";
            decimal profit = isBuy ? 0 : (price - 100) * quantity;
            rows.Add(FormattableString.Invariant(isSpot
                ? (FormattableString)$"20{time},ABCUSDT,{side},{price},{quantity}ABC,1USDT,0USDT"
                : $"{time},ABCUSDT,{side},{price},{quantity},1,0 USDT,{profit},true,false,{minute},{minute}"));
            money += isBuy ? -quantity * price : quantity * price;
            worth += 10 * 0.06m;
        }
    }
}
