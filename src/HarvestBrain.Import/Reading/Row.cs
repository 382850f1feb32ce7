using HarvestBrain.Import.Rules;

namespace HarvestBrain.Import.Reading;

/// <summary>
/// One row of any file, its cells found by name. The first cell that cannot be read is remembered in <see cref="Problem"/>, and what
/// it would have been is 0; so a format reads all it needs in one go, and the row is refused afterwards. Names may give alternatives:
/// <c>a|b</c>.
/// </summary>
internal abstract class Row(SourceFile file)
{
    private static readonly string[] BuyWords = ["BUY", "B", "1", "BOUGHT"], SellWords = ["SELL", "S", "2", "5", "SLD", "SOLD"];

    public SourceFile File { get; } = file;

    /// <summary>Line, or number of the row where a format has no lines.</summary>
    public int Line { get; protected set; }

    /// <summary>Why the row is refused; <see langword="null"/> = it can be read.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Something has to be told before the row can be read; it was asked for.</summary>
    public bool Waits { get; private set; }

    /// <summary>The row has a cell of that name, if only an empty one.</summary>
    public abstract bool Has(string names);

    /// <summary>The names that the row has; for the message about an unknown format.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>The cell, trimmed; empty when there is none. Valid until the next call.</summary>
    public abstract ReadOnlySpan<char> Cell(string names);

    /// <summary>What the file calls the cell; may tell a time zone.</summary>
    protected virtual string Title(string names) => names;

    /// <summary>Which sign is the decimal's in a number; a point where nobody writes otherwise.</summary>
    /// <returns>Why that cannot be said; <see langword="null"/> = it can.</returns>
    protected virtual Problem? DecimalMark(string names, ReadOnlySpan<char> cell, out bool commaIsDecimal)
    {
        commaIsDecimal = false;
        return null;
    }

    public string Text(string names) => Cell(names).ToString();

    public bool Is(string names, string word) => Cell(names).Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsEmpty(string names) => Cell(names).IsEmpty;

    public void Fail(Problem problem) => Problem ??= problem;

    /// <summary>A number that has to be there.</summary>
    public decimal Number(string names)
    {
        ReadOnlySpan<char> cell = Cell(names);
        if (!cell.IsEmpty) return Parse(names, cell);
        Fail(Reading.Problem.Missing(names));
        return 0;
    }

    /// <summary>A number, or nothing where the cell is empty or missing.</summary>
    public decimal? NumberOrNull(string names)
    {
        ReadOnlySpan<char> cell = Cell(names);
        return cell.IsEmpty || cell is "-" or "--" ? null : Parse(names, cell);
    }

    public decimal NumberOrZero(string names) => NumberOrNull(names) ?? 0;

    /// <summary>A number above 0; 0 or less refuses the row.</summary>
    public decimal Positive(string names)
    {
        decimal value = Number(names);
        if (Problem is null && value <= 0) Fail(Reading.Problem.NumberOutOfRange(names, Cell(names)));
        return value;
    }

    /// <summary>An amount with its asset behind it: <c>0.29 USDC</c>, <c>500DOGE</c>.</summary>
    public decimal Amount(string names, out string asset)
    {
        ReadOnlySpan<char> cell = Cell(names);
        // An asset may begin with digits (1INCH, 1000PEPE); the number ends at a space, or at the first letter.
        int space = cell.LastIndexOf(' ');
        int cut = space > 0 && cell[(space + 1)..].IndexOfAnyExceptInRange('0', '9') >= 0 ? space : Numbers.FirstLetter(cell);
        asset = cell[cut..].Trim().ToString();
        ReadOnlySpan<char> number = cell[..cut].Trim();
        if (!number.IsEmpty) return Parse(names, number);
        if (cell.IsEmpty) return 0;
        Fail(Reading.Problem.NumberInvalid(names, cell));
        return 0;
    }

    /// <summary>A time as Unix milliseconds.</summary>
    public long Time(string names) => Time(names, File.ClockOf(Title(names)));

    /// <summary>A time that the format documents as UTC.</summary>
    public long TimeUtc(string names) => Time(names, File.UtcClock);

    public long Time(string names, Clock clock)
    {
        ReadOnlySpan<char> cell = Cell(names);
        if (cell.IsEmpty)
        {
            Fail(Reading.Problem.Missing(names));
            return 0;
        }
        TimeOutcome outcome = clock.Read(cell, out long unixMs);
        if (outcome == TimeOutcome.NeedsZone) Ask(Question.Zone(File));
        else if (outcome != TimeOutcome.Read) Fail(TimeProblem(outcome, names, cell));
        return unixMs;
    }

    public static Problem TimeProblem(TimeOutcome outcome, string names, ReadOnlySpan<char> cell) => outcome switch
    {
        TimeOutcome.Ambiguous => new Problem("TimeAmbiguous", $"{names}: '{cell}' came twice that night: the clock went back"),
        TimeOutcome.Impossible => new Problem("TimeImpossible", $"{names}: '{cell}' never was: the clock went forward"),
        TimeOutcome.DayOrMonthFirst =>
        new Problem("TimeInvalid", $"{names}: '{cell}' may have the day or the month first; export it as year-month-day"),
        _ => Reading.Problem.TimeInvalid(names, cell),
    };

    /// <summary>True = buy.</summary>
    public bool IsBuy(string names)
    {
        ReadOnlySpan<char> cell = Cell(names);
        foreach (string word in BuyWords)
        {
            if (cell.Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        }
        foreach (string word in SellWords)
        {
            if (cell.Equals(word, StringComparison.OrdinalIgnoreCase)) return false;
        }
        Fail(cell.IsEmpty ? Reading.Problem.Missing(names) : Reading.Problem.SideUnknown(names, cell));
        return false;
    }

    public Records.PositionSide PositionSide(string names)
    {
        ReadOnlySpan<char> cell = Cell(names);
        if (cell.Equals("LONG", StringComparison.OrdinalIgnoreCase)) return Records.PositionSide.Long;
        return cell.Equals("SHORT", StringComparison.OrdinalIgnoreCase) ? Records.PositionSide.Short : Records.PositionSide.Both;
    }

    public bool IsTrue(string names) => Cell(names) is "true" or "True" or "TRUE" or "1" or "yes";

    /// <summary>The symbol in the one spelling; asked for where neither the row nor the file tells it.</summary>
    public SymbolName Symbol(string names)
    {
        ReadOnlySpan<char> cell = names.Length == 0 ? default : Cell(names);
        if (!cell.IsEmpty) return File.Symbols.Of(cell);
        if (File.Symbol is { } known) return known;
        Ask(Question.Symbol(File));
        return SymbolName.None;
    }

    public void Ask(Question question)
    {
        File.Ask(question);
        Waits = true;
    }

    protected void Begin(int line)
    {
        Line = line;
        Problem = null;
        Waits = false;
    }

    private decimal Parse(string names, ReadOnlySpan<char> cell)
    {
        if (DecimalMark(names, cell, out bool commaIsDecimal) is { } unknown)
        {
            Fail(unknown);
            return 0;
        }
        if (!Numbers.TryRead(cell, commaIsDecimal, out decimal value))
        {
            Fail(Reading.Problem.NumberInvalid(names, cell));
            return 0;
        }
        if (Math.Abs(value) <= Core.Limits.MaxNotional) return value;
        Fail(Reading.Problem.NumberOutOfRange(names, cell));
        return 0;
    }
}
