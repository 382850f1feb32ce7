namespace HarvestBrain.Host;

/// <summary>Tells that there is no more room for what is written, which is no bug.</summary>
internal static class FullDisk
{
    private const int Enospc = 28; // errno of Linux and macOS, which .NET keeps in HResult

    public static bool Is(IOException e) => e.HResult == Enospc;

    /// <summary>What is full: .NET names a file behind the reason, in quotes; only standard output has no name.</summary>
    public static string Say(IOException e) => e.Message.EndsWith('\'') ? e.Message : $"standard output: {e.Message}";
}
