using Microsoft.Win32.SafeHandles;

namespace HarvestBrain.Host;

/// <summary>Standard output as a stream that tells when its reader went away.</summary>
internal static class StandardOutput
{
    private const int Handle = 1;

    /// <summary>
    /// The console's own stream drops what it writes into a broken pipe without a word, so that a replay of an endless input, or a watch,
    /// would never end. A file stream throws; but where it can seek it writes at an offset of its own, which would overwrite
    /// what others write to the same file.
    /// </summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return Console.OpenStandardOutput();
        var pipe = new FileStream(new SafeFileHandle(Handle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }
}
