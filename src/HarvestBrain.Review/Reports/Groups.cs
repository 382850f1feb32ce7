using HarvestBrain.Core.Positions;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Statistics;

namespace HarvestBrain.Review.Reports;

/// <summary>Trades by month, symbol, side, weekday, hour and holding time; times are UTC.</summary>
internal static class Groups
{
    private const int MaxSymbols = 30;
    private const int MaxMonths = 36;

    private static readonly string[] Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private static readonly (string Name, long Ms)[] Holding =
    [
        ("under 5 minutes", 300_000), ("5 to 30 minutes", 1_800_000), ("30 minutes to 2 hours", 7_200_000), ("2 to 8 hours", 28_800_000),
        ("8 to 24 hours", 86_400_000), ("1 to 3 days", 259_200_000), ("longer", long.MaxValue),
    ];

    public static IReadOnlyList<Grouping> Of(IReadOnlyList<EpochReview> epochs, ulong seed) =>
    [
        By("Month of exit", epochs, seed, Month, groups => groups.OrderBy(g => g.Name, StringComparer.Ordinal).TakeLast(MaxMonths)),
        By("Symbol", epochs, seed, epoch => epoch.Record.Key.Symbol, groups =>
            groups.OrderByDescending(g => g.N).ThenBy(g => g.Name, StringComparer.Ordinal).Take(MaxSymbols)),
        By("Side", epochs, seed, epoch => epoch.Record.Direction == Direction.Long ? "long" : "short", InOrderOf(["long", "short"])),
        By("Weekday of entry", epochs, seed, Weekday, InOrderOf(Weekdays)),
        By("Hour of entry", epochs, seed, Hour, groups => groups.OrderBy(g => g.Name, StringComparer.Ordinal)),
        By("Held", epochs, seed, HeldFor, InOrderOf([.. Holding.Select(bucket => bucket.Name)])),
    ];

    private static Grouping By(
        string name, IReadOnlyList<EpochReview> epochs, ulong seed, Func<EpochReview, string> key,
        Func<IEnumerable<GroupNumbers>, IEnumerable<GroupNumbers>> order) =>
        new(name, [.. order(epochs.GroupBy(key, StringComparer.Ordinal).Select(group =>
    {
        EpochReview[] members = [.. group];
        double[] r = [.. members.Select(epoch => epoch.Record.R!.Value)];
        double[] delta = [.. members.Where(epoch => epoch.IsCovered).Select(epoch => epoch.Delta!.Value)];
        return new GroupNumbers(group.Key, members.Length, DayBlockBootstrap.Of(r, ReportMath.DaysOf(members), seed),
            Expectancy.Mean(delta));
    }))]);

    private static Func<IEnumerable<GroupNumbers>, IEnumerable<GroupNumbers>> InOrderOf(string[] names) =>
        groups => groups.OrderBy(group => Array.IndexOf(names, group.Name));

    private static string Month(EpochReview epoch) =>
        Calendar.Time(epoch.Record.ClosedMs).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);

    private static string Weekday(EpochReview epoch) => Weekdays[((int)Calendar.Time(epoch.Record.OpenedMs).DayOfWeek + 6) % 7];

    private static string Hour(EpochReview epoch) => $"{Calendar.Time(epoch.Record.OpenedMs).Hour:00}:00";

    private static string HeldFor(EpochReview epoch)
    {
        long ms = epoch.Record.ClosedMs - epoch.Record.OpenedMs;
        return Array.Find(Holding, bucket => ms < bucket.Ms).Name ?? Holding[^1].Name;
    }
}
