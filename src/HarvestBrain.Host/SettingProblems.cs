using HarvestBrain.Core.Settings;

namespace HarvestBrain.Host;

/// <summary>Lists every problem with the settings on standard error.</summary>
internal static class SettingProblems
{
    /// <returns>There are problems.</returns>
    public static bool Report(SettingReader reader)
    {
        if (reader.Problems.Count == 0) return false;
        string count = reader.Problems.Count == 1 ? "1 setting is" : $"{reader.Problems.Count} settings are";
        Console.Error.WriteLine($"harvestbrain: {count} not valid:");
        foreach (SettingProblem problem in reader.Problems) Console.Error.WriteLine($"  {SecretMask.Apply(problem.ToString())}");
        return true;
    }
}
