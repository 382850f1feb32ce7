namespace HarvestBrain.Host;

/// <summary>Tells a reader that went away (as in <c>| head</c>) from a real output error such as a full disk.</summary>
internal static class BrokenPipe
{
    private const int Epipe = 32; // errno of Linux and macOS, which .NET keeps in HResult

    public static bool Is(IOException e) => e.HResult == Epipe;
}
