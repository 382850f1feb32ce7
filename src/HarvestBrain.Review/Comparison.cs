using HarvestBrain.Review.Comparisons;
using HarvestBrain.Review.Page;
using HarvestBrain.Review.Reports;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review;

/// <summary>Two reports of the same entries, paired per epoch: what the second policy would have made more than the first.</summary>
public sealed class Comparison
{
    private Comparison(
        ReportFile first, ReportFile second, int common, IReadOnlyList<(ReportedEpoch A, ReportedEpoch B)> pairs, ulong seed)
    {
        First = first;
        Second = second;
        Pairs = pairs;
        Unpaired = first.Epochs.Count + second.Epochs.Count - common - pairs.Count;
        A = Expectancy.Of([.. pairs.Select(pair => pair.A.Harvested!.Value)]);
        B = Expectancy.Of([.. pairs.Select(pair => pair.B.Harvested!.Value)]);
        double[] delta = [.. pairs.Select(pair => pair.B.Harvested!.Value - pair.A.Harvested!.Value)];
        Interval = DayBlockBootstrap.Of(delta, DayBlocks.Of([.. pairs.Select(pair => Calendar.Day(pair.A.ClosedMs))]), seed);
        Needed = TradesNeeded.Of(delta);
        Changed = delta.Count(value => value != 0);
    }

    /// <summary>Epochs of both that stand in one report alone, have no R, or are not covered by prices; one of both counts once.</summary>
    public int Unpaired { get; }

    /// <summary>The reports are of other files.</summary>
    public bool InputsDiffer => !First.Hashes.SequenceEqual(Second.Hashes, StringComparer.Ordinal);

    internal ReportFile First { get; }

    internal ReportFile Second { get; }

    internal IReadOnlyList<(ReportedEpoch A, ReportedEpoch B)> Pairs { get; }

    internal Expectancy A { get; }

    internal Expectancy B { get; }

    internal BootstrapInterval? Interval { get; }

    internal long? Needed { get; }

    /// <summary>Epochs that the two policies left differently.</summary>
    internal int Changed { get; }

    /// <summary>Compares two reports.</summary>
    /// <param name="firstName">Name of the first.</param>
    /// <param name="first">What <c>report --json</c> wrote.</param>
    /// <param name="secondName">Name of the second.</param>
    /// <param name="second">What <c>report --json</c> wrote.</param>
    /// <param name="seed">Chooses the draws of the interval.</param>
    /// <param name="comparison">The comparison, when both are reports of the same entries.</param>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static string? TryRead(
        string firstName, ReadOnlyMemory<byte> first, string secondName, ReadOnlyMemory<byte> second, ulong seed,
        out Comparison? comparison)
    {
        comparison = null;
        if (ReportFile.TryRead(firstName, first, out ReportFile? a) is { } badFirst) return badFirst;
        if (ReportFile.TryRead(secondName, second, out ReportFile? b) is { } badSecond) return badSecond;
        List<(ReportedEpoch A, ReportedEpoch B)> pairs = Pair(a!.Epochs, b!.Epochs, out int common);
        if (pairs.Count == 0) return $"{firstName} and {secondName} have no epoch with an R in common: they are not of the same entries";
        foreach ((ReportedEpoch one, ReportedEpoch other) in pairs)
        {
            if (one.Recorded == other.Recorded) continue;
            return $"{firstName} and {secondName} measure R differently: what was done in the {one.Symbol} {one.Side} "
                + $"opened at {Calendar.Iso(one.OpenedMs)} is "
                + $"{Numbers.Signed(one.Recorded)}R in one and {Numbers.Signed(other.Recorded)}R in the other. "
                + "Make both with the same files, stops and --risk";
        }
        comparison = new Comparison(a, b, common, pairs, seed);
        return null;
    }

    // By what the trade is, not by its place in the recording, which another file of prices shifts. Of several that were opened in one
    // instant the first belongs to the first.
    private static List<(ReportedEpoch A, ReportedEpoch B)> Pair(
        IReadOnlyList<ReportedEpoch> a, IReadOnlyList<ReportedEpoch> b, out int common)
    {
        common = 0;
        Dictionary<(string, long, string), Queue<ReportedEpoch>> known = [];
        foreach (ReportedEpoch epoch in b)
        {
            var key = (epoch.Symbol, epoch.OpenedMs, epoch.Side);
            if (!known.TryGetValue(key, out Queue<ReportedEpoch>? same)) known.Add(key, same = new Queue<ReportedEpoch>());
            same.Enqueue(epoch);
        }
        var pairs = new List<(ReportedEpoch A, ReportedEpoch B)>();
        foreach (ReportedEpoch epoch in a)
        {
            if (!known.TryGetValue((epoch.Symbol, epoch.OpenedMs, epoch.Side), out Queue<ReportedEpoch>? same)
                || !same.TryDequeue(out ReportedEpoch? other)) continue;
            common++;
            if (epoch.Harvested is not null && other.Harvested is not null) pairs.Add((epoch, other));
        }
        return pairs;
    }

    /// <summary>What it comes to, as lines of text.</summary>
    public IReadOnlyList<string> Lines() =>
    [
        $"{"",-28}{First.Name,16}{Second.Name,16}",
        $"{"trades, paired",-28}{A.N,16}{B.N,16}",
        .. Rows().Select(row => $"{row.Name,-28}{row.A,16}{row.B,16}"),
        Sentence(),
    ];

    /// <summary>The difference as a page: one html file, UTF-8.</summary>
    public byte[] ToHtml() => ComparisonPage.Of(this);

    internal IEnumerable<(string Name, string A, string B)> Rows() =>
    [
        ("mean R", Numbers.Signed(A.MeanR, 3), Numbers.Signed(B.MeanR, 3)),
        ("median R", Numbers.Signed(A.MedianR), Numbers.Signed(B.MedianR)),
        ("standard deviation", Numbers.Fixed(A.SdR), Numbers.Fixed(B.SdR)),
        ("win rate", Numbers.Percent(A.WinRate, 1), Numbers.Percent(B.WinRate, 1)),
        ("profit factor", Numbers.Fixed(A.ProfitFactor), Numbers.Fixed(B.ProfitFactor)),
        ("SQN", Numbers.Fixed(A.Sqn), Numbers.Fixed(B.Sqn)),
        ("longest losing streak", Numbers.Count(A.LongestLosingStreak), Numbers.Count(B.LongestLosingStreak)),
    ];

    internal string Sentence()
    {
        if (Changed == 0) return $"Both policies leave all {Conclusions.Trades(Pairs.Count)} alike.";
        BootstrapInterval interval = Interval!.Value;
        string range = interval.Lo is null ? "; all trades closed on one day, so how much it would vary cannot be said"
            : $" (95 % interval {Numbers.Signed(interval.Lo, 3)}R to {Numbers.Signed(interval.Hi, 3)}R, "
            + $"{Numbers.Percent(interval.ShareAboveZero)} of the resamples above 0)";
        string verdict = interval.Lo is null ? ""
            : Pairs.Count < Conclusions.Few ? $" {Conclusions.TooFew(Pairs.Count)} to tell that from luck."
            : interval.ExcludesZero ? " That is more than luck explains."
            : " That may be luck" + (Needed is { } needed ? $"; it takes about {Numbers.Count(needed)} trades like these to know." : ".");
        return $"{Second.Name} less {First.Name}: {Numbers.Signed(interval.Mean, 3)}R a trade{range}; {Numbers.Count(Changed)} of "
            + $"{Conclusions.Trades(Pairs.Count)} differ.{verdict}";
    }
}
