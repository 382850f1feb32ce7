namespace HarvestBrain.Host;

/// <summary>Keeps what a command reads from being written over by the same command: a trader may have no other copy of an export.</summary>
internal static class OwnFiles
{
    private const string StandardInput = "/dev/stdin"; // leads to the file, where it is one

    /// <summary>Whether an output is one of the inputs, by another path or link too; if so, that stands on standard error.</summary>
    /// <param name="inputs">What is read; <c>-</c> is standard input.</param>
    /// <param name="outputs">What is written; <see langword="null"/> is none.</param>
    public static bool AreWritten(IEnumerable<string> inputs, params ReadOnlySpan<string?> outputs)
    {
        var comparer = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        HashSet<string> read = new(inputs.Select(input => FilePaths.Real(input == "-" ? StandardInput : input)), comparer);
        foreach (string? output in outputs)
        {
            if (output is null) continue;
            string real = FilePaths.Real(output);
            if (!read.Contains(real) || FilePaths.IsDevice(real)) continue;
            Console.Error.WriteLine($"harvestbrain: {output}: is one of the files to read, and would be overwritten; name another");
            return true;
        }
        return false;
    }
}
