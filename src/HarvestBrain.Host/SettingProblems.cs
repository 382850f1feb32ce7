using HarvestBrain.Core.Settings;
using HarvestBrain.Redis;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Host;

/// <summary>Lists every problem with the settings on standard error.</summary>
internal static class SettingProblems
{
    /// <summary>What was wrong with single settings.</summary>
    /// <returns>There are problems.</returns>
    public static bool Report(SettingReader reader) => Report([.. reader.Problems.Select(problem => problem.ToString())]);

    /// <summary>What Redis, once it is there, shows to be wrong with them.</summary>
    /// <returns>There are problems.</returns>
    public static bool Report(IReadOnlyList<SettingProblem> problems) => Report([.. problems.Select(problem => problem.ToString())]);

    /// <summary>What is wrong with all of them together, such as a connection string that the Redis client cannot read.</summary>
    /// <returns>There are problems.</returns>
    public static bool Report(IOptions<HarvestBrainOptions> options)
    {
        try
        {
            _ = options.Value;
            return false;
        }
        catch (OptionsValidationException e)
        {
            return Report(e);
        }
    }

    /// <summary>What somebody else found wrong with them.</summary>
    /// <returns>There are problems.</returns>
    public static bool Report(OptionsValidationException problems) => Report([.. problems.Failures]);

    private static bool Report(string[] problems)
    {
        if (problems.Length == 0) return false;
        Console.Error.WriteLine($"harvestbrain: {(problems.Length == 1 ? "1 setting is" : $"{problems.Length} settings are")} not valid:");
        foreach (string problem in problems) Console.Error.WriteLine($"  {SecretMask.Apply(problem)}");
        return true;
    }
}
