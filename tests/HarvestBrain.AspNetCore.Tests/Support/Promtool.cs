using System.Diagnostics;

namespace HarvestBrain.AspNetCore.Tests.Support;

/// <summary>Prometheus's own checker.</summary>
internal static class Promtool
{
    /// <summary>Runs it to a good end.</summary>
    public static string Check(string folder, string? input, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("promtool", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(3)), "promtool does not end");
        string said = output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult();
        Assert.True(process.ExitCode == 0, $"promtool {string.Join(' ', arguments)}\n{said}");
        return said;
    }
}
