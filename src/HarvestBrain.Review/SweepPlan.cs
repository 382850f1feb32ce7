using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;
using HarvestBrain.Review.Epochs;
using HarvestBrain.Review.Sweeps;

namespace HarvestBrain.Review;

/// <summary>One policy of a sweep, and where it lies among its neighbours.</summary>
/// <param name="Grid">Which ladder specification it is of.</param>
/// <param name="Places">
/// Its value on each axis of that grid. A policy with a rung left out has several: it is the same at every R of that rung.
/// </param>
/// <param name="Ladder">Its ladder.</param>
/// <param name="BreakEvenAtR">Its break-even; <see langword="null"/> = off.</param>
/// <param name="Trail">Its trailing stop; <see langword="null"/> = off.</param>
internal sealed record SweepCell(int Grid, List<int[]> Places, Ladder Ladder, decimal? BreakEvenAtR, SweepTrail? Trail)
{
    public EngineSettings In(EngineSettings settings) => Variants.Map(settings, policy => policy with
    {
        Ladder = Ladder,
        BreakEvenAtR = BreakEvenAtR,
        TrailSource = Trail?.Source ?? TrailSource.Off,
        TrailAtrMultiple = Trail?.Multiple ?? policy.TrailAtrMultiple,
    });
}

/// <summary>A trailing stop of a sweep.</summary>
/// <param name="Source">What its distance is measured in.</param>
/// <param name="Multiple">The distance.</param>
internal sealed record SweepTrail(TrailSource Source, decimal Multiple);

/// <summary>The policies that a sweep tries.</summary>
public sealed class SweepPlan
{
    /// <summary>More policies than this are refused: each keeps an engine, and eight bytes for each trade.</summary>
    public const int MaxCells = 5000;

    private const long MaxCombinations = 1_000_000;
    private static readonly string[] Ordinals = ["1st", "2nd", "3rd"];

    private SweepPlan(IReadOnlyList<IReadOnlyList<SweepAxis>> grids, IReadOnlyList<SweepCell> cells, long leftOut)
    {
        Grids = grids;
        Cells = cells;
        LeftOut = leftOut;
    }

    /// <summary>How many policies there are.</summary>
    public int Count => Cells.Count;

    /// <summary>Combinations that are no ladder: their R do not rise, or their fractions exceed 1.</summary>
    public long LeftOut { get; }

    internal IReadOnlyList<IReadOnlyList<SweepAxis>> Grids { get; }

    internal IReadOnlyList<SweepCell> Cells { get; }

