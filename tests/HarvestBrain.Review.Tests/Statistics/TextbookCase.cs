namespace HarvestBrain.Review.Tests.Statistics;

/// <summary>
/// Seven ways to leave 38 trades of which 32 reach 1.22R, 19 reach 2.21R and 8 reach 4.94R, and six are stopped at -1R
/// (babypips forum, thread 1253003). R by how far a trade got: stopped, first, second, third target.
/// </summary>
internal static class TextbookCase
{
    public const double First = 1.22, Second = 2.21, Third = 4.94;

    /// <summary>Trades that got as far as this and no farther.</summary>
    public static readonly int[] Counts = [6, 13, 11, 8];

    public static readonly (string Name, double[] R)[] Ways =
    [
        ("all at the first", Series(-1, First, First, First)),
        ("all at the second", Series(-1, -1, Second, Second)),
        ("all at the third", Series(-1, -1, -1, Third)),
        ("half first, stop to entry, half second", Series(-1, First / 2, (First + Second) / 2, (First + Second) / 2)),
        ("half first, stop to entry, half third", Series(-1, First / 2, First / 2, (First + Third) / 2)),
        ("half second, stop to entry, half third", Series(-1, -1, Second / 2, (Second + Third) / 2)),
        ("thirds, stop to entry, then to the first", Series(-1, First / 3, (First + Second + First) / 3, (First + Second + Third) / 3)),
    ];

    private static double[] Series(params double[] byReach) =>
        [.. byReach.SelectMany((r, reach) => Enumerable.Repeat(r, Counts[reach]))];
}
