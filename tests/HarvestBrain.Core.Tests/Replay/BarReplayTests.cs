using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests.Replay;

/// <summary>Bars in a recording: what is known of the way that the price went, and what is not.</summary>
public sealed class BarReplayTests : IReplayOutput
{
    private const long Minute = 60_000;

    private readonly List<string> _lines = [];
    private ReplaySession? _session;
    private ReplayOptions _options = new() { SimulateFills = true };
    private string _ladder = "0.5:0.25,1:0.25,1.5:0.5";
    private decimal? _breakEven;

    private ReplaySession Session => _session ??= new ReplaySession(
        new EngineSettings(HarvestMode.Shadow, "", 1000, HarvestPolicy.Default with { Ladder = LadderOf(_ladder), BreakEvenAtR = _breakEven }), _options, this);

    void IReplayOutput.OnIntent(in Intent intent)
    {
        if (intent.Kind == IntentKind.PartialClose) _lines.Add($"ask {PlainDecimal.Format(intent.Quantity)} at {PlainDecimal.Format(intent.MarkPrice)}");
    }

    void IReplayOutput.OnPosition(Position position, EntryId id, bool simulated)
    {
        if (simulated && position.LastClosed is { } closed) _lines.Add($"closed {PlainDecimal.Format(closed.RealizedPnl)}");
    }

    void IReplayOutput.OnRejection(in FoldRejection rejection, EntryId id) => _lines.Add(rejection.ToString());

    void IReplayOutput.OnDrift(in PositionDrift drift, EntryId id) => _lines.Add(drift.ToString());

    [Fact]
    public void Rungs_FillAtTheirOwnPrice_NotAtTheClose()
    {
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 100m, 130m, 100m, 130m);
        Session.End();

