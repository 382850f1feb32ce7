using System.Globalization;
using System.Text;

namespace HarvestBrain.Review.Tests.Reports;

/// <summary>What a comparison says in its last sentence.</summary>
public sealed class ComparisonTests
{
    [Fact]
    public void Policies_ThatDoTheSame_AreSaidToBeAlike() =>
        Assert.Equal("Both policies leave all 3 trades alike.", Sentence(Days(3), "1:*", "1:*"));

    [Fact]
    public void Difference_OfOneDay_HasNoInterval_AndNoVerdict() => Assert.Equal(
        "second less first: −0.800R a trade; all trades closed on one day, so how much it would vary cannot be said; 1 of 1 trade differ.",
        Sentence(Days(1), "1:*", "5:*"));

    [Fact]
    public void Difference_OfEveryDay_IsMoreThanLuck() => Assert.Equal(
        "second less first: −0.800R a trade (95 % interval −0.800R to −0.800R, 0 % of the resamples above 0); 20 of 20 trades differ."
            + " That is more than luck explains.",
        Sentence(Days(20), "1:*", "5:*"));

    [Theory]
    [InlineData(2)]
    [InlineData(19)]
    public void Difference_OfFewTrades_IsNotToldFromLuck(int count) => Assert.EndsWith(
        $"{count} of {count} trades differ. {count} trades are too few to tell that from luck.", Sentence(Days(count), "1:*", "5:*"), StringComparison.Ordinal);

    [Fact]
    public void Unpaired_AreThoseOfBothReports()
    {
        string a = Report(Enumerable.Range(0, 80)), b = Report(Enumerable.Range(40, 80));

        Assert.Null(Comparison.TryRead("a", Encoding.UTF8.GetBytes(a), "b", Encoding.UTF8.GetBytes(b), seed: 1, out Comparison? comparison));

        Assert.Equal(80, comparison!.Unpaired);
    }

    [Theory]
    [InlineData("\"policy\":{}", "\"policy\":{\"a\":\"1\",\"a\":\"2\"}")]
    [InlineData("\"r_harvested\":1", "\"r_harvested\":1e999")]
    public void Report_ThatWasEdited_IsNamed(string was, string now)
    {
        byte[] good = Encoding.UTF8.GetBytes(Report([1])), edited = Encoding.UTF8.GetBytes(Report([1]).Replace(was, now, StringComparison.Ordinal));

        Assert.StartsWith("b: ", Comparison.TryRead("a", good, "b", edited, seed: 1, out _), StringComparison.Ordinal);
    }

    private static string Report(IEnumerable<int> days) => $$"""{"schema":1,"inputs":[],"policy":{},"epochs":[{{string.Join(',', days.Select(day =>
        $$"""{"symbol":"X","side":"LONG","opened":"{{Day(day)}}","closed":"{{Day(day)}}","r_recorded":1,"r_harvested":1}"""))}}]}""";

    private static string Day(int day) => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    [Fact]
    public void Difference_OfEitherSign_MayBeLuck_AndSaysHowManyTradesItTakes()
    {
        Tape tape = Days(20);
        for (int i = 0; i < 15; i++) tape.Buy(1, 100, 90).Price(110).Sell(1, 118).Wait(Tape.Day);

        Assert.Matches(
            @"^second less first: −0\.114R a trade \(95 % interval −\d\.\d{3}R to \+\d\.\d{3}R, \d+ % of the resamples above 0\); 35 of 35 trades differ\. That may be luck; it takes about \d+ trades like these to know\.$",
            Sentence(tape, "1:*", "5:*"));
    }

    // Each reaches 1R and is closed at 0.2R.
    private static Tape Days(int count)
    {
        var tape = new Tape();
        for (int i = 0; i < count; i++) tape.Buy(1, 100, 90).Price(110).Sell(1, 102).Wait(Tape.Day);
        return tape;
    }

    private static string Sentence(Tape tape, string first, string second)
    {
        byte[] a = tape.Report(Tape.Options(Tape.Policy(first))).ToJson(), b = tape.Report(Tape.Options(Tape.Policy(second))).ToJson();
        Assert.Null(Comparison.TryRead("first", a, "second", b, seed: 1, out Comparison? comparison));
        return comparison!.Lines()[^1];
    }
}
