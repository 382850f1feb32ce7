namespace HarvestBrain.Import.Reading;

/// <summary>Rows that name their cells themselves, each row its own: no header tells of them, and one may be of another format.</summary>
internal abstract class NamedRows(SourceFile file, StringComparer names) : Row(file), IDisposable
{
    /// <summary>The cells of the current row.</summary>
    protected Dictionary<string, string> Cells { get; } = new(names);

    public override IEnumerable<string> Names => Cells.Keys;

    /// <summary>Goes to the next row. Throws what <see cref="RowReader.IsBroken"/> knows.</summary>
    public abstract bool Read();

    public override bool Has(string names) => names.Split('|').Any(Cells.ContainsKey);

    public override ReadOnlySpan<char> Cell(string names)
    {
        foreach (string name in names.Split('|'))
        {
            if (Cells.TryGetValue(name, out string? value)) return value.AsSpan().Trim();
        }
        return default;
    }

    public abstract void Dispose();
}