    /// <summary>Reads what to try.</summary>
    /// <param name="ladders">
    /// Rungs of <c>R:fraction</c>, each a value, a list <c>{0.5,1,2}</c> or a range <c>{0.5..2:0.25}</c>; <c>*</c> as the last fraction; a
    /// fraction of 0 leaves the rung out.
    /// </param>
    /// <param name="breakEven">R of the break-even stop, separated by commas, or <c>off</c>; <see langword="null"/> = as in the
    /// settings.</param>
    /// <param name="trail">
    /// Distances of the trailing stop, separated by commas, or <c>off</c>: in the unit of the settings, in initial risks where they have
    /// none; <see langword="null"/> = as in the settings.
    /// </param>
    /// <param name="settings">The settings that everything else comes from.</param>
    /// <param name="plan">The policies, when the text is one.</param>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static string? TryParse(IReadOnlyList<string> ladders, string? breakEven, string? trail, EngineSettings settings,
        out SweepPlan? plan)
    {
        ArgumentNullException.ThrowIfNull(ladders);
        ArgumentNullException.ThrowIfNull(settings);
        plan = null;
        if (ListAxis("break-even", breakEven, settings.Policy.BreakEvenAtR, out SweepAxis be) is { } badBreakEven)
            return "--be: " + badBreakEven;
        decimal? trailNow = settings.Policy.TrailSource == TrailSource.Off ? null : settings.Policy.TrailAtrMultiple;
        if (ListAxis("trail", trail, trailNow, out SweepAxis trailing) is { } badTrail) return "--trail: " + badTrail;
        if (trailing.Values.Any(value => value == 0)) return "--trail: 0 is no distance";
        TrailSource source = settings.Policy.TrailSource == TrailSource.Off ? TrailSource.Risk : settings.Policy.TrailSource;

        var grids = new List<IReadOnlyList<SweepAxis>>();
        var cells = new List<SweepCell>();
        var seen = new Dictionary<string, SweepCell>(StringComparer.Ordinal);
        long leftOut = 0;
        foreach (string ladder in ladders)
        {
            if (LadderAxes(ladder, out List<SweepAxis> axes) is { } problem) return $"--ladder {ladder}: {problem}";
            axes.AddRange([be, trailing]);
            long combinations = 1;
            foreach (SweepAxis axis in axes) combinations = Math.Min(MaxCombinations + 1, combinations * axis.Values.Count);
            if (combinations > MaxCombinations) return $"--ladder {ladder}: more than {MaxCombinations} combinations";
            int grid = grids.Count;
            grids.Add(axes);
            foreach (int[] place in Places(axes))
            {
                if (CellAt(grid, axes, place, source) is not { } cell) leftOut++;
                else if (seen.TryAdd(Key(cell), cell)) cells.Add(cell);
                else if (seen[Key(cell)] is { } same && same.Grid == grid) same.Places.Add(place);
                if (cells.Count > MaxCells) return $"more than {MaxCells} policies";
            }
        }
        if (cells.Count == 0) return "no combination is a ladder: the R of its rungs must rise and the fractions add up to at most 1";
        plan = new SweepPlan(grids, cells, leftOut);
        return null;
    }

    private static string? ListAxis(string name, string? list, decimal? now, out SweepAxis axis)
    {
        List<decimal?> values = [now];
        string? problem = list is null ? null : SweepValues.Read(list.StartsWith('{') ? list : $"{{{list}}}", "off", out values);
        axis = new SweepAxis(name, values, "off");
        return problem;
    }

    private static string? LadderAxes(string text, out List<SweepAxis> axes)
    {
        axes = [];
        List<string> rungs = SweepValues.Split(text, ',');
        for (int i = 0; i < rungs.Count; i++)
        {
            List<string> parts = SweepValues.Split(rungs[i], ':');
            if (parts.Count != 2) return $"'{rungs[i]}' is no R:fraction";
            if (SweepValues.Read(parts[0], "", out List<decimal?> r) is { } badR) return badR;
            if (SweepValues.Read(parts[1], "*", out List<decimal?> fractions) is { } badFraction) return badFraction;
            string name = i < Ordinals.Length ? Ordinals[i] : $"{i + 1}th";
            axes.Add(new SweepAxis(name + " R", r, ""));
            axes.Add(new SweepAxis(name + " fraction", fractions, "*"));
        }
        return null;
    }

    private static SweepCell? CellAt(int grid, List<SweepAxis> axes, int[] place, TrailSource source)
    {
        var rungs = new List<string>();
        for (int i = 0; i + 3 < axes.Count; i += 2)
        {
            if (axes[i + 1].Values[place[i + 1]] == 0) continue;
            rungs.Add($"{axes[i].Text(place[i])}:{axes[i + 1].Text(place[i + 1])}");
        }
        if (rungs.Count == 0 || !Ladder.TryParse(string.Join(',', rungs), out Ladder? ladder, out _)) return null;
        decimal? breakEven = axes[^2].Values[place[^2]], distance = axes[^1].Values[place[^1]];
        return new SweepCell(grid, [place], ladder!, breakEven, distance is { } multiple ? new SweepTrail(source, multiple) : null);
    }

    private static string Key(SweepCell cell) => $"{cell.Ladder}|{cell.BreakEvenAtR}|{cell.Trail}";

    private static IEnumerable<int[]> Places(List<SweepAxis> axes)
    {
        var place = new int[axes.Count];
        while (true)
        {
            yield return [.. place];
            int i = axes.Count - 1;
            while (i >= 0 && ++place[i] == axes[i].Values.Count) place[i--] = 0;
            if (i < 0) yield break;
        }
    }
}
