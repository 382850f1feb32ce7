using HarvestBrain.Import.Tests.Story;

namespace HarvestBrain.Import.Tests.Formats;

/// <summary>How a format writes a story: independent of how the library reads it.</summary>
internal abstract class Dialect
{
    /// <summary>The name that detection has to find.</summary>
    public abstract string Format { get; }

    public virtual string FileName => "export.csv";

    public virtual StoryRules Rules { get; } = new();

    public virtual ImportOptions Options { get; } = new();

    /// <summary>It tells which rows close, so a file may begin in the middle.</summary>
    public virtual bool TellsReductions => false;

    /// <summary>Files may be in either order, and an overlap can be told from two equal fills.</summary>
    public virtual bool IsARowAFill => true;

    /// <summary>The text, in the order in which the fills are given.</summary>
    public abstract string Write(IReadOnlyList<StoryFill> fills);

    /// <summary>The symbol as the import spells it.</summary>
    public virtual string Symbol(StoryFill fill) => fill.Pair.Name;

    public override string ToString() => GetType().Name;

    protected static string Time(long unixMs, string layout) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime.ToString(layout, System.Globalization.CultureInfo.InvariantCulture);

    protected static string Side(StoryFill fill) => fill.IsBuy ? "BUY" : "SELL";

    protected static string Rows(string? header, IEnumerable<string> rows) =>
        string.Concat((header is null ? rows : rows.Prepend(header)).Select(row => row + "\n"));
}
