using HarvestBrain.Import.Tests.Story;

namespace HarvestBrain.Import.Tests.Formats;

/// <summary>What is written in a format comes back: the same positions, profits, fees and times.</summary>
public sealed class RoundTripTests
{
    private const int Seeds = 200;

    private static readonly Dialect[] All =
    [
        new BinanceFutures(), new BinanceFuturesWithoutIds(), new BinanceSpot(), new BinanceUserTrades(), new BinanceOrderUpdates(),
        new BinanceExecutionReports(), new Bybit(), new Okx(), new Kraken(), new Coinbase(), new CcxtSwap(), new CcxtSpot(), new CcxtOrders(), new BybitOrders(), new OkxOrders(),
        new NautilusOrders(), new AlpacaOrders(), new HummingbotDatabase(),
        new Hummingbot(), new Nautilus(), new Freqtrade(), new IbFlexCsv(), new IbFlexXml(), new IbActivity(), new Mt5(), new TradingView(),
        new AlpacaUpdates(), new Fix(), new Mapped(),
    ];

    public static TheoryData<string> Dialects => [.. All.Select(dialect => dialect.ToString())];

    public static TheoryData<string> OfRows => [.. All.Where(dialect => dialect.IsARowAFill).Select(dialect => dialect.ToString())];

    public static TheoryData<string> OfReductions => [.. All.Where(dialect => dialect.TellsReductions).Select(dialect => dialect.ToString())];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Story_OldestFirst_ComesBack(string name) => ForAll(name, (dialect, story, seed) =>
        AssertSame(dialect, story, Imports.Write(dialect.Options, File(dialect, story)), seed));

    [Theory]
    [MemberData(nameof(OfRows))]
    public void Story_NewestFirst_ComesBack(string name) => ForAll(name, (dialect, story, seed) =>
        AssertSame(dialect, story, Imports.Write(dialect.Options, File(dialect, [.. Enumerable.Reverse(story)])), seed));

    [Theory]
    [MemberData(nameof(OfRows))]
    public void Story_InOverlappingExports_ComesBackOnce(string name) => ForAll(name, (dialect, story, seed) =>
    {
        int third = story.Count / 3;
        ImportInput first = File(dialect, story.Take(2 * third).ToList(), "1 "), second = File(dialect, story.Skip(third).ToList(), "2 ");
        AssertSame(dialect, story, Imports.Write(dialect.Options, first, second, first), seed);
    });

    [Theory]
    [MemberData(nameof(OfReductions))]
    public void Story_ThatBeginsInAPosition_LeavesItOut(string name) => ForAll(name, (dialect, story, seed) =>
    {
        List<StoryFill> rest = [.. story.Skip(1 + (seed % (story.Count / 2)))];
        AssertSame(dialect, [.. rest.Where(fill => IsBehindFlat(dialect, rest, fill))], Imports.Write(dialect.Options, File(dialect, rest)), seed);
    });

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Story_ReadTwice_GivesTheSameBytes(string name)
    {
        Dialect dialect = Named(name);
        ImportInput file = File(dialect, TradeStory.Make(1, dialect.Rules));

        ImportResult result = Imports.Read([file], dialect.Options);

        Assert.Equal(Imports.Bytes(result), Imports.Bytes(result));
        Assert.Equal(Imports.Bytes(result), Imports.Write(dialect.Options, file));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Story_IsDetected(string name)
    {
        Dialect dialect = Named(name);

        ImportResult result = Imports.Read([File(dialect, TradeStory.Make(1, dialect.Rules))], dialect.Options);

        Assert.Contains($"  {dialect.Format}  ", Imports.Table(result), StringComparison.Ordinal);
    }

    // A flip uses up what was carried in and opens the rest of it.
    private static bool IsBehindFlat(Dialect dialect, List<StoryFill> rest, StoryFill fill)
    {
        List<StoryFill> own = [.. rest.Where(other => dialect.Symbol(other) == dialect.Symbol(fill))];
        if (own[0].HeldBefore == 0) return true;
        int flat = own.FindIndex(other => other.HeldAfter == 0 || other.IsFlip);
        return own.IndexOf(fill) > flat || (own.IndexOf(fill) == flat && own[flat].IsFlip);
    }

    private static void ForAll(string name, Action<Dialect, List<StoryFill>, int> check)
    {
        Dialect dialect = Named(name);
        for (int seed = 0; seed < Seeds; seed++) check(dialect, TradeStory.Make(seed, dialect.Rules), seed);
    }

    private static void AssertSame(Dialect dialect, List<StoryFill> story, byte[] written, int seed)
    {
        List<Entry> expected = [.. story.Select(fill => Expected(dialect, story, fill))], found = Entry.Read(written);
        Assert.True(expected.SequenceEqual(found), $"seed {seed}: {FirstDifference(expected, found)}");
        Assert.Equal(Entry.Fold(expected), Entry.Fold(found));
    }

    private static Entry Expected(Dialect dialect, List<StoryFill> story, StoryFill fill)
    {
        Entry entry = Entry.Of(fill) with { Symbol = dialect.Symbol(fill) };
        bool opensOnly = fill.IsFlip && story.First(other => dialect.Symbol(other) == dialect.Symbol(fill)) == fill;
        if (!opensOnly) return entry;
        decimal opened = fill.Quantity - fill.Closed;
        return entry with { Quantity = opened, Fee = Math.Round(fill.QuoteFee * opened / fill.Quantity, 12) };
    }

    private static string FirstDifference(List<Entry> expected, List<Entry> found)
    {
        int at = 0;
        while (at < expected.Count && at < found.Count && expected[at] == found[at]) at++;
        return $"at {at} of {expected.Count}, {found.Count}: {(at < expected.Count ? expected[at] : "nothing")} came back as {(at < found.Count ? found[at] : "nothing")}";
    }

    private static ImportInput File(Dialect dialect, List<StoryFill> story, string prefix = "") => Imports.Input(prefix + dialect.FileName, dialect.Write(story));

    private static Dialect Named(string name) => Array.Find(All, dialect => dialect.ToString() == name)!;
}
