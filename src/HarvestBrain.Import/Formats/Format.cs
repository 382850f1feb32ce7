using HarvestBrain.Import.Reading;

namespace HarvestBrain.Import.Formats;

/// <summary>How a file holds its rows.</summary>
[Flags]
internal enum Shape
{
    Csv = 1,
    Json = 2,
    Xml = 4,
    Fix = 8,
}

/// <summary>What a format gives.</summary>
internal enum Gives
{
    Fills,
    Prices,
    Stops,
    Nothing,
}

/// <summary>One format: by what it is known, and what a row of it means.</summary>
/// <param name="name">The name for <c>--format</c>.</param>
/// <param name="title">What people call it.</param>
/// <param name="shapes">How its files hold rows.</param>
/// <param name="required">Columns or members that every row has; each may give alternatives, <c>a|b</c>.</param>
internal abstract class Format(string name, string title, Shape shapes, params string[] required)
{
    public string Name => name;

    public string Title => title;

    public Shape Shapes => shapes;

    public virtual Gives Gives => Gives.Fills;

    public string[] Required => required;

    /// <summary>The file has no header: it is known by its first row alone (<see cref="Accepts"/>).</summary>
    public virtual bool HasNoHeader => false;

    /// <summary>Nothing in the file tells it from another format: it is taken only when it is named.</summary>
    public virtual bool ByNameOnly => false;

    /// <summary>Every row has as many cells as the header; a row that has not is refused. Default true.</summary>
    public virtual bool NeedsAllCells => true;

    /// <summary>What else has to hold of a row that has all of <see cref="Required"/>.</summary>
    public virtual bool Accepts(Row row) => true;

    /// <summary>The row is a header that comes once more, perhaps with other columns.</summary>
    public virtual bool IsHeader(Row row) => false;

    /// <summary>Why nothing of this format can be imported; <see langword="null"/> = it can.</summary>
    public virtual string? Refusal => null;

    /// <summary>Reads a row into records.</summary>
    public abstract void Read(Row row, Sink sink);

    /// <summary>What the row lacks to be of this format.</summary>
    public string[] Missing(Row row) => [.. Required.Where(names => !row.Has(names))];

    public bool Matches(Row row)
    {
        foreach (string names in Required)
        {
            if (!row.Has(names)) return false;
        }
        return Accepts(row);
    }
}