        Expect("ask 0.25 at 105", "ask 0.25 at 110", "ask 0.5 at 115", "closed 11.25");
    }

    [Fact]
    public void Stop_FillsAtItsOwnPrice_NotAtTheClose()
    {
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 99m, 101m, 80m, 80m);
        Session.End();

        Expect("closed -10");
    }

    [Fact]
    public void Stop_OfAShort_FillsAtItsOwnPrice()
    {
        Fill(0, OrderSide.Sell, 1m, 100m, 110m);
        Bar(1, 101m, 120m, 99m, 120m);
        Session.End();

        Expect("closed -10");
    }

    [Fact]
    public void Gap_OverRungs_FillsAtTheOpen()
    {
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 112m, 113m, 111m, 112m);
        Session.End();

        Expect("ask 0.25 at 112", "ask 0.25 at 112");
    }

    [Fact]
    public void Gap_OverTheStop_FillsAtTheOpen()
    {
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 85m, 86m, 84m, 86m);
        Session.End();

        Expect("closed -15");
    }

    [Fact]
    public void StopAndRung_InOneBar_AreAStop()
    {
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 100m, 106m, 89m, 100m);
        Session.End();

        Expect("closed -10");
    }

    [Fact]
    public void StopAndRung_InOneBarOnTheFavourablePath_AreARungThenAStop()
    {
        _options = _options with { BarPath = BarPath.Favourable };
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 100m, 106m, 89m, 100m);
        Session.End();

        Expect("ask 0.25 at 105", "closed -6.25"); // 0.25 x 5 - 0.75 x 10
    }

    [Fact]
    public void StopAndRung_OfAShortInOneBar_AreAStop()
    {
        Fill(0, OrderSide.Sell, 1m, 100m, 110m);
        Bar(1, 100m, 111m, 94m, 100m);
        Session.End();

        Expect("closed -10");
    }

    [Fact]
    public void BreakEven_MovedWithinABar_IsHitOnTheWayToItsClose()
    {
        _breakEven = 0.5m;
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 101m, 106m, 101m, 106m);
        Bar(2, 106m, 107m, 99m, 99m);
        Session.End();

        Expect("ask 0.25 at 105", "closed 1.25"); // the rest at 100
    }

    [Fact]
    public void BarOfTheEntry_CountsWithItsCloseAlone()
    {
        Session.Apply(NewBar(1, 100m, 130m, 80m, 104m));
        FillWithin(1, OrderSide.Buy, 1m, 100m, 90m);
        Session.End();

        Expect();
        Assert.Equal(4m, Assert.Single(Session.Summary.BySymbol()).OpenPnl);
    }

    [Fact]
    public void BarThatBeginsWithTheEntry_CountsWhole()
    {
        Fill(1, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 100m, 106m, 100m, 104m);
        Session.End();

        Expect("ask 0.25 at 105");
    }

    [Fact]
    public void BarOfTheExit_CountsWithItsOpenAlone()
    {
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 106m, 130m, 80m, 104m);
        FillWithin(1, OrderSide.Sell, 1m, 103m, 0);
        Session.End();

        Expect("ask 0.25 at 106");
        Assert.Equal(1.5m + 2.25m, Assert.Single(Session.Summary.BySymbol()).RealizedPnl);
    }

    [Fact]
    public void Open_CountsWhenTheBarBegins_TheRestWhenItIsOver()
    {
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 100m, 130m, 100m, 130m);
        Expect(); // a bar that is stamped with its open is not known before its end
        Fill(2, OrderSide.Buy, 1m, 130m, 0, "OTHER");

        Expect("ask 0.25 at 105", "ask 0.25 at 110", "ask 0.5 at 115", "closed 11.25");
    }

    /// <summary>An hour beside its minutes: its low came at the hour's end, when the trade had long risen, and stopped it out.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LongerBar_BesideFinerOnes_CountsForNothing(bool longerFirst)
    {
        _ladder = "9:1";
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        PriceBar hour = NewBar(1, 100m, 130m, 80m, 130m) with { ToUnixMs = Desk.Start + (4 * Minute) - 1 };
        if (longerFirst) Session.Apply(hour);
        Bar(1, 100m, 101m, 95m, 101m);
        if (!longerFirst) Session.Apply(hour);
        Bar(2, 101m, 102m, 96m, 102m);
        Bar(3, 102m, 130m, 102m, 130m);
        Session.End();

        Expect();
    }

    [Fact]
    public void LongerBar_WithoutFinerOnes_Counts()
    {
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 100m, 101m, 95m, 101m);
        Session.Apply(NewBar(2, 100m, 101m, 80m, 101m) with { ToUnixMs = Desk.Start + (9 * Minute) - 1 });
        Session.End();

        Expect("closed -10");
    }

    [Fact]
    public void Plain_AsksAtThePriceOfTheRung()
    {
        _options = new ReplayOptions();
        Fill(0, OrderSide.Buy, 1m, 100m, 90m);
        Bar(1, 100m, 107m, 100m, 106m);
        Session.End();

        Expect("ask 0.25 at 105");
        Assert.Equal(2, Session.Summary.Entries);
    }

    [Theory]
    [InlineData("""{"status":"BAR","symbol":"X","open":1,"high":2,"low":0.5,"close":1.5,"from":1000,"to":1999}""", null)]
    [InlineData("""{"status":"BAR","symbol":"X","open":"1","high":"2","low":"0.5","close":"1.5","from":"1000","to":"1999"}""", null)]
    [InlineData("""{"status":"BAR","open":1,"high":2,"low":0.5,"close":1.5,"from":1000,"to":1999}""", "SymbolMissing(field: symbol)")]
    [InlineData("""{"status":"BAR","symbol":"X","high":2,"low":0.5,"close":1.5,"from":1000,"to":1999}""", "PriceMissing(field: open)")]
    [InlineData("""{"status":"BAR","symbol":"X","open":3,"high":2,"low":0.5,"close":1.5,"from":1000,"to":1999}""", "NumberOutOfRange(field: high)")]
    [InlineData("""{"status":"BAR","symbol":"X","open":1,"high":2,"low":-1,"close":1.5,"from":1000,"to":1999}""", "NumberOutOfRange(field: low)")]
    [InlineData("""{"status":"BAR","symbol":"X","open":1,"high":2,"low":0.5,"close":"NaN","from":1000,"to":1999}""", "NumberNotFinite(field: close, found: 'NaN')")]
    [InlineData("""{"status":"BAR","symbol":"X","open":1,"high":2,"low":0.5,"close":1.5,"to":1999}""", "TimestampInvalid(field: from)")]
    [InlineData("""{"status":"BAR","symbol":"X","open":1,"high":2,"low":0.5,"close":1.5,"from":1000,"to":999}""", "TimestampInvalid(field: to)")]
    public void Line_IsReadOrRefusedByCode(string line, string? refusal)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(line);

        bool read = PriceBar.TryRead(7, utf8, out PriceBar? bar, out DecodeError? error);

        Assert.True(PriceBar.MayBe(utf8));
        Assert.Equal(refusal is null, read);
        Assert.Equal(refusal, error?.ToString());
        if (read) Assert.Equal(new PriceBar(new EntryId(1000, 7), "X", 1m, 2m, 0.5m, 1.5m, 1000, 1999), bar);
    }

    [Theory]
    [InlineData("""{"status":"FILLED","symbol":"BAR"}""")]
    [InlineData("""{"status":"BAR","symbol":""")]
    [InlineData("""["BAR"]""")]
    public void Line_ThatIsNoBar_IsLeftToTheDecoder(string line)
    {
        Assert.False(PriceBar.TryRead(1, System.Text.Encoding.UTF8.GetBytes(line), out _, out DecodeError? error));
        Assert.Null(error);
    }

    private static Ladder LadderOf(string text) => Ladder.TryParse(text, out Ladder? ladder, out _) ? ladder! : throw new ArgumentException(text);

    private void Bar(int minute, decimal open, decimal high, decimal low, decimal close) => Session.Apply(NewBar(minute, open, high, low, close));

    private static PriceBar NewBar(int minute, decimal open, decimal high, decimal low, decimal close)
    {
        long from = Desk.Start + (minute * Minute);
        return new PriceBar(new EntryId(from, 0), "ETHUSDT", open, high, low, close, from, from + Minute - 1);
    }

    private void FillWithin(int minute, OrderSide side, decimal quantity, decimal price, decimal stop) =>
        Fill(minute, side, quantity, price, stop, seconds: 30);

    private void Fill(int minute, OrderSide side, decimal quantity, decimal price, decimal stop, string symbol = "ETHUSDT", int seconds = 0)
    {
        long time = Desk.Start + (minute * Minute) + (seconds * 1000);
        Session.Apply(HarvestEvent.Fill(new EntryId(time, 1), time, symbol, side, quantity, price, stop));
    }

    private void Expect(params string[] lines)
    {
        Assert.Equal(lines, _lines);
    }
}
