namespace HarvestBrain.Import.Reading;

/// <summary>What is packed cannot be unpacked whole.</summary>
/// <param name="file">The file.</param>
/// <param name="reason">What is wrong with it, to be said behind its name.</param>
internal sealed class BrokenArchiveException(string file, string reason) : Exception($"{file}: {reason}")
{
    public string File => file;

    public string Reason => reason;

    /// <summary>What the decoder says to a file that is not what it began as.</summary>
    public static BrokenArchiveException Of(string file, InvalidDataException e) => new(file, $"Broken({Problem.Excerpt(e.Message)})");

    public static BrokenArchiveException CutOff(string file) =>
        new(file, "is cut off: unpack it yourself to see, or download it again");
}
