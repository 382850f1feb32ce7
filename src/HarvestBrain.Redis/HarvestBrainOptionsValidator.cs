using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Settings;
using HarvestBrain.Redis.Store.Redis;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Redis;

/// <summary>Refuses options that do not parse or contradict each other, with every problem at once.</summary>
internal sealed class HarvestBrainOptionsValidator : IValidateOptions<HarvestBrainOptions>
{
    public ValidateOptionsResult Validate(string? name, HarvestBrainOptions options)
    {
        List<string> problems = [.. options.Problems.Select(problem => problem.ToString())];
        if (Problem(options.Policy) is { } policy) problems.Add($"{nameof(options.Policy)}.{policy}");
        foreach ((string symbol, HarvestPolicy own) in options.SymbolPolicies)
        {
            if (Problem(own) is { } problem) problems.Add($"{nameof(options.SymbolPolicies)}[{symbol}].{problem}");
        }
        if (options.MaxActionsPerMinute is < 1 or > EngineSettings.MaxActionsLimit)
            problems.Add(OutOfRange(nameof(options.MaxActionsPerMinute), options.MaxActionsPerMinute, EngineSettings.MaxActionsLimit));
        if (options.MaxStopsPerMinute is < 1 or > EngineSettings.MaxActionsLimit)
            problems.Add(OutOfRange(nameof(options.MaxStopsPerMinute), options.MaxStopsPerMinute, EngineSettings.MaxActionsLimit));
        if (!RedisSettings.LeaseSetting.Contains(options.Redis.LeaseSeconds))
            problems.Add(OutOfRange("Redis.LeaseSeconds", options.Redis.LeaseSeconds, RedisSettings.LeaseSetting.Max));
        if (options.Redis.KeyPrefix.Length == 0) problems.Add("Redis.KeyPrefix is empty");
        if (options.Redis.ExecutionStream.Length == 0) problems.Add("Redis.ExecutionStream is empty");
        if (options.Problems.Count == 0 && options.Redis.SharedStream is { } shared)
            problems.Add($"{shared.Name}: {RedisSettings.SharedStreamProblem}");
        if (options.Problems.Count == 0)
            problems.AddRange(PartitionSettings.Problems(options.Redis).Select(problem => $"{problem.Setting.Name}: {problem.Why}"));
        if (options.Problems.Count == 0 && ConnectionSettings.Problem(options.Redis) is { } connection)
            problems.Add(connection.ToString());
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string OutOfRange(string name, int value, int max) => $"{name} {value} is not between 1 and {max}";

    // Only a replay may do without the guard.
    private static string? Problem(HarvestPolicy policy) => policy.MaxPriceAgeSeconds == 0
        ? $"{nameof(policy.MaxPriceAgeSeconds)} 0 is not between 1 and 86400"
        : policy.Validate();
}
