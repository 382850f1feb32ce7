namespace HarvestBrain.Benchmarks.Service;

/// <summary>Aligned columns: the first to the left, figures to the right.</summary>
internal sealed class Table(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    public void Add(params string[] row) => _rows.Add(row);

    public void Print()
    {
        int[] widths = [.. header.Select((_, column) => _rows.Max(row => row[column].Length))];
        for (int i = 0; i < _rows.Count; i++)
        {
            Console.WriteLine($"| {string.Join(" | ", _rows[i].Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c])))} |");
            if (i == 0) Console.WriteLine($"|{string.Join("|", widths.Select((w, c) => new string('-', w + 1) + (c == 0 ? "-" : ":")))}|");
        }
        Console.WriteLine();
    }
}

/// <summary>Figures of several rounds.</summary>
internal sealed class Figures
{
    private readonly List<double> _values = [];

    public double Min => _values.Min();

    public double Max => _values.Max();

    public double Median => Percentile(50);

    public double this[int round] => _values[round];

    public int Count => _values.Count;

    public void Add(double value) => _values.Add(value);

    public double Percentile(double percent)
    {
        double[] sorted = [.. _values.Order()];
        return sorted[(int)Math.Min(sorted.Length - 1, Math.Floor(sorted.Length * percent / 100))];
    }

    public string[] Cells(string format) => [Min.ToString(format), Median.ToString(format), Max.ToString(format)];
}
