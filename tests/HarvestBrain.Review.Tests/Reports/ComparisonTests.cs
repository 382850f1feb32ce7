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
        "second less first: −0.800R a trade (95 % interval −0.800R to −0.800R, 0 % of the resamples above 0); 8 of 8 trades differ."
            + " That is more than luck explains.",
        Sentence(Days(8), "1:*", "5:*"));

    [Fact]
    public void Difference_OfEitherSign_MayBeLuck_AndSaysHowManyTradesItTakes()
    {
        Tape tape = Days(4);
        for (int i = 0; i < 3; i++) tape.Buy(1, 100, 90).Price(110).Sell(1, 118).Wait(Tape.Day);

        Assert.Matches(
            @"^second less first: −0\.114R a trade \(95 % interval −\d\.\d{3}R to \+\d\.\d{3}R, \d+ % of the resamples above 0\); 7 of 7 trades differ\. That may be luck; it takes about \d+ trades like these to know\.$",
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
