namespace HarvestBrain.Tests.Support;

/// <summary>
/// The program that tests start as a process of its own: the published one, which test.sh makes and names by TEST_PROGRAM. Who runs a
/// part of the tests starts the one that they were built with.
/// </summary>
internal static class TestProgram
{
    private static readonly string? Published = Environment.GetEnvironmentVariable("TEST_PROGRAM") is { Length: > 0 } file ? file : null;

    public static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>The one that these tests were built with: compiled at run time, file by file.</summary>
    public static string[] Managed => [DotNet, Path.Combine(AppContext.BaseDirectory, "harvestbrain.dll")];

    /// <summary>The file, and the arguments that come before one's own.</summary>
    public static string[] Command { get; set; } = Published is not null ? [Published] : Managed;

    /// <summary>As words of the shell.</summary>
    public static string Words => string.Join(' ', Command.Select(word => $"'{word}'"));
}
