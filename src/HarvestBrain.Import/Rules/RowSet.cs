using System.Collections;
using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Rules;

/// <summary>Rows of files, at a bit each.</summary>
internal sealed class RowSet
{
    private readonly Dictionary<int, BitArray> _files = [];

    public void Add(Record row)
    {
        if (!_files.TryGetValue(row.File, out BitArray? rows)) _files.Add(row.File, rows = new BitArray(64));
        if (row.Sequence >= rows.Length) rows.Length = Math.Max(row.Sequence + 1, (int)Math.Min(Array.MaxLength, rows.Length * 2L));
        rows[row.Sequence] = true;
    }

    public bool Contains(Record row) =>
        _files.TryGetValue(row.File, out BitArray? rows) && row.Sequence < rows.Length && rows[row.Sequence];
}
