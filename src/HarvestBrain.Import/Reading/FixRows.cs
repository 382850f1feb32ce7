using System.Text;

namespace HarvestBrain.Import.Reading;

/// <summary>FIX messages, one a line, fields apart by SOH or as logs show it (<c>|</c>, <c>^A</c>); what a log writes before <c>8=FIX</c>
/// is skipped.</summary>
internal sealed class FixRows(SourceFile file, Stream stream) : NamedRows(file, StringComparer.Ordinal)
{
    private const int LongestLine = 1 << 20;

    private readonly StreamReader _reader = new(stream, Encoding.UTF8);
    private int _lines;

    /// <exception cref="InvalidDataException">A line is longer than any message.</exception>
    public override bool Read()
    {
        while (ReadLine() is { } line)
        {
            Begin(++_lines);
            Cells.Clear();
            int start = line.IndexOf("8=FIX", StringComparison.Ordinal);
            if (start < 0)
            {
                if (string.IsNullOrWhiteSpace(line)) continue;
                return true;
            }
            string message = line[start..].Replace("^A", "\u0001", StringComparison.Ordinal);
            char separator = message.Contains('\u0001', StringComparison.Ordinal) ? '\u0001' : '|';
            foreach (string field in message.Split(separator, StringSplitOptions.RemoveEmptyEntries))
            {
                int equals = field.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0) Cells.TryAdd(field[..equals], field[(equals + 1)..]);
            }
            return true;
        }
        return false;
    }

    public override void Dispose() => _reader.Dispose();

    // Not StreamReader's: it would take a file without line ends into memory whole.
    private string? ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            int c = _reader.Read();
            if (c < 0) return line.Length == 0 ? null : line.ToString();
            if (c == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)c);
            if (line.Length > LongestLine) throw new InvalidDataException($"line {_lines + 1} is longer than {LongestLine >> 20} MB");
        }
    }
}
